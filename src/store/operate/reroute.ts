import { idOf } from '../core/delivery-id.ts'
import type { Query, Tokens } from '../core/engine.ts'
import { inserter } from '../core/insert-rows.ts'
import { laneMaker } from '../core/lanes.ts'
import type { RerouteRow, RoutingRow } from '../core/operating-rows.ts'
import { lanesOf } from '../core/operating-rows.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'
import { alone } from '../settle/move.ts'
import { asNew } from './replay.ts'
import { overRows } from '../core/over-rows.ts'

/** What is known of an event's deliveries before it is rerouted. */
export function routing(instance: string): Handler<'routing'> {
  const event = `SELECT body, trace FROM event WHERE id = ?1`
  const deliveries = `SELECT d.id, d.state, d.kind, c.platform, d.channel, d.lane, d.route, d.note
    FROM delivery d JOIN channel c ON c.id = d.lane WHERE d.event_id = ?1 ORDER BY d.id`
  return each(async (query, id) => {
    const [found] = await query<{ body: string; trace: string }>(event, id)
    if (found === undefined) return null
    const rows = await query<Omit<RoutingRow, 'id'> & { readonly id: number }>(deliveries, id)
    return {
      ...found,
      deliveries: rows.map((row) => Object.assign({}, row, { id: `${instance}-${row.id}` })),
    }
  })
}

/** Changes an event's deliveries to what other rules say, unless they are others by now. */
export function reroute(tokens: Tokens, instance: string): Handler<'reroute'> {
  const known = `SELECT id, state FROM delivery WHERE event_id = ?1 ORDER BY id`
  const makeLanes = laneMaker(tokens)
  const revive = overRows(
    tokens,
    { id: 'BIGINT', lane: 'TEXT', channel: 'TEXT', route: 'TEXT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE delivery SET ${asNew('r.lane')}, ${alone('r.lane')}, lane = r.lane, channel = r.channel,
      route = r.route, note = ?2
    FROM r WHERE delivery.id = r.id AND delivery.state = 'dead'`,
  )
  const close = overRows(
    tokens,
    { id: 'BIGINT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE delivery SET state = 'folded', help = '', note = ?2
    FROM r WHERE delivery.id = r.id AND delivery.state = 'dead'`,
  )
  const insert = inserter({
    into: 'delivery (event_id, lane, channel, route, note)',
    given: 5,
    after: 'RETURNING id',
  })

  const numbered = (id: string) => ({ id: idOf(id, instance) })
  async function isAsKnown(query: Query, row: RerouteRow): Promise<boolean> {
    const now = await query<{ id: number; state: string }>(known, row.event)
    const text = now.map(({ id, state }) => `${instance}-${id} ${state}`).join('\n')
    return text === row.known.map(({ id, state }) => `${id} ${state}`).join('\n')
  }

  return each(async (query, row) => {
    if (!(await isAsKnown(query, row))) return null
    const lanes = lanesOf([...row.add, ...row.revive.map(({ as }) => as)])
    if (lanes.length > 0) await makeLanes(query, lanes)
    if (row.revive.length > 0) {
      const rows = row.revive.map(({ delivery, as }) => ({ ...numbered(delivery), ...as }))
      await revive(query, rows, row.note)
    }
    if (row.close.length > 0) await close(query, row.close.map(numbered), row.closedNote)
    const added = row.add.map(({ lane: to, channel, route }) => [row.event, to, channel, route, row.note])
    const made = await insert<{ id: number }>(query, added)
    if (tokens.notify !== '' && lanes.length > 0) await query(tokens.notify)
    // RETURNING promises no order; ids were counted up in the order of the rows.
    return made
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .map((id) => `${instance}-${id}`)
  })
}
