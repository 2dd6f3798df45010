import type { Query, Tokens, Value } from '../core/engine.ts'
import { inserter } from '../core/insert-rows.ts'
import { laneMaker } from '../core/lanes.ts'
import type { LaneRow, SettleRow } from '../core/operations.ts'

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
  const makeLanes = laneMaker(tokens)
  const insert = inserter({
    into: 'delivery (event_id, lane, channel, route, kind, story, digest, due_at)',
    given: 8,
  })
  return async (query, rows, sent) => {
    const eventOf = new Map(sent.map(({ id, event_id }) => [id, event_id]))
    const lanes = new Map<string, LaneRow>()
    const added: Value[][] = []
    for (const { id, followedBy } of rows) {
      const event = eventOf.get(id)
      if (event === undefined) continue
      // Once, however often its success is reported.
      eventOf.delete(id)
      for (const one of followedBy) {
        const { lane, channel, account, platform, place, gap_ms, route } = one
        lanes.set(lane, { lane, channel, account, platform, place, gap_ms })
        added.push([event, lane, channel, route, one.kind, one.of_story, one.of_digest, one.due_at])
      }
    }
    if (added.length === 0) return
    await makeLanes(query, [...lanes.values()])
    await insert(query, added)
  }
}
