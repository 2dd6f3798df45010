import { digestReader } from './digests.ts'
import { storyReader } from './stories.ts'
import type { Tokens } from '../core/engine.ts'
import { each } from '../core/operations.ts'
import type { ClaimRow, Handler } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'
import { busyText, headOf, isFree } from './ready.ts'
import { CRASHED } from '../core/recover.ts'

/** How long a claim holds its lane, ms: two and a half times the longest attempt. */
export const LEASE_MS = 15_000

interface Lane {
  readonly lane: string
  readonly fence: number
}

interface Head extends Omit<ClaimRow, 'delivery' | 'unknown' | 'plain' | 'story' | 'digest'> {
  readonly id: number
  readonly story: number | null
  readonly digest: number | null
  readonly unknown: 0 | 1 | 2
  readonly plain: 0 | 1
}

/**
 * Leases lanes and starts one attempt in each: on the delivery whose last attempt may have been posted, else on
 * the oldest that is due.
 * @param owner this process, by a name that it keeps over restarts
 */
export function claim(tokens: Tokens, instance: string, owner: string): Handler<'claim'> {
  const sql = statements(tokens)
  const storiesOf = storyReader(tokens, instance)
  const digestsOf = digestReader(tokens, instance)
  return each(async (query, { limit, busy }) => {
    const leased = await query<Lane>(sql.lease(limit), owner, LEASE_MS, busyText(busy))
    if (leased.length === 0) return []
    const heads = await sql.heads<Head>(query, leased)
    const started = new Set(heads.map((head) => head.lane))
    const headless = leased.filter(({ lane }) => !started.has(lane))
    if (headless.length > 0) await sql.free(query, headless)
    if (heads.length === 0) return []
    if (heads.some((head) => head.unknown > 0)) await sql.crashed(query, heads)
    await sql.start(query, heads)
    await sql.attempt(query, heads)
    const stories = await storiesOf(query, heads)
    const digests = await digestsOf(query, heads)
    return heads.map((head) =>
      Object.assign({}, head, {
        story: stories.get(head.id) ?? null,
        digest: digests.get(head.id) ?? null,
        delivery: `${instance}-${head.id}`,
        unknown: head.unknown > 0,
        plain: head.plain === 1,
      }),
    )
  })
}

/** Since it was new in its lane, or was let wait again as new: those before are attempts too, but no failures of now. */
const TRIES = `CASE WHEN d.first_tried_at IS NULL THEN 0 ELSE
  (SELECT COUNT(*) FROM attempt a WHERE a.delivery_id = d.id AND a.lane = d.lane AND a.at >= d.first_tried_at) END`

function statements(tokens: Tokens) {
  const { now } = tokens
  const lanes = { lane: 'TEXT', fence: 'BIGINT' } as const
  return {
    // The limit as a number: SQLite plans a statement anew at each use where it is a parameter (0.3 ms).
    // A scalar subquery, because PostgreSQL turns EXISTS into a join over the whole backlog (10 ms a claim).
    lease: (limit: number) => `WITH ready AS MATERIALIZED (
        SELECT c.id FROM channel c
        WHERE ${isFree(tokens, '?3')} AND (${headOf(tokens, 'c.id')}) IS NOT NULL
        ORDER BY c.next_at, c.id LIMIT ${limit} ${tokens.skipLocked})
      UPDATE channel SET owner = ?1, lease_until = ${now} + ?2, fence = fence + 1
      FROM ready WHERE channel.id = ready.id
      RETURNING channel.id AS lane, channel.fence AS fence`,
    heads: overRows(
      tokens,
      lanes,
      (rows) => `WITH r AS (${rows})
      SELECT r.lane, r.fence, c.account, c.platform, c.place, d.id, d.kind, d.story, d.digest, d.channel, d.route,
        d.strikes, ${TRIES} AS tries,
        d.first_tried_at AS "firstTriedAt", d.tried_at AS "triedAt", d.unknown, d.unknown_since AS "unknownSince",
        d.misses, c.place_id AS "placeId", ${now} AS at, d.plain, e.told_before AS "toldBefore", e.body AS event
      FROM r JOIN channel c ON c.id = r.lane
        JOIN delivery d ON d.id = (${headOf(tokens, 'r.lane')})
        JOIN event e ON e.id = d.event_id
      ORDER BY c.next_at, d.id`,
    ),
    free: overRows(
      tokens,
      lanes,
      (rows) => `WITH r AS (${rows})
      UPDATE channel SET owner = NULL, lease_until = 0 FROM r
      WHERE channel.id = r.lane AND channel.fence = r.fence`,
    ),
    crashed: overRows(
      tokens,
      { id: 'BIGINT' },
      (rows) => `WITH r AS (${rows})
      UPDATE attempt SET ${CRASHED} FROM r WHERE attempt.delivery_id = r.id AND attempt.outcome IS NULL`,
    ),
    // Unknown from the start: a crash leaves it so, an outcome takes it back.
    start: overRows(
      tokens,
      { id: 'BIGINT' },
      (rows) => `WITH r AS (${rows})
      UPDATE delivery SET tries = tries + 1, unknown = CASE WHEN unknown = 0 THEN 1 ELSE 2 END,
        unknown_since = COALESCE(unknown_since, ${now}), tried_at = ${now},
        first_tried_at = COALESCE(first_tried_at, ${now})
      FROM r WHERE delivery.id = r.id`,
    ),
    attempt: overRows(
      tokens,
      { id: 'BIGINT', fence: 'BIGINT' },
      (rows) => `WITH r AS (${rows})
      INSERT INTO attempt (delivery_id, nth, lane, fence, at)
      SELECT r.id, d.tries, d.lane, r.fence, ${now} FROM r JOIN delivery d ON d.id = r.id`,
    ),
  }
}
