import { idOf } from '../core/delivery-id.ts'
import { digestSettler } from './digests.ts'
import { storySettler } from './stories.ts'
import type { Settled } from './stories.ts'
import type { Tokens } from '../core/engine.ts'
import { follower } from './follow.ts'
import { recorder } from './ledger.ts'
import { mover } from './move.ts'
import { overRows } from '../core/over-rows.ts'
import type { Handler } from '../core/operations.ts'

/**
 * Writes outcomes and frees the lanes. Who no longer holds the lane can only add that it did post: that is kept
 * even where a later holder gave up, and the lease stays as it is.
 */
export function settle(tokens: Tokens, instance: string, owner: string): Handler<'settle'> {
  const sql = settleStatements(tokens)
  const move = mover(tokens, owner)
  const follow = follower(tokens)
  const settleStories = storySettler(tokens)
  const record = recorder(tokens)
  const settleDigests = digestSettler(tokens, instance, record)
  return async (query, batch) => {
    const rows = batch.flatMap((row) => {
      const id = idOf(row.delivery, instance)
      return id === null ? [] : [{ ...row, id }]
    })
    await sql.attempt(query, rows)
    // One row a delivery: of several, an UPDATE takes any, and a success must not lose to a failure.
    const sent = new Set(rows.filter((row) => row.state === 'sent').map((row) => row.id))
    const results = rows.filter((row) => row.state === 'sent' || !sent.has(row.id))
    await move(query, results)
    const ended = results.filter((row) => row.state !== 'moved')
    const changed = await sql.delivery<Settled>(query, ended, owner)
    const arrived = changed.filter(({ state }) => state === 'sent')
    await follow(query, ended, arrived)
    await settleStories(query, ended, changed)
    await settleDigests(query, ended, changed)
    await record.sent(
      query,
      arrived.map(({ id }) => id),
    )
    const pauses = rows.filter((row) => row.pause_ms > 0)
    if (pauses.length > 0) await sql.pause(query, pauses)
    await sql.lane(query, rows, owner)
    return batch.map(() => null)
  }
}

function settleStatements(tokens: Tokens) {
  const { now } = tokens
  // What died in doubt keeps its time, for when it is replayed.
  const inDoubt = `r.state <> 'sent' AND r.cleared = 0 AND (r.outcome = 'unknown' OR delivery.unknown = 2)`
  const attempt = {
    id: 'BIGINT',
    lane: 'TEXT',
    fence: 'BIGINT',
    ms: 'BIGINT',
    outcome: 'TEXT',
    reason: 'TEXT',
    detail: 'TEXT',
  } as const
  const delivery = {
    id: 'BIGINT',
    lane: 'TEXT',
    fence: 'BIGINT',
    state: 'TEXT',
    outcome: 'TEXT',
    reason: 'TEXT',
    help: 'TEXT',
    receipt: 'TEXT',
    note: 'TEXT',
    wait_ms: 'BIGINT',
    counted: 'BIGINT',
    plain: 'BIGINT',
    misses: 'BIGINT',
    tried_at: 'BIGINT',
    cleared: 'BIGINT',
    beside: 'BIGINT',
  } as const
  const lane = {
    lane: 'TEXT',
    fence: 'BIGINT',
    state: 'TEXT',
    wait_ms: 'BIGINT',
    place_id: 'TEXT',
    beside: 'BIGINT',
  } as const
  return {
    attempt: overRows(
      tokens,
      attempt,
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE attempt SET ms = r.ms, outcome = r.outcome, reason = r.reason, detail = r.detail
      FROM r WHERE attempt.delivery_id = r.id AND attempt.lane = r.lane AND attempt.fence = r.fence`,
    ),
    delivery: overRows(
      tokens,
      delivery,
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE delivery SET state = r.state, strikes = strikes + r.counted,
        unknown = CASE WHEN r.state = 'waiting' AND ${inDoubt} THEN 2 ELSE 0 END,
        unknown_since = CASE WHEN ${inDoubt} THEN delivery.unknown_since END,
        due_at = CASE WHEN r.state = 'waiting' AND r.beside = 1 THEN ${now} + r.wait_ms ELSE delivery.due_at END,
        misses = r.misses, tried_at = COALESCE(r.tried_at, delivery.tried_at),
        plain = CASE WHEN r.plain = 1 THEN 1 ELSE delivery.plain END,
        receipt = r.receipt, reason = r.reason, help = r.help, note = COALESCE(r.note, delivery.note),
        done_at = CASE WHEN r.state = 'waiting' THEN NULL ELSE ${now} END
      FROM r JOIN channel c ON c.id = r.lane
      WHERE delivery.id = r.id
        AND ((delivery.state = 'waiting' AND c.fence = r.fence AND c.owner = ?2)
          OR (delivery.state IN ('waiting', 'dead') AND r.state = 'sent'))
      RETURNING delivery.id, delivery.event_id, delivery.state, delivery.kind, delivery.story, delivery.digest`,
    ),
    pause: overRows(
      tokens,
      { lane: 'TEXT', pause_ms: 'BIGINT' },
      (rows) => `WITH r AS MATERIALIZED (${rows})
      INSERT INTO bucket (id, next_at)
      SELECT c.account, ${now} + MAX(r.pause_ms) FROM r JOIN channel c ON c.id = r.lane GROUP BY c.account
      ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at WHERE bucket.next_at < excluded.next_at`,
    ),
    // What died or moved frees its lane at once: nothing was posted, so there is nothing to keep a distance from.
    lane: overRows(
      tokens,
      lane,
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE channel SET owner = NULL, lease_until = 0,
        place_id = COALESCE(r.place_id, channel.place_id), next_at = ${now} + CASE
        WHEN r.state IN ('dead', 'moved') THEN 0
        WHEN r.wait_ms > channel.gap_ms AND r.beside = 0 THEN r.wait_ms
        ELSE channel.gap_ms END
      FROM r WHERE channel.id = r.lane AND channel.fence = r.fence AND channel.owner = ?2`,
    ),
  }
}
