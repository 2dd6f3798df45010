import type { Query, Tokens } from '../engine.ts'
import { inserter } from '../insert-rows.ts'
import { overRows } from '../over-rows.ts'
import type { StoryNow } from './now.ts'
import { inOrder } from './write-deliveries.ts'

/** Writes stories: the new ones before their deliveries; in which message they stand, and what is true of the others, after. */
export interface StoryWriter {
  /** Resolves to the new ones. */
  readonly begin: (query: Query, stories: readonly StoryNow[]) => Promise<readonly StoryNow[]>
  /** @param begun what `begin` resolved to: all but their message was written then */
  readonly finish: (query: Query, stories: readonly StoryNow[], begun: readonly StoryNow[]) => Promise<void>
}

export function storyWriter(tokens: Tokens): StoryWriter {
  const insert = inserter({
    into: 'story (lane, subject, channel, failed, ended, since, state, state_at, shown)',
    given: 9,
    after: 'RETURNING id',
  })
  const truth = overRows(
    tokens,
    {
      id: 'BIGINT',
      root: 'BIGINT',
      failed: 'BIGINT',
      ended: 'BIGINT',
      since: 'BIGINT',
      state: 'TEXT',
      state_at: 'BIGINT',
      shown: 'TEXT',
    },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE story SET root = r.root, failed = r.failed, ended = r.ended, since = r.since, state = r.state,
      state_at = r.state_at, shown = r.shown
    FROM r WHERE story.id = r.id`,
  )
  const root = overRows(
    tokens,
    { id: 'BIGINT', root: 'BIGINT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE story SET root = r.root FROM r WHERE story.id = r.id`,
  )
  return {
    async begin(query, stories) {
      const fresh = stories.filter(({ id }) => id === null)
      const rows = fresh.map((one) => [
        one.lane,
        one.subject,
        one.channel,
        one.failed ? 1 : 0,
        one.ended ? 1 : 0,
        one.since,
        one.state,
        one.stateAt,
        one.shown,
      ])
      const ids = inOrder(await insert<{ id: number }>(query, rows))
      for (const [index, one] of fresh.entries()) one.id = ids[index] ?? null
      return fresh
    },
    async finish(query, stories, begun) {
      const news = new Set(begun)
      const roots = begun.map((one) => ({ id: one.id, root: rootOf(one) }))
      if (roots.length > 0) await root(query, roots)
      const rows = stories
        .filter((one) => !news.has(one))
        .map((one) => ({
          id: one.id,
          root: rootOf(one),
          failed: one.failed ? 1 : 0,
          ended: one.ended ? 1 : 0,
          since: one.since,
          state: one.state,
          state_at: one.stateAt,
          shown: one.shown,
        }))
      if (rows.length > 0) await truth(query, rows)
    },
  }
}

function rootOf({ root }: StoryNow): number | null {
  return typeof root === 'object' ? (root?.id ?? null) : root
}
