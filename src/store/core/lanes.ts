import type { Query, Tokens } from './engine.ts'
import type { LaneRow } from './operations.ts'
import { overRows } from './over-rows.ts'

/**
 * Makes lanes, each given once; those there are take what changed. What is the
 * same is left out before the conflict, which would lock it: two replicas that accept and settle would wait for one
 * another.
 */
export function laneMaker(tokens: Tokens): (query: Query, lanes: readonly LaneRow[]) => Promise<unknown> {
  return overRows(
    tokens,
    { lane: 'TEXT', account: 'TEXT', platform: 'TEXT', place: 'TEXT', gap_ms: 'BIGINT' },
    (rows) => `WITH r AS (${rows})
    INSERT INTO channel (id, account, platform, place, gap_ms, next_at)
    SELECT lane, account, platform, place, gap_ms, ${tokens.now} FROM r
    WHERE NOT EXISTS (SELECT 1 FROM channel c WHERE c.id = r.lane AND c.account = r.account
      AND c.platform = r.platform AND c.place = r.place AND c.gap_ms = r.gap_ms)
    ORDER BY lane
    ON CONFLICT (id) DO UPDATE SET account = excluded.account, platform = excluded.platform,
      place = excluded.place, gap_ms = excluded.gap_ms,
      place_id = CASE WHEN channel.place = excluded.place AND channel.account = excluded.account
        THEN channel.place_id END
    WHERE channel.gap_ms <> excluded.gap_ms OR channel.place <> excluded.place
      OR channel.account <> excluded.account OR channel.platform <> excluded.platform`,
  )
}
