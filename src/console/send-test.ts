import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import { noticeAcceptance } from '../deliver/notice.ts'
import { testNotice } from '../deliver/test-notice.ts'
import { newEventId } from '../receive/event-id.ts'
import type { Rules } from '../rules/rules.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import { json } from './json-answer.ts'

export interface SendTestSource {
  readonly store: Pick<Store, 'accept'>
  /** The rules in force. */
  readonly rules: () => Rules
  readonly clock: Pick<Clock, 'now'>
  /** The bridge itself posts to its inbox only. */
  readonly toInbox: boolean
  /** There is a message to send. */
  readonly wake: () => void
}

/** What `POST /api/channels/<name>/test` answers. */
export interface SendTestAnswer {
  /** The event whose one delivery is the test: what became of it says `GET /api/events/<id>`. */
  readonly event: string
  readonly channel: string
  /** True where the bridge posts nothing, but to its inbox. */
  readonly inbox: boolean
}

/**
 * `POST /api/channels/<name>/test`: one real message for the channel, marked as a test, on the way that all messages
 * go; 404 where there is no such channel. Not guarded: whoever mounts it puts the console's credentials in front.
 */
export function sendTestRoutes({ store, rules, clock, toInbox, wake }: SendTestSource): Hono {
  const routes = new Hono()
  routes.post('/api/channels/:name/test', async (c) => {
    const name = c.req.param('name')
    const inForce = rules()
    const channel = inForce.channels.get(name)
    if (channel === undefined) {
      const known = [...inForce.channels.keys()].join(', ')
      return json({ error: `there is no channel "${name}"; there are ${known}` }, 404)
    }
    const now = clock.now()
    const acceptance = noticeAcceptance({
      channel,
      rules: inForce,
      notice: testNotice(name, channel.language ?? inForce.language),
      // Each is a message of its own, however many are asked for at once.
      key: `test ${name} ${newEventId(now, Math.random)}`,
      now,
      random: Math.random,
      dryRun: toInbox,
    })
    const [delivery] = acceptance.deliveries
    const storing = store.accept(acceptance)
    wake()
    await storing
    return json({
      event: acceptance.event.id,
      channel: delivery?.route.channel ?? name,
      inbox: delivery?.platform === 'inbox',
    } satisfies SendTestAnswer)
  })
  routes.onError((error) => {
    if (error instanceof StoreUnavailable) return json({ error: 'the store cannot be written now' }, 503)
    throw error
  })
  return routes
}
