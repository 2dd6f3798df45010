import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import type { Rules } from '../rules/rules.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import { cursorText, eventQueryOf } from './event-query.ts'
import { json } from './json-answer.ts'
import { whyJson } from './why-json.ts'

/** What the API reads. */
export interface ApiSource {
  readonly store: Pick<Store, 'events' | 'event' | 'savedRules'>
  /** The rules in force. */
  readonly rules: () => Pick<Rules, 'hash' | 'source'>
  readonly clock: Pick<Clock, 'now'>
}

/**
 * `GET /api/events` → `{ events, next }`, `GET /api/events/<id>`, each event as `why --json` has it, and
 * `GET /api/rules[?hash=]` → `{ hash, source }`, of the rules in force or those of another time. Integers are exact. Not guarded: whoever mounts it puts the console's
 * credentials in front.
 */
export function apiRoutes({ store, rules, clock }: ApiSource): Hono {
  const routes = new Hono()
  routes.get('/api/events', async (c) => {
    const asked = eventQueryOf(new URL(c.req.url).searchParams, clock.now())
    if ('error' in asked) return json({ error: asked.error }, 400)
    const { events, next } = await store.events(asked.query)
    return json({ events: events.map(whyJson), next: next === null ? null : cursorText(next) })
  })
  routes.get('/api/events/:id', async (c) => {
    const id = c.req.param('id')
    const found = await store.event(id)
    return found === null ? json({ error: `there is no event "${id}"` }, 404) : json(whyJson(found))
  })
  routes.get('/api/rules', async (c) => {
    const { hash, source } = rules()
    const asked = c.req.query('hash') ?? hash
    if (asked === hash) return json({ hash, source })
    const saved = await store.savedRules(asked)
    return saved === null
      ? json({ error: `there are no rules "${asked}"` }, 404)
      : json({ hash: asked, source: saved })
  })
  routes.onError((error) => {
    if (error instanceof StoreUnavailable) return json({ error: 'the store cannot be read now' }, 503)
    throw error
  })
  return routes
}
