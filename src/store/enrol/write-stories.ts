import { rowsOf } from '../engine.ts'
import type { Query, Tokens } from '../engine.ts'
import { inserter } from '../insert-rows.ts'
import type { StoryNow } from './now.ts'
import { inOrder } from './write-deliveries.ts'

/** Writes stories: the new ones before their deliveries, what is true of them after. */
export interface StoryWriter {
  readonly begin: (query: Query, stories: readonly StoryNow[]) => Promise<void>
  readonly finish: (query: Query, stories: readonly StoryNow[]) => Promise<void>
}

export function storyWriter(tokens: Tokens): StoryWriter {
  const insert = inserter({
    into: 'story (lane, subject, channel, failed, since, state, state_at, shown)',
    given: 8,
    after: 'RETURNING id',
  })
  const truth = `WITH r AS MATERIALIZED (${rowsOf(tokens, '?1', {
    id: 'BIGINT',
    root: 'BIGINT',
    failed: 'BIGINT',
    ended: 'BIGINT',
    since: 'BIGINT',
    state: 'TEXT',
    state_at: 'BIGINT',
    shown: 'TEXT',
  })})
    UPDATE story SET root = r.root, failed = r.failed, ended = r.ended, since = r.since, state = r.state,
      state_at = r.state_at, shown = r.shown
    FROM r WHERE story.id = r.id`
  return {
    async begin(query, stories) {
      const fresh = stories.filter(({ id }) => id === null)
      const rows = fresh.map((one) => [
        one.lane,
        one.subject,
        one.channel,
        one.failed ? 1 : 0,
        one.since,
        one.state,
        one.stateAt,
        one.shown,
      ])
      const ids = inOrder(await insert<{ id: number }>(query, rows))
      for (const [index, one] of fresh.entries()) one.id = ids[index] ?? null
    },
    async finish(query, stories) {
      if (stories.length === 0) return
      const rows = stories.map((one) => ({
        id: one.id,
        root: typeof one.root === 'object' ? (one.root?.id ?? null) : one.root,
        failed: one.failed ? 1 : 0,
        ended: one.ended ? 1 : 0,
        since: one.since,
        state: one.state,
        state_at: one.stateAt,
        shown: one.shown,
      }))
      await query(truth, JSON.stringify(rows))
    },
  }
}
