import type { Query, Tokens } from './engine.ts'
import { inserter } from './insert-rows.ts'
import { makeLanes } from './lanes.ts'
import type { LaneRow, SettleRow } from './operations.ts'

/** A delivery that has just become `sent`. */
export interface JustSent {
  readonly id: number
  readonly event_id: string
}

/** Adds what follows a success (a file to its thread) as deliveries of the same event. */
export function follower(
  tokens: Tokens,
): (
  query: Query,
  rows: readonly (SettleRow & { readonly id: number })[],
  sent: readonly JustSent[],
) => Promise<void> {
  const makeLane = makeLanes(tokens)
  const insert = inserter({ into: 'delivery (event_id, lane, channel, route)', given: 4 })
  return async (query, rows, sent) => {
    const eventOf = new Map(sent.map(({ id, event_id }) => [id, event_id]))
    const lanes = new Map<string, LaneRow>()
    const added: string[][] = []
    for (const { id, followedBy } of rows) {
      const event = eventOf.get(id)
      if (event === undefined) continue
      // Once, however often its success is reported.
      eventOf.delete(id)
      for (const { lane, channel, route, ...to } of followedBy) {
        lanes.set(lane, { lane, channel, ...to })
        added.push([event, lane, channel, route])
      }
    }
    if (added.length === 0) return
    await query(makeLane, JSON.stringify([...lanes.values()]))
    await insert(query, added)
  }
}
