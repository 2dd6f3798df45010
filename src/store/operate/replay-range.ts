import type { Query, Tokens } from '../core/engine.ts'
import type { RangePage, ReplayRange } from '../operating.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'

const DEAD_AT_ONCE = 200
const EVENTS_AT_ONCE = 100

interface Taken {
  readonly id: number
  readonly event_id: string
  readonly channel: string
  readonly received_at: number
}

/**
 * What a replay takes, page by page and oldest first, so that lanes keep their order: dead letters by their number,
 * or events by the time they came in.
 */
export function range(tokens: Tokens, instance: string): Handler<'range'> {
  const dead = `SELECT d.id, d.event_id, d.channel, e.received_at FROM delivery d JOIN event e ON e.id = d.event_id
    WHERE d.state = 'dead' AND d.id > ?1 ORDER BY d.id LIMIT ${DEAD_AT_ONCE}`
  const events = `SELECT id, received_at FROM event
    WHERE received_at >= ?1 AND received_at < ?2 AND (received_at > ?3 OR id > ?4)
    ORDER BY received_at, id LIMIT ${EVENTS_AT_ONCE}`
  const deliveries = overRows(
    tokens,
    { id: 'TEXT' },
    (rows) => `WITH r AS (${rows})
    SELECT d.id, d.event_id, d.channel, 0 AS received_at FROM r JOIN delivery d ON d.event_id = r.id ORDER BY d.id`,
  )
  const name = ({ id }: { readonly id: number }): string => `${instance}-${id}`

  async function deadOf(query: Query, asked: ReplayRange): Promise<RangePage> {
    const { channel, since, until, after } = asked
    const rows = await query<Taken>(dead, after === undefined ? 0 : after.at)
    const fitting = rows.filter(
      (row) =>
        row.received_at >= since &&
        row.received_at < until &&
        (channel === undefined || row.channel === channel),
    )
    const last = rows[DEAD_AT_ONCE - 1]
    return {
      taken: [...Map.groupBy(fitting, (row) => row.event_id)].map(([event, those]) => ({
        event,
        deliveries: those.map(name),
      })),
      next: last === undefined ? null : { at: last.id, id: 'dead' },
    }
  }

  async function allOf(query: Query, { channel, since, until, after }: ReplayRange): Promise<RangePage> {
    const { at, id } = after ?? { at: -1, id: '' }
    const found = await query<{ id: string; received_at: number }>(events, Math.max(since, at), until, at, id)
    const rows = await deliveries<Taken>(query, found)
    const fitting = rows.filter((row) => channel === undefined || row.channel === channel)
    const byEvent = Map.groupBy(fitting, (row) => row.event_id)
    const last = found[EVENTS_AT_ONCE - 1]
    return {
      taken: found.map((event) => ({
        event: event.id,
        deliveries: (byEvent.get(event.id) ?? []).map(name),
      })),
      next: last === undefined ? null : { at: last.received_at, id: last.id },
    }
  }

  return each((query, asked) => (asked.dead ? deadOf(query, asked) : allOf(query, asked)))
}
