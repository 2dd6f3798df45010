import { REPEAT_WINDOW_MS } from './accept.ts'
import { rowsOf } from './engine.ts'
import type { Query, Tokens } from './engine.ts'
import { each } from './operations.ts'
import type { Handler } from './operations.ts'

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
  const ofEvents = `WITH r AS (${rowsOf(tokens, '?1', { id: 'TEXT' })})`
  const attempts = `${ofEvents} DELETE FROM attempt WHERE delivery_id IN (
    SELECT d.id FROM r JOIN delivery d ON d.event_id = r.id) RETURNING 1 AS gone`
  const numbers = `SELECT d.id FROM r JOIN delivery d ON d.event_id = r.id`
  const stories = `${ofEvents} DELETE FROM story WHERE root IN (${numbers}) RETURNING 1 AS gone`
  const digests = `${ofEvents} DELETE FROM digest WHERE id IN (${numbers}) RETURNING 1 AS gone`
  const deliveries = `${ofEvents} DELETE FROM delivery WHERE event_id IN (SELECT id FROM r) RETURNING 1 AS gone`
  const events = `${ofEvents} DELETE FROM event WHERE id IN (SELECT id FROM r) RETURNING 1 AS gone`
  return each(async (query, { retentionDays }) => {
    const age = retentionDays * DAY_MS
    const gone = [await count(query, seen), await count(query, quarantine, age)]
    const ids = await query<{ id: string }>(finished, age)
    if (ids.length > 0) {
      const json = JSON.stringify(ids)
      for (const statement of [attempts, stories, digests, deliveries, events]) {
        gone.push(await count(query, statement, json))
      }
    }
    return { full: gone.some((rows) => rows >= AT_ONCE), rows: gone.reduce((sum, rows) => sum + rows, 0) }
  })
}

async function count(query: Query, sql: string, ...values: readonly (string | number)[]): Promise<number> {
  return (await query(sql, ...values)).length
}
