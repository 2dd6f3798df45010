import type { Query, Value } from '../core/engine.ts'
import { inserter } from '../core/insert-rows.ts'
import type { Planned } from './now.ts'

const insert = inserter({
  into: 'delivery (id, event_id, lane, channel, route, kind, state, due_at, note, story, digest)',
  given: 11,
})

/** Writes deliveries that have their numbers, and so have their stories and digests. */
export async function writeDeliveries(query: Query, planned: readonly Planned[]): Promise<void> {
  await insert(query, planned.map(rowOf))
}

function rowOf(one: Planned): Value[] {
  const { id, event, lane, channel, route, kind, state, dueAt, note } = one
  return [
    id,
    event,
    lane,
    channel,
    route,
    kind,
    state,
    dueAt,
    note,
    numberOf(one.story),
    numberOf(one.digest),
  ]
}

/** The number of what has one, or will have one. */
export function numberOf(of: number | { readonly id: number | null } | null): number | null {
  return typeof of === 'object' ? (of?.id ?? null) : of
}
