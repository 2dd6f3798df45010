import type { Query, Tokens } from '../core/engine.ts'
import { each } from '../core/operations.ts'
import type { AttemptRow, DeliveryRow, EventRow, Handler } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'

/** An event as it stands in the database. */
export interface FoundEvent extends Omit<EventRow, 'deliveries'> {
  readonly id: string
}
interface FoundDelivery extends Omit<DeliveryRow, 'id' | 'attempts' | 'follows' | 'digest'> {
  readonly id: number
  readonly follows: number | null
  readonly digest: number | null
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
  const deliveriesOf = overRows(
    tokens,
    { id: 'TEXT' },
    (rows) => `WITH r AS (${rows})
    SELECT d.id, d.event_id, d.lane, d.channel, c.platform, c.place, d.state, d.kind, d.digest, d.route, d.receipt,
      d.help, d.note, CASE WHEN s.root <> d.id THEN s.root END AS follows,
      CASE WHEN d.state = 'waiting' THEN (SELECT MAX(m.at) FROM (
        SELECT c.next_at AS at UNION ALL SELECT d.due_at
        UNION ALL SELECT b.next_at FROM bucket b WHERE b.id = c.account) AS m)
        WHEN d.state = 'held' THEN (SELECT h.due_at FROM delivery h WHERE h.id = d.digest) END AS next_at
    FROM r JOIN delivery d ON d.event_id = r.id JOIN channel c ON c.id = d.lane
      LEFT JOIN story s ON s.id = d.story ORDER BY d.id`,
  )
  const attemptsOf = overRows(
    tokens,
    { id: 'BIGINT' },
    (rows) => `WITH r AS (${rows})
    SELECT a.delivery_id, a.at, a.ms, a.outcome, a.reason, a.detail
    FROM r JOIN attempt a ON a.delivery_id = r.id ORDER BY a.delivery_id, a.nth`,
  )
  function nameOf(id: number): string
  function nameOf(id: number | null): string | null
  function nameOf(id: number | null): string | null {
    return id === null ? null : `${instance}-${id}`
  }
  return async (query: Query, found: readonly FoundEvent[]): Promise<EventRow[]> => {
    if (found.length === 0) return []
    const deliveries = await deliveriesOf<FoundDelivery>(query, found)
    const attempts = await attemptsOf<FoundAttempt>(query, deliveries)
    const attemptsBy = Map.groupBy(attempts, (attempt) => attempt.delivery_id)
    const deliveriesBy = Map.groupBy(deliveries, (delivery) => delivery.event_id)
    return found.map((row) => ({
      ...row,
      deliveries: (deliveriesBy.get(row.id) ?? []).map((delivery) =>
        Object.assign({}, delivery, {
          id: nameOf(delivery.id),
          follows: nameOf(delivery.follows),
          digest: nameOf(delivery.digest === delivery.id ? null : delivery.digest),
          attempts: attemptsBy.get(delivery.id) ?? [],
        }),
      ),
    }))
  }
}
