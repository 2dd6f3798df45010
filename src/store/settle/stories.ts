import type { Query, Tokens } from '../core/engine.ts'
import type { SettleRow } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'
import type { DeliveryKind } from '../accepting.ts'
import type { DeliveryState } from '../stored.ts'

/** A delivery whose outcome was just written. */
export interface Settled {
  readonly id: number
  readonly event_id: string
  readonly state: DeliveryState
  readonly kind: DeliveryKind
  readonly story: number | null
  readonly digest: number | null
}

/** A settlement with the number of its delivery. */
export type NumberedSettleRow = SettleRow & { readonly id: number }

/** Writes the outcomes of a batch into what they are part of. */
export type PartSettler = (
  query: Query,
  rows: readonly NumberedSettleRow[],
  settled: readonly Settled[],
) => Promise<void>

/**
 * Notes in which message a story stands from now on, and which state that message shows. What changed while an edit
 * was under way is shown by another one.
 */
export function storySettler(tokens: Tokens): PartSettler {
  const write = overRows(
    tokens,
    { story: 'BIGINT', root: 'BIGINT', shown: 'TEXT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE story SET root = COALESCE(r.root, story.root), shown = COALESCE(r.shown, story.shown)
    FROM r WHERE story.id = r.story`,
  )
  const again = overRows(
    tokens,
    { id: 'BIGINT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    INSERT INTO delivery (event_id, lane, channel, route, kind, story)
    SELECT d.event_id, d.lane, d.channel, d.route, d.kind, d.story
    FROM r JOIN delivery d ON d.id = r.id JOIN story s ON s.id = d.story AND s.state <> s.shown
    WHERE NOT EXISTS (SELECT 1 FROM delivery e
      WHERE e.lane = d.lane AND e.state = 'waiting' AND e.kind = 'edit' AND e.story = d.story)`,
  )
  return async (query, rows, settled) => {
    const storyOf = new Map(settled.map(({ id, story }) => [id, story]))
    const changes = rows.flatMap(({ id, root, state, shows_story: shown }) => {
      const story = storyOf.get(id) ?? null
      const shows = state === 'sent' || root === 1 ? shown : null
      if (story === null || (root === 0 && shows === null)) return []
      return [{ story, root: root === 1 ? id : null, shown: shows }]
    })
    // The last one counts where several are of one story.
    const last = [...new Map(changes.map((change) => [change.story, change])).values()]
    if (last.length > 0) await write(query, last)
    const edits = settled.filter(
      ({ kind, state, story }) => kind === 'edit' && state === 'sent' && story !== null,
    )
    if (edits.length > 0) await again(query, edits)
  }
}
