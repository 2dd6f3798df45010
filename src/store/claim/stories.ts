import type { Query, Tokens } from '../core/engine.ts'
import type { StoryRow } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'
import type { DeliveryKind } from '../accepting.ts'
import type { DeliveryState } from '../stored.ts'

/** A claimed delivery, as far as its story is asked for. */
interface Told {
  readonly id: number
  readonly kind: DeliveryKind
  readonly story: number | null
}

interface Found extends Omit<StoryRow, 'root' | 'first'> {
  readonly delivery: number
  readonly root: number | null
  readonly root_state: DeliveryState | null
  readonly receipt: string | null
  readonly event: string | null
  readonly route: string | null
  readonly told_before: string | null
}

/** Reads the stories of claimed deliveries, by the number of the delivery. */
export function storyReader(
  tokens: Tokens,
  instance: string,
): (query: Query, told: readonly Told[]) => Promise<ReadonlyMap<number, StoryRow>> {
  // The first message's event is large, and only an edit says it again.
  const read = overRows(
    tokens,
    { delivery: 'BIGINT', story: 'BIGINT', edit: 'BIGINT' },
    (rows) => `WITH r AS (${rows})
    SELECT r.delivery, s.id, s.since, s.state, s.state_at AS "stateAt", s.shown, s.failed, s.marked,
      o.id AS root, o.state AS root_state, o.receipt, e.body AS event, o.route, e.told_before
    FROM r JOIN story s ON s.id = r.story LEFT JOIN delivery o ON o.id = s.root
      LEFT JOIN event e ON r.edit = 1 AND e.id = o.event_id`,
  )
  return async (query, told) => {
    const asked = told.flatMap(({ id, kind, story }) =>
      story === null ? [] : [{ delivery: id, story, edit: kind === 'edit' ? 1 : 0 }],
    )
    if (asked.length === 0) return new Map()
    const found = await read<Found>(query, asked)
    return new Map(found.map((row) => [row.delivery, storyOf(row, instance)]))
  }
}

function storyOf(row: Found, instance: string): StoryRow {
  const { delivery: _, root, root_state: state, receipt, event, route, told_before: before, ...story } = row
  return {
    ...story,
    root: root === null || state === null ? null : { delivery: `${instance}-${root}`, state, receipt },
    first: event === null || route === null ? null : { event, route, toldBefore: before !== null },
  }
}
