import { abilitiesOf } from '../platforms/abilities.ts'
import type { Rules } from '../rules/rules.ts'
import type { Claim } from '../store/claimed.ts'
import type { MoveTarget } from '../store/accepting.ts'

/**
 * Where a delivery goes instead, when the platform knows no such place: to `otherwise` of a computed channel. Null
 * where there is nowhere else.
 */
export function otherwiseOf(
  { route, account, lane }: Claim,
  { channels, accounts }: Rules,
): MoveTarget | null {
  // A file belongs to its message, wherever that is.
  if (route.traceOf !== undefined) return null
  const channel = channels.get(route.channel)
  if (channel === undefined || channel.computed === null || channel.account !== account) return null
  const other = channels.get(channel.computed.otherwise)
  if (other === undefined || other.computed !== null || other.lane === lane) return null
  const { name, platform, place, paceMs, limit } = other
  const { edit: edits, react: marks } = abilitiesOf(platform, accounts.get(other.account)?.kind ?? 'bot')
  return {
    channel: name,
    lane: other.lane,
    account: other.account,
    platform,
    place,
    gapMs: paceMs,
    telling: { thread: 'none', limits: limit === null ? [] : [limit], later: null, edits, marks },
  }
}
