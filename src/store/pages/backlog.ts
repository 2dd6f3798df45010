import type { Tokens } from '../core/engine.ts'
import { deadLetters } from './delivery-page.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'

/** How much of one lane waits. */
interface LaneBacklog {
  /** Channel of the delivery that is next, due or not. */
  readonly channel: string
  readonly waiting: number
  /** Age of the event whose delivery is due next, ms; null when none is due. */
  readonly oldestMs: number | null
}

/** What waits and what is dead, for those who watch over it. */
export interface WatchedBacklog {
  readonly lanes: readonly LaneBacklog[]
  /** More than 10,000 count as 10,000. */
  readonly dead: number
}

/** SELECT of the delivery that comes next in a lane. */
const next = (further: string): string =>
  `SELECT d.id FROM delivery d WHERE d.lane = l.lane AND d.state = 'waiting' ${further}
    ORDER BY d.unknown DESC, d.id LIMIT 1`

/** Counts in the index of what waits; of each lane one or two rows are read. */
export function backlog(tokens: Tokens): Handler<'backlog'> {
  const { now } = tokens
  const sql = `SELECT (SELECT h.channel FROM delivery h WHERE h.id = (${next('')})) AS channel, l.waiting,
      (SELECT ${now} - e.received_at FROM delivery h JOIN event e ON e.id = h.event_id
        WHERE h.id = (${next(`AND d.due_at <= ${now}`)})) AS "oldestMs"
    FROM (SELECT lane, COUNT(*) AS waiting FROM delivery WHERE state = 'waiting' GROUP BY lane) AS l`
  return each(async (query) => {
    const lanes = await query<LaneBacklog>(sql)
    const [dead = 0] = await deadLetters(query, [null])
    return { lanes, dead }
  })
}
