import { REPEAT_WINDOW_MS } from '../accept/accept.ts'
import type { Query, Tokens } from '../core/engine.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'

const AT_ONCE = 1_000
const DAY_MS = 86_400_000

/**
 * Deletes up to 1,000 of each kind that are past their time: bodies seen, quarantine, and events of which every
 * delivery is finished. `full`: there may be more.
 */
export function pruneSome(tokens: Tokens): Handler<'pruneSome'> {
  const { now } = tokens
  const seen = `DELETE FROM seen WHERE (hash, cluster) IN (
      SELECT hash, cluster FROM seen WHERE at <= ${now} - ${REPEAT_WINDOW_MS} LIMIT ${AT_ONCE})
    RETURNING 1 AS gone`
  const quarantine = `DELETE FROM quarantine WHERE id IN (
      SELECT id FROM quarantine WHERE at <= ${now} - ?1 LIMIT ${AT_ONCE})
    RETURNING 1 AS gone`
  const finished = `SELECT e.id FROM event e
    WHERE e.received_at <= ${now} - ?1
      AND NOT EXISTS (SELECT 1 FROM delivery d
        WHERE d.event_id = e.id AND d.state NOT IN ('sent', 'folded', 'silenced'))
    ORDER BY e.received_at LIMIT ${AT_ONCE}`
  const numbers = `SELECT d.id FROM r JOIN delivery d ON d.event_id = r.id`
  const parts = [
    `DELETE FROM attempt WHERE delivery_id IN (${numbers})`,
    `DELETE FROM story WHERE root IN (${numbers})`,
    `DELETE FROM digest WHERE id IN (${numbers})`,
    `DELETE FROM delivery WHERE event_id IN (SELECT id FROM r)`,
    `DELETE FROM event WHERE id IN (SELECT id FROM r)`,
  ].map((sql) => overRows(tokens, { id: 'TEXT' }, (rows) => `WITH r AS (${rows}) ${sql} RETURNING 1 AS gone`))
  return each(async (query, { retentionDays }) => {
    const age = retentionDays * DAY_MS
    const gone = [await count(query, seen), await count(query, quarantine, age)]
    const ids = await query<{ id: string }>(finished, age)
    if (ids.length > 0) for (const part of parts) gone.push((await part(query, ids)).length)
    return { full: gone.some((rows) => rows >= AT_ONCE), rows: gone.reduce((sum, rows) => sum + rows, 0) }
  })
}

async function count(query: Query, sql: string, ...values: readonly (string | number)[]): Promise<number> {
  return (await query(sql, ...values)).length
}
