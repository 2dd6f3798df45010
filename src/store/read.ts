import { rowsOf } from './engine.ts'
import type { Query, Tokens } from './engine.ts'
import { each } from './operations.ts'
import type { AttemptRow, DeliveryRow, EventRow, Handler } from './operations.ts'

const EVENTS_AT_ONCE = 100

interface FoundEvent extends Omit<EventRow, 'deliveries'> {
  readonly id: string
}
interface FoundDelivery extends Omit<DeliveryRow, 'id' | 'attempts'> {
  readonly id: number
}
interface FoundAttempt extends AttemptRow {
  readonly delivery_id: number
}

/** Events that fit the query, newest first, each with its deliveries and their attempts. */
export function events(tokens: Tokens, instance: string): Handler<'events'> {
  const hang = hangOn(tokens, instance)
  return each(async (query, { jobId, project, state, since, limit }) => {
    const filters: readonly (readonly [string, string | number | undefined])[] = [
      ['job_id =', jobId],
      ['project =', project],
      ['job_state =', state],
      ['received_at >=', since],
    ]
    const conditions: string[] = []
    const values: (string | number)[] = [limit ?? EVENTS_AT_ONCE]
    for (const [condition, value] of filters) {
      if (value === undefined) continue
      values.push(value)
      conditions.push(`${condition} ?${values.length}`)
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
    const found = await query<FoundEvent>(
      `${SELECT_EVENT} ${where} ORDER BY received_at DESC, id DESC LIMIT ?1`,
      ...values,
    )
    return hang(query, found)
  })
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

const SELECT_EVENT = `SELECT id, body, trace, repeats, told_before FROM event`

function hangOn(tokens: Tokens, instance: string) {
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
