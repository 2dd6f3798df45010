import type { Query, Tokens } from '../core/engine.ts'
import { inserter } from '../core/insert-rows.ts'
import { overRows } from '../core/over-rows.ts'
import type { StoryNow } from './now.ts'
import { numberOf } from './write-deliveries.ts'

const COLUMNS = [
  'id',
  'root',
  'lane',
  'subject',
  'channel',
  'failed',
  'ended',
  'since',
  'state',
  'state_at',
  'shown',
] as const
const insert = inserter({ into: `story (${COLUMNS.join(', ')})`, given: COLUMNS.length })

/** Writes what is true of stories now, of new ones and of known ones; all of them and their first deliveries have numbers. */
export function storyWriter(
  tokens: Tokens,
): (query: Query, fresh: readonly StoryNow[], known: readonly StoryNow[]) => Promise<void> {
  const change = overRows(
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
  return async (query, fresh, known) => {
    const rows = fresh.map(rowOf)
    await insert(
      query,
      rows.map((row) => COLUMNS.map((name) => row[name])),
    )
    if (known.length > 0) await change(query, known.map(rowOf))
  }
}

function rowOf({ id, root, lane, subject, channel, failed, ended, since, state, stateAt, shown }: StoryNow) {
  return {
    id,
    root: numberOf(root),
    lane,
    subject,
    channel,
    failed: failed ? 1 : 0,
    ended: ended ? 1 : 0,
    since,
    state,
    state_at: stateAt,
    shown,
  }
}
