import { rowsOf } from './engine.ts'
import type { Tokens } from './engine.ts'
import { each } from './operations.ts'
import type { Handler } from './operations.ts'

/** ms until a lane outside the busy accounts can be claimed by the passing of time alone; null when none will. */
export function nextDueMs(tokens: Tokens): Handler<'nextDueMs'> {
  const { now } = tokens
  const waiting = `FROM delivery d WHERE d.lane = c.id AND d.state = 'waiting'`
  // Digests apart, a lane's first delivery is due: the second subquery reads only lanes without one.
  const sql = `SELECT MIN(t.at) - ${now} AS ms FROM (
    SELECT (SELECT MAX(m.at) FROM (
      SELECT c.next_at AS at UNION ALL SELECT c.lease_until
      UNION ALL SELECT b.next_at FROM bucket b WHERE b.id = c.account
      UNION ALL SELECT COALESCE((SELECT 0 ${waiting} AND d.due_at <= ${now} LIMIT 1),
        (SELECT MIN(d.due_at) ${waiting}))) AS m) AS at
    FROM channel c
    WHERE c.waits = 1 AND (SELECT d.id ${waiting} LIMIT 1) IS NOT NULL
      AND c.account NOT IN (SELECT account FROM (${rowsOf(tokens, '?1', { account: 'TEXT' })}) AS busy)) AS t`
  return each(async (query, { busy }) => {
    const [row] = await query<{ ms: number | null }>(
      sql,
      JSON.stringify(busy.map((account) => ({ account }))),
    )
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
