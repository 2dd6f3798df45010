import type { Decision, Rules } from '../rules/rules.ts'
import type { NewDelivery } from '../store/store.ts'

/**
 * The deliveries that a decision promises, one per channel.
 * @param dryRun every channel goes to the inbox, unpaced, and keeps the name of its place
 */
export function deliveriesOf(decision: Decision, rules: Rules, dryRun: boolean): NewDelivery[] {
  return decision.routes.flatMap((route) => {
    const channel = rules.channels.get(route.channel)
    // Rules name only channels they have: the check at load sees to it.
    if (channel === undefined) return []
    const { lane, account, platform, place, paceMs } = channel
    const delivery = { lane, account, platform, place, gapMs: paceMs, route }
    return [dryRun ? { ...delivery, ...INBOX, lane: `inbox:${lane}`, gapMs: 0 } : delivery]
  })
}

const INBOX = { account: 'inbox', platform: 'inbox' } as const
