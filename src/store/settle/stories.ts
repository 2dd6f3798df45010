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
 * Notes in which message a story stands from now on, which state that message shows, and whether it is marked. What
 * changed while an edit or a mark was under way is shown by another one.
 */
export function storySettler(tokens: Tokens): PartSettler {
  const sql = statements(tokens)
  return async (query, rows, settled) => {
    const of = new Map(settled.map((one) => [one.id, one]))
    const changes = rows.flatMap(({ id, root, state, shows_story: shown }) => {
      const { story = null, kind } = of.get(id) ?? {}
      const shows = state === 'sent' || root === 1 ? shown : null
      if (story === null || kind === 'reaction' || (root === 0 && shows === null)) return []
      return [{ story, root: root === 1 ? id : null, shown: shows }]
    })
    const marks = rows.flatMap(({ id, state, shows_story: by }) => {
      const { story = null, kind } = of.get(id) ?? {}
      if (story === null || kind !== 'reaction' || state !== 'sent' || by === null) return []
      return [{ id, story, marked: by === 'SUCCEED' ? 1 : 0 }]
    })
    // The last one counts where several are of one story.
    const last = [...new Map(changes.map((change) => [change.story, change])).values()]
    if (last.length > 0) await sql.write(query, last)
    if (marks.length > 0)
      await sql.mark(query, [...new Map(marks.map((mark) => [mark.story, mark])).values()])
    const edits = settled.filter(
      ({ kind, state, story }) => kind === 'edit' && state === 'sent' && story !== null,
    )
    const done = [...edits, ...marks].map(({ id }) => ({ id }))
    if (done.length > 0) await sql.again(query, done)
  }
}

function statements(tokens: Tokens) {
  return {
    write: overRows(
      tokens,
      { story: 'BIGINT', root: 'BIGINT', shown: 'TEXT' },
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE story SET root = COALESCE(r.root, story.root), shown = COALESCE(r.shown, story.shown)
      FROM r WHERE story.id = r.story`,
    ),
    mark: overRows(
      tokens,
      { story: 'BIGINT', marked: 'BIGINT' },
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE story SET marked = r.marked FROM r WHERE story.id = r.story`,
    ),
    again: overRows(
      tokens,
      { id: 'BIGINT' },
      (rows) => `WITH r AS MATERIALIZED (${rows})
      INSERT INTO delivery (event_id, lane, channel, route, kind, story)
      SELECT d.event_id, d.lane, d.channel, d.route, d.kind, d.story
      FROM r JOIN delivery d ON d.id = r.id JOIN story s ON s.id = d.story
      WHERE CASE WHEN d.kind = 'edit' THEN s.state <> s.shown
          ELSE s.marked <> (CASE WHEN s.state = 'SUCCEED' THEN 1 ELSE 0 END) END
        AND NOT EXISTS (SELECT 1 FROM delivery e
          WHERE e.lane = d.lane AND e.state = 'waiting' AND e.kind = d.kind AND e.story = d.story)`,
    ),
  }
}
