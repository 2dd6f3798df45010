import { editsLane } from './beside.ts'
import type { Query, Tokens } from '../core/engine.ts'
import { laneMaker } from '../core/lanes.ts'
import type { LaneRow } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'

/** An edit that a digest's message needs. */
export interface DueEdit {
  readonly digest: number
  readonly kind: 'edit' | 'final'
  /** So long from now, ms, or `at` that database time, whichever is later. */
  readonly after_ms: number
  readonly at: number
}

interface Of extends Pick<LaneRow, 'account' | 'platform' | 'channel'> {
  readonly digest: number
}

/** Adds edits of digests, each where none of its kind waits. */
export function digestEdits(tokens: Tokens): (query: Query, due: readonly DueEdit[]) => Promise<void> {
  const { now } = tokens
  const of = overRows(
    tokens,
    { digest: 'BIGINT' },
    (rows) => `WITH r AS (${rows})
    SELECT g.id AS digest, c.account, c.platform, d.channel
    FROM r JOIN digest g ON g.id = r.digest JOIN delivery d ON d.id = g.root JOIN channel c ON c.id = d.lane`,
  )
  const makeLanes = laneMaker(tokens)
  const insert = overRows(
    tokens,
    { digest: 'BIGINT', kind: 'TEXT', lane: 'TEXT', after_ms: 'BIGINT', at: 'BIGINT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    INSERT INTO delivery (event_id, lane, channel, route, kind, digest, due_at)
    SELECT d.event_id, r.lane, o.channel, d.route, r.kind, r.digest,
      CASE WHEN ${now} + r.after_ms > r.at THEN ${now} + r.after_ms ELSE r.at END
    FROM r JOIN delivery d ON d.id = r.digest JOIN digest g ON g.id = r.digest JOIN delivery o ON o.id = g.root
    WHERE NOT EXISTS (SELECT 1 FROM delivery e
      WHERE e.digest = r.digest AND e.kind = r.kind AND e.state = 'waiting')
    ORDER BY r.digest, r.kind`,
  )
  return async (query, due) => {
    if (due.length === 0) return
    const found = await of<Of>(query, due)
    const laneOf = new Map(found.map((one) => [one.digest, editsLane(one)]))
    await makeLanes(query, [...new Map([...laneOf.values()].map((one) => [one.lane, one])).values()])
    await insert(
      query,
      due.map((one) => ({ ...one, lane: laneOf.get(one.digest)?.lane ?? '' })),
    )
  }
}
