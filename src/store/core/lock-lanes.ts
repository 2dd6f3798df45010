import type { Work } from './commit-loop.ts'
import type { Query, Tokens } from './engine.ts'
import type { AcceptRow, ReleaseRow, SettleRow } from './operations.ts'
import { overRows } from './over-rows.ts'

/**
 * Locks the lanes of a batch before anything else, in the order that all replicas keep: settling locks them as they
 * come, accepting by their names, and two replicas would wait for one another until the server ends one of them.
 * Null where there is only one process.
 */
export function lockLanes(tokens: Tokens): ((query: Query, batch: readonly Work[]) => Promise<void>) | null {
  if (tokens.forUpdate('c') === '') return null
  const lock = overRows(
    tokens,
    { lane: 'TEXT' },
    (rows) => `/* no rows */ WITH r AS (${rows})
    SELECT c.id FROM channel c WHERE c.id IN (SELECT lane FROM r) ORDER BY c.id ${tokens.forUpdate('c')}`,
  )
  return async (query, batch) => {
    const freed = new Set(batch.flatMap(({ name, argument }) => freedBy(name, argument)))
    if (freed.size === 0) return
    const all = new Set([...freed, ...batch.flatMap(({ name, argument }) => filledBy(name, argument))])
    if (all.size < 2) return
    await lock(
      query,
      [...all].map((lane) => ({ lane })),
    )
  }
}

function freedBy(name: Work['name'], argument: unknown): readonly string[] {
  return name === 'settle' || name === 'release' ? [(argument as SettleRow | ReleaseRow).lane] : []
}

function filledBy(name: Work['name'], argument: unknown): readonly string[] {
  return name === 'accept' ? (argument as AcceptRow).deliveries.map(({ lane }) => lane) : []
}
