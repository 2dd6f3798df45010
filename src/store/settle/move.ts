import type { Query, Tokens } from '../core/engine.ts'
import { movedFolder } from './fold-moved.ts'
import { laneMaker } from '../core/lanes.ts'
import type { MoveRow, SettleRow } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'

/** A settlement with the number of its delivery. */
interface NumberedSettleRow extends SettleRow {
  readonly id: number
}

/**
 * SET of a delivery that goes to another lane: what would be a reply there is a message of its own, because its story
 * stands where it came from. The first message of a story takes it along.
 */
export function alone(lane: string): string {
  return `story = CASE WHEN delivery.lane = ${lane} OR EXISTS (
    SELECT 1 FROM story s WHERE s.id = delivery.story AND s.root = delivery.id) THEN delivery.story END`
}

/**
 * Lets deliveries go on waiting in other lanes, as if they were new there, by the limits there; does nothing for a stale
 * fence. Their attempts stay with them.
 */
export function mover(
  tokens: Tokens,
  owner: string,
): (query: Query, rows: readonly NumberedSettleRow[]) => Promise<void> {
  const makeLanes = laneMaker(tokens)
  const foldMoved = movedFolder(tokens)
  const move = overRows(
    tokens,
    {
      id: 'BIGINT',
      lane: 'TEXT',
      fence: 'BIGINT',
      note: 'TEXT',
      reason: 'TEXT',
      to_lane: 'TEXT',
      to_channel: 'TEXT',
    },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE delivery SET ${alone('r.to_lane')}, lane = r.to_lane, channel = r.to_channel, strikes = 0, unknown = 0,
      unknown_since = NULL, misses = 0, plain = 0, reason = r.reason, note = COALESCE(r.note, delivery.note)
    FROM r JOIN channel c ON c.id = r.lane AND c.fence = r.fence AND c.owner = ?2
    WHERE delivery.id = r.id AND delivery.state = 'waiting'
    RETURNING delivery.id`,
  )
  // What shows the state of a story waits behind its first message, and goes where that goes.
  const follow = overRows(
    tokens,
    { id: 'BIGINT', lane: 'TEXT', to_lane: 'TEXT', to_channel: 'TEXT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE delivery SET lane = r.to_lane, channel = r.to_channel FROM r JOIN story s ON s.root = r.id
    WHERE delivery.lane = r.lane AND delivery.state = 'waiting' AND delivery.kind IN ('edit', 'reaction')
      AND delivery.story = s.id`,
  )
  return async (query, rows) => {
    const targets = new Map<string, MoveRow>()
    const moves = rows.flatMap(({ id, lane, fence, note, reason, to }) => {
      if (to === null) return []
      targets.set(to.lane, to)
      return [{ id, lane, fence, note, reason, to_lane: to.lane, to_channel: to.channel }]
    })
    if (moves.length === 0) return
    await makeLanes(query, [...targets.values()])
    // Told a second time, it is long somewhere else.
    const moved = new Set((await move<{ id: number }>(query, moves, owner)).map(({ id }) => id))
    if (moved.size === 0) return
    await follow(
      query,
      moves.filter(({ id }) => moved.has(id)),
    )
    await foldMoved(
      query,
      rows.flatMap(({ id, to }) => (to === null || !moved.has(id) ? [] : [{ id, to }])),
    )
  }
}
