import type { JobEvent } from '../receive/event.ts'
import type { Channel, Decision, Route, Rules } from '../rules/rules.ts'
import type { NewDelivery } from '../store/store.ts'
import { forwardDelivery } from './forward.ts'

/**
 * The deliveries that a decision promises: one per channel, and one that passes the callback on where its cluster
 * forwards.
 * @param dryRun every channel goes to the inbox, unpaced, and keeps the name of its place; nothing is passed on
 */
export function deliveriesOf(
  decision: Decision,
  event: JobEvent,
  rules: Rules,
  dryRun: boolean,
): NewDelivery[] {
  const posts = decision.routes.flatMap((route) => {
    const channel = rules.channels.get(route.channel)
    // Rules name only channels they have: the check at load sees to it.
    return channel === undefined ? [] : [deliveryTo(channel, route, dryRun)]
  })
  const forward = dryRun ? null : forwardDelivery(event, rules)
  return forward === null ? posts : [...posts, forward]
}

/** The delivery of one route: where the route says, by the channel's account and pace. */
export function deliveryTo(
  { account, platform, paceMs }: Channel,
  route: Route,
  dryRun: boolean,
): NewDelivery {
  const { lane, place } = route
  const delivery = { lane, account, platform, place, gapMs: paceMs, route }
  return dryRun ? { ...delivery, ...INBOX, lane: `inbox:${lane}`, gapMs: 0 } : delivery
}

const INBOX = { account: 'inbox', platform: 'inbox' } as const
