import type { Tokens } from '../core/engine.ts'
import { busyText, headOf, isFree, notBusy } from './ready.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'

/** ms until a lane outside the busy accounts can be claimed by the passing of time alone; null when none will. */
export function nextDueMs(tokens: Tokens): Handler<'nextDueMs'> {
  const { now, greatest } = tokens
  const waiting = `FROM delivery d WHERE d.lane = c.id AND d.state = 'waiting'`
  const ready = `SELECT 0 FROM channel c WHERE ${isFree(tokens, '?1')} AND (${headOf(tokens, 'c.id')}) IS NOT NULL LIMIT 1`
  // Digests apart, a lane's first delivery is due: the second subquery reads only lanes without one.
  const later = `SELECT MIN(t.at) - ${now} FROM (
    SELECT ${greatest}(c.next_at, c.lease_until,
      COALESCE((SELECT b.next_at FROM bucket b WHERE b.id = c.account), 0),
      COALESCE((SELECT 0 ${waiting} AND d.due_at <= ${now} LIMIT 1), (SELECT MIN(d.due_at) ${waiting}))) AS at
    FROM channel c
    WHERE c.waits = 1 AND (SELECT d.id ${waiting} LIMIT 1) IS NOT NULL
      AND ${notBusy(tokens, '?1')}) AS t`
  // Where more lanes wait than are claimed in one go, the first of them says all (3 ms otherwise, of 500).
  const sql = `SELECT COALESCE((${ready}), (${later})) AS ms`
  return each(async (query, { busy }) => {
    const [row] = await query<{ ms: number | null }>(sql, busyText(busy))
    return row === undefined || row.ms === null ? null : Math.max(0, row.ms)
  })
}

/** How many deliveries wait. */
export const waiting: Handler<'waiting'> = each(async (query) => {
  const [row] = await query<{ count: number }>(
    `SELECT COUNT(*) AS count FROM delivery WHERE state = 'waiting'`,
  )
  return row?.count ?? 0
})
