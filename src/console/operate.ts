import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Clock } from '../clock.ts'
import { type KeptBody, type ListedDelivery } from '../store/operating.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import { deliveryQueryOf, wholeOf } from './delivery-query.ts'
import { json } from './json-answer.ts'
import { replayPart, type ReplaySource } from './replay.ts'
import { replayRequestOf } from './replay-request.ts'

/** What operators ask and change. */
export interface OperateSource extends ReplaySource {
  readonly store: ReplaySource['store'] & Pick<Store, 'quarantined'>
  readonly clock: Pick<Clock, 'now'>
}

/** 200 ids and what goes with them. */
const MOST_BYTES = 65_536

/**
 * `GET /api/deliveries` → `{ deliveries, next }`, `GET /api/deliveries/<id>`, `GET /api/quarantine` → `{ bodies, next }`, `POST /api/replay` →
 * `{ results, next, total }`, one bounded part of what is asked for, and `POST /api/deliveries/<id>/replay` → what was
 * done: 404 where there is none, 409 where it was left alone. Not guarded: whoever mounts it does that.
 */
export function operateRoutes(source: OperateSource): Hono {
  const { store, clock } = source
  const routes = new Hono()
  routes.use('/api/*', bodyLimit({ maxSize: MOST_BYTES, onError: () => json({ error: 'too much' }, 413) }))
  routes.get('/api/deliveries', async (c) => {
    const asked = deliveryQueryOf(new URL(c.req.url).searchParams, clock.now())
    if ('error' in asked) return json(asked, 400)
    const { deliveries, next } = await store.deliveries(asked.query)
    return json({ deliveries: deliveries.map(deliveryJson), next: next === null ? null : String(next) })
  })
  routes.get('/api/deliveries/:id', async (c) => {
    const id = c.req.param('id')
    const [found] = (await store.deliveries({ ids: [id] })).deliveries
    return found === undefined
      ? json({ error: `there is no delivery "${id}"` }, 404)
      : json(deliveryJson(found))
  })
  routes.get('/api/quarantine', async (c) => {
    const before = c.req.query('before') ?? ''
    const number = wholeOf(before, Number.MAX_SAFE_INTEGER)
    if (before !== '' && number === null)
      return json({ error: 'before is not the "next" of another page' }, 400)
    const bodies = await store.quarantined(number ?? undefined)
    const last = bodies.at(-1)
    return json({ bodies: bodies.map(bodyJson), next: last === undefined ? null : String(last.id) })
  })
  routes.post('/api/replay', async (c) => {
    const body = await jsonOf(c)
    if (body === undefined) return NO_JSON()
    const asked = replayRequestOf(body, clock.now())
    return 'error' in asked ? json(asked, 400) : json(await replayPart(asked, source))
  })
  routes.post('/api/deliveries/:id/replay', async (c) => {
    const body = c.req.header('Content-Type') === undefined ? {} : await jsonOf(c)
    if (body === undefined) return NO_JSON()
    const more = c.req.query('resend') === 'true' ? { resend: true } : {}
    const ids = [c.req.param('id')]
    const asked = replayRequestOf(Object.assign({}, body, more, { ids }), clock.now())
    if ('error' in asked) return json(asked, 400)
    const { results } = await replayPart(asked, source)
    if (results.some(({ why }) => why === 'no-such-delivery'))
      return json({ error: `there is no delivery "${ids[0]}"` }, 404)
    return json({ results }, results.every(({ did }) => did === 'left') ? 409 : 200)
  })
  routes.onError((error) => {
    if (error instanceof StoreUnavailable) return json({ error: 'the store cannot be used now' }, 503)
    throw error
  })
  return routes
}

const NO_JSON = (): Response => json({ error: 'send JSON, with Content-Type: application/json' }, 415)

/** What was sent as JSON; undefined where it was none. */
async function jsonOf({ req }: Context): Promise<unknown> {
  if (!/^application\/json\b/i.test(req.header('Content-Type') ?? '')) return undefined
  try {
    return await req.json()
  } catch {
    return undefined
  }
}

/** A delivery as `dead --json` has it; times are ms. */
export function deliveryJson({ receivedAt, endedAt, ...delivery }: ListedDelivery) {
  return { ...delivery, received_at: receivedAt, ended_at: endedAt }
}

/** An unusable body as `quarantine --json` has it; times are ms. */
export function bodyJson({ receivedAt, ...kept }: KeptBody) {
  return { ...kept, at: receivedAt }
}
