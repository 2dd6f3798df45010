import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { parseDuration } from '../rules/time/durations.ts'
import { channelFinding } from '../rules/known-channels.ts'
import type { Rules } from '../rules/rules.ts'
import { compileSilence } from '../rules/silence.ts'
import type { NewSilence, Silence } from '../store/operate/silences.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import { json } from './json-answer.ts'

export interface SilenceSource {
  readonly store: Pick<Store, 'addSilence' | 'silences' | 'endSilence'>
  /** The rules in force: a silence is for channels that they have. */
  readonly rules: () => Pick<Rules, 'channels' | 'clusters'>
  /** Called once they changed: what is in force is read again. */
  readonly changed: () => Promise<void>
}

/** A silence as the API gives it. */
export type SilenceJson = ReturnType<typeof silenceJson>

const MOST_BYTES = 65_536
const LONGEST_MS = 366 * 86_400_000
const LONGEST_TEXT = 1_000

/**
 * `GET /api/silences[?all=true]` → `{ silences }`, newest first; `POST /api/silences` with `{ when: [key=value], for: "2h",
 * why, by }` → the silence, or 400 with what is wrong; `DELETE /api/silences/<id>` ends one. Not guarded: whoever mounts it does that.
 */
export function silenceRoutes({ store, rules, changed }: SilenceSource): Hono {
  const routes = new Hono()
  const limited = bodyLimit({ maxSize: MOST_BYTES, onError: () => json({ error: 'too much' }, 413) })
  routes.get('/api/silences', async (c) => {
    const found = await store.silences(c.req.query('all') !== 'true')
    return json({ silences: found.map(silenceJson) })
  })
  routes.post('/api/silences', limited, async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined)
    const asked = silenceOf(body, rules())
    if ('error' in asked) return json(asked, 400)
    const made = await store.addSilence(asked.silence)
    await changed()
    return json({ ...silenceJson(made), warnings: asked.warnings })
  })
  routes.delete('/api/silences/:id', async (c) => {
    const id = Number(c.req.param('id'))
    const ended = Number.isSafeInteger(id) && (await store.endSilence(id))
    if (!ended) return json({ error: `there is no silence ${c.req.param('id')} in force` }, 404)
    await changed()
    return json({ ended: id })
  })
  routes.onError((error) => {
    if (error instanceof StoreUnavailable) return json({ error: 'the store cannot be used now' }, 503)
    throw error
  })
  return routes
}

/** A silence as `silence list --json` has it; times are ms. */
function silenceJson({ conditions, endedAt, ...rest }: Silence) {
  return { ...rest, when: conditions, ended_at: endedAt }
}

/** What was sent as a silence, or what is wrong with it. */
function silenceOf(
  body: unknown,
  rules: Pick<Rules, 'channels' | 'clusters'>,
): { readonly silence: NewSilence; readonly warnings: readonly string[] } | { readonly error: string } {
  if (typeof body !== 'object' || body === null) return { error: 'send JSON: { when, for, why, by }' }
  const { when, for: length, why, by = '' } = body as Record<string, unknown>
  if (!Array.isArray(when) || !when.every((one) => typeof one === 'string'))
    return { error: 'when is a list of texts such as "project=sales"' }
  const forMs = typeof length === 'string' ? parseDuration(length) : null
  if (forMs === null || forMs <= 0 || forMs > LONGEST_MS)
    return { error: 'for is a length of time such as 2h or 3d, at most a year' }
  if (typeof why !== 'string' || why.trim() === '' || why.length > LONGEST_TEXT)
    return { error: 'why says why: a text that is not empty' }
  if (typeof by !== 'string' || by.length > LONGEST_TEXT) return { error: 'by is a name' }
  const found = compileSilence(when)
  if ('problems' in found) return { error: found.problems.map(sentence).join('; ') }
  const unknown = found.channels.map((name) => channelFinding(name, rules)).filter((one) => one !== undefined)
  if (unknown.length > 0) return { error: unknown.map(sentence).join('; ') }
  const silence = { conditions: when, why: why.trim(), by: by.trim(), forMs }
  return { silence, warnings: found.warnings.map(sentence) }
}

function sentence({ message, help }: { readonly message: string; readonly help?: string }): string {
  return help === undefined ? message : `${message}: ${help}`
}
