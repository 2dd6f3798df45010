import { STEP_MS } from './clock-step.ts'
import type { Engine, Query } from './engine.ts'
import { each } from './operations.ts'
import type { Handler } from './operations.ts'

/** SET list of an attempt that was started and never got an outcome. */
export const CRASHED = `outcome = 'unknown', reason = 'crashed', detail = 'the process ended before the outcome was noted'`

/**
 * Frees at once what an earlier process of this name held, and marks its unfinished attempts: they may have been
 * posted.
 */
export function recover(engine: Engine, owner: string): Promise<void> {
  return engine.transaction(async (query) => {
    await lockInOrder(engine, query, owner)
    await query(
      `UPDATE attempt SET ${CRASHED} WHERE outcome IS NULL AND delivery_id IN (
        SELECT d.id FROM channel c JOIN delivery d ON d.lane = c.id AND d.state = 'waiting' AND d.unknown > 0
        WHERE c.owner = ?1)`,
      owner,
    )
    await query(`UPDATE channel SET owner = NULL, lease_until = 0 WHERE owner = ?1`, owner)
    // A clock set back while nobody ran (a machine's clock before it is synchronised) would withhold what waits.
    const back = await stepBack(engine, query)
    if (back === null || back >= -STEP_MS) return
    await lockInOrder(engine, query, null)
    await move(query, back)
  })
}

/** Locks the lanes of a replica, or all of them, in the order that the others keep (lock-lanes.ts). */
async function lockInOrder({ tokens }: Engine, query: Query, owner: string | null): Promise<void> {
  const forUpdate = tokens.forUpdate('c')
  if (forUpdate === '') return
  await query(
    `SELECT c.id FROM channel c WHERE CAST(?1 AS TEXT) IS NULL OR c.owner = ?1 ORDER BY c.id ${forUpdate}`,
    owner,
  )
}

/**
 * How far the clock stands behind the newest time that was noted. What was noted before a step that is made good
 * already says nothing of another.
 */
async function stepBack({ clock, tokens }: Engine, query: Query): Promise<number | null> {
  const byEvents = `SELECT ${tokens.now} - received_at AS back FROM event
    WHERE id > COALESCE((SELECT value FROM meta WHERE name = '${MADE_GOOD}'), '')
    ORDER BY id DESC LIMIT 1`
  // Times of events are the replicas' own; those of bodies seen are the server's.
  const bySeen = `SELECT ${tokens.now} - MAX(at) AS back FROM seen
    WHERE at > COALESCE((SELECT CAST(value AS BIGINT) FROM meta WHERE name = '${SERVER_MADE_GOOD}'), 0)`
  if (clock === 'machine') return (await query<{ back: number }>(byEvents))[0]?.back ?? null
  const read = async () => (await query<{ back: number | null }>(bySeen))[0]?.back ?? null
  if (((await read()) ?? 0) >= -STEP_MS) return null
  // One of several replicas that start now makes it good.
  await query(tokens.lockSchema)
  const back = await read()
  await query(
    `INSERT INTO meta (name, value) SELECT '${SERVER_MADE_GOOD}', CAST(MAX(at) AS TEXT) FROM seen
      HAVING MAX(at) IS NOT NULL ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  )
  return back
}

/** Moves leases, pace and pauses along when the wall clock jumped, so that they last as long as they would have. */
export const shift: Handler<'shift'> = each(async (query, ms) => {
  await move(query, ms)
  return null
})

/** Names the newest event from before the last step of the clock. */
const MADE_GOOD = 'clock-step-after'
/** Holds the latest time that a server had noted before the last step of its clock. */
const SERVER_MADE_GOOD = 'server-clock-step-after'

async function move(query: Query, ms: number): Promise<void> {
  await query(
    `INSERT INTO meta (name, value) SELECT '${MADE_GOOD}', MAX(id) FROM event HAVING MAX(id) IS NOT NULL
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  )
  await query(
    `UPDATE channel SET next_at = next_at + ?1,
      lease_until = CASE WHEN lease_until = 0 THEN 0 ELSE lease_until + ?1 END`,
    ms,
  )
  await query(`UPDATE bucket SET next_at = next_at + ?1`, ms)
  // What comes so long after something else; what is due at a time of day stays.
  await query(
    `UPDATE digest SET opened_at = opened_at + ?1, over_at = over_at + ?1 WHERE ended_at IS NULL`,
    ms,
  )
  await query(
    `UPDATE delivery SET due_at = due_at + ?1
      WHERE state = 'waiting' AND due_at > 0 AND (kind <> 'digest' OR digest IN (
        SELECT id FROM digest WHERE what = 'storm' AND ended_at IS NULL))`,
    ms,
  )
  await query(
    `UPDATE delivery SET first_tried_at = first_tried_at + ?1, tried_at = tried_at + ?1,
      unknown_since = unknown_since + ?1
      WHERE state = 'waiting' AND tried_at IS NOT NULL`,
    ms,
  )
}
