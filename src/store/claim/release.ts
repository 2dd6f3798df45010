import { idOf } from '../core/delivery-id.ts'
import type { Tokens } from '../core/engine.ts'
import type { Handler } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'

/** Takes the start of attempts back that were never made, and frees their lanes; does nothing for a stale fence. */
export function release(tokens: Tokens, instance: string, owner: string): Handler<'release'> {
  const held = `FROM r JOIN channel c ON c.id = r.lane AND c.fence = r.fence AND c.owner = ?2`
  const attempt = overRows(
    tokens,
    { id: 'BIGINT', lane: 'TEXT', fence: 'BIGINT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    DELETE FROM attempt WHERE outcome IS NULL AND (delivery_id, lane, fence) IN (SELECT r.id, r.lane, r.fence ${held})`,
  )
  const delivery = overRows(
    tokens,
    {
      id: 'BIGINT',
      lane: 'TEXT',
      fence: 'BIGINT',
      first_tried_at: 'BIGINT',
      unknown: 'BIGINT',
      tried_at: 'BIGINT',
      unknown_since: 'BIGINT',
    },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE delivery SET tries = tries - 1, first_tried_at = r.first_tried_at, unknown = r.unknown,
      tried_at = r.tried_at, unknown_since = r.unknown_since ${held}
    WHERE delivery.id = r.id AND delivery.state = 'waiting'`,
  )
  const lane = overRows(
    tokens,
    { lane: 'TEXT', fence: 'BIGINT', wait_ms: 'BIGINT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE channel SET owner = NULL, lease_until = 0,
      next_at = CASE WHEN r.wait_ms > 0 THEN ${tokens.now} + r.wait_ms ELSE channel.next_at END
    FROM r WHERE channel.id = r.lane AND channel.fence = r.fence AND channel.owner = ?2`,
  )
  return async (query, batch) => {
    const rows = batch.flatMap((row) => {
      const id = idOf(row.delivery, instance)
      return id === null ? [] : [{ ...row, id }]
    })
    await attempt(query, rows, owner)
    await delivery(query, rows, owner)
    await lane(query, rows, owner)
    return batch.map(() => null)
  }
}
