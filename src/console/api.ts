import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import type { Rules } from '../rules/rules.ts'
import { stringifyExact } from '../receive/json.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import { cursorText, eventQueryOf } from './event-query.ts'
import { whyJson } from './why-json.ts'

/** What the API reads. */
export interface ApiSource {
  readonly store: Pick<Store, 'events' | 'event'>
  /** The rules in force. */
  readonly rules: () => Pick<Rules, 'hash' | 'source'>
  readonly clock: Pick<Clock, 'now'>
}

/**
 * `GET /api/events` → `{ events, next }`, `GET /api/events/<id>`, each event as `why --json` has it, and
 * `GET /api/rules` → `{ hash, source }`. Integers are exact. Not guarded: whoever mounts it puts the console's
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
  routes.get('/api/rules', () => {
    const { hash, source } = rules()
    return json({ hash, source })
  })
  routes.onError((error) => {
    if (error instanceof StoreUnavailable) return json({ error: 'the store cannot be read now' }, 503)
    throw error
  })
  return routes
}

function json(value: unknown, status = 200): Response {
  return new Response(`${stringifyExact(value)}\n`, {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
