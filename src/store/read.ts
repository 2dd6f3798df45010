import { rowsOf } from './engine.ts'
import type { Query, Tokens } from './engine.ts'
import { each } from './operations.ts'
import type { AttemptRow, DeliveryRow, EventRow, Handler } from './operations.ts'

/** An event as it stands in the database. */
export interface FoundEvent extends Omit<EventRow, 'deliveries'> {
  readonly id: string
}
interface FoundDelivery extends Omit<DeliveryRow, 'id' | 'attempts'> {
  readonly id: number
}
interface FoundAttempt extends AttemptRow {
  readonly delivery_id: number
}

/** The event with this id, or null. */
export function event(tokens: Tokens, instance: string): Handler<'event'> {
  const hang = hangOn(tokens, instance)
  return each(async (query, id) => {
    const found = await query<FoundEvent>(`${SELECT_EVENT} WHERE id = ?1`, id)
    const [only] = await hang(query, found)
    return only ?? null
  })
}

/** Reads events; a condition follows. */
export const SELECT_EVENT = `SELECT id, body, trace, repeats, told_before FROM event`

/** Hangs deliveries and attempts on events. */
export function hangOn(tokens: Tokens, instance: string) {
  const deliveriesOf = `WITH r AS (${rowsOf(tokens, '?1', { id: 'TEXT' })})
    SELECT d.id, d.event_id, d.lane, d.channel, c.platform, c.place, d.state, d.route, d.receipt, d.help, d.note,
      CASE WHEN d.state = 'waiting' THEN (SELECT MAX(m.at) FROM (
        SELECT c.next_at AS at UNION ALL SELECT d.due_at
        UNION ALL SELECT b.next_at FROM bucket b WHERE b.id = c.account) AS m) END AS next_at
    FROM r JOIN delivery d ON d.event_id = r.id JOIN channel c ON c.id = d.lane ORDER BY d.id`
  const attemptsOf = `WITH r AS (${rowsOf(tokens, '?1', { id: 'BIGINT' })})
    SELECT a.delivery_id, a.at, a.ms, a.outcome, a.reason, a.detail
    FROM r JOIN attempt a ON a.delivery_id = r.id ORDER BY a.delivery_id, a.nth`
  return async (query: Query, found: readonly FoundEvent[]): Promise<EventRow[]> => {
    if (found.length === 0) return []
    const deliveries = await query<FoundDelivery>(
      deliveriesOf,
      JSON.stringify(found.map(({ id }) => ({ id }))),
    )
    const attempts = await query<FoundAttempt>(
      attemptsOf,
      JSON.stringify(deliveries.map(({ id }) => ({ id }))),
    )
    const attemptsBy = Map.groupBy(attempts, (attempt) => attempt.delivery_id)
    const deliveriesBy = Map.groupBy(deliveries, (delivery) => delivery.event_id)
    return found.map((row) => ({
      ...row,
      deliveries: (deliveriesBy.get(row.id) ?? []).map((delivery) =>
        Object.assign({}, delivery, {
          id: `${instance}-${delivery.id}`,
          attempts: attemptsBy.get(delivery.id) ?? [],
        }),
      ),
    }))
  }
}
