import type { Query, Value } from '../engine.ts'
import { inserter } from '../insert-rows.ts'
import type { Planned } from './now.ts'

const insert = inserter({
  into: 'delivery (event_id, lane, channel, route, kind, state, due_at, note, story, digest)',
  given: 10,
  after: 'RETURNING id',
})

/** Writes deliveries in their order, and notes their numbers on them. */
export async function writeDeliveries(query: Query, planned: readonly Planned[]): Promise<void> {
  const rows = planned.map((one): Value[] => [
    one.event,
    one.lane,
    one.channel,
    one.route,
    one.kind,
    one.state,
    one.dueAt,
    one.note,
    numberOf(one.story),
    numberOf(one.digest),
  ])
  const ids = inOrder(await insert<{ id: number }>(query, rows))
  for (const [index, one] of planned.entries()) one.id = ids[index] ?? null
}

/** RETURNING promises no order; numbers were counted up in the order of the rows. */
export function inOrder(made: readonly { readonly id: number }[]): number[] {
  return made.map(({ id }) => id).sort((a, b) => a - b)
}

function numberOf(of: number | { readonly id: number | null } | null): number | null {
  return typeof of === 'object' ? (of?.id ?? null) : of
}
