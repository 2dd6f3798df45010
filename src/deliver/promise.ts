import type { JobEvent } from '../receive/event.ts'
import { abilitiesOf } from '../platforms/abilities.ts'
import type { Account, Channel, Decision, Route, Rules } from '../rules/rules.ts'
import type { NewDelivery } from '../store/accepting.ts'
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
    if (channel === undefined) return []
    const { kind = 'bot' } = rules.accounts.get(channel.account) ?? {}
    return [deliveryTo(channel, route, dryRun, kind)]
  })
  const forward = dryRun ? null : forwardDelivery(event, rules)
  return forward === null ? posts : [...posts, forward]
}

/** The delivery of one route: where the route says, by the channel's account and pace. Notices are told as they are. */
export function deliveryTo(
  { account, platform, paceMs }: Channel,
  route: Route,
  dryRun: boolean,
  accountKind: Account['kind'] = 'bot',
): NewDelivery {
  const { lane, place } = route
  const { limits = [], later = null, thread = 'job', ...look } = route
  const { edit, react } = abilitiesOf(dryRun ? 'inbox' : platform, accountKind)
  const telling =
    route.notice === undefined ? { telling: { thread, limits, later, edits: edit, marks: react } } : {}
  const delivery = { lane, account, platform, place, gapMs: paceMs, route: look, ...telling }
  return dryRun ? { ...delivery, ...INBOX, lane: `inbox:${lane}`, gapMs: 0 } : delivery
}

const INBOX = { account: 'inbox', platform: 'inbox' } as const
