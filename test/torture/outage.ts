import { accountLimit, channelLimit } from './outage/limits.ts'
import { longOutage, outageBeyondRetryHours } from './outage/long-outage.ts'
import { neighbours } from './outage/neighbours.ts'
import { poisoned, revokedToken } from './outage/refusals.ts'
import type { Torture } from './row.ts'

/** What platforms do to us: away for hours, hanging, failing, limiting, revoking, refusing one message for ever. */
export const run: Torture = async ({ long }) => [
  await (long ? longOutage(50, 200) : longOutage(4, 10)),
  await outageBeyondRetryHours(),
  await (long ? neighbours(4, 1_000) : neighbours(1, 100)),
  await channelLimit(),
  await accountLimit(),
  await revokedToken(long ? 60 : 3),
  await poisoned(),
]
