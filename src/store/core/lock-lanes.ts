import type { Work } from './commit-loop.ts'
import type { Query, Tokens } from './engine.ts'
import type { AcceptRow, ReleaseRow, SettleRow } from './operations.ts'
import { overRows } from './over-rows.ts'

/**
 * Locks the lanes of a batch before anything else, in the order that all replicas keep: settling locks them as they
 * come, accepting those of its rules and of the stories it goes on with, and two replicas would wait for one another
 * until the server ends one of them. What the batch reads behind it is as the others left it. Null where there is only
 * one process.
 */
export function lockLanes(tokens: Tokens): ((query: Query, batch: readonly Work[]) => Promise<void>) | null {
  if (tokens.forUpdate('c') === '') return null
  const lock = overRows(
    tokens,
    { lane: 'TEXT', subject: 'TEXT' },
    (rows) => `/* no rows */ WITH r AS (${rows})
    SELECT c.id FROM channel c WHERE c.id IN (
      SELECT lane FROM r UNION SELECT s.lane FROM r JOIN story s ON s.subject = r.subject AND s.ended = 0)
    ORDER BY c.id ${tokens.forUpdate('c')}`,
  )
  return async (query, batch) => {
    const lanes = new Set(batch.flatMap(({ name, argument }) => lanesOf(name, argument)))
    const subjects = new Set(batch.flatMap(({ name, argument }) => subjectsOf(name, argument)))
    if (lanes.size + subjects.size < 2) return
    await lock(query, [
      ...[...lanes].map((lane) => ({ lane, subject: null })),
      ...[...subjects].map((subject) => ({ lane: null, subject })),
    ])
  }
}

function lanesOf(name: Work['name'], argument: unknown): readonly string[] {
  if (name === 'release') return [(argument as ReleaseRow).lane]
  if (name === 'settle') {
    const { lane, to } = argument as SettleRow
    return to === null ? [lane] : [lane, to.lane]
  }
  return name === 'accept' ? (argument as AcceptRow).deliveries.map(({ lane }) => lane) : []
}

function subjectsOf(name: Work['name'], argument: unknown): readonly string[] {
  if (name !== 'accept') return []
  const { job_subject: job, model_subject: model } = argument as AcceptRow
  return model === null ? [job] : [job, model]
}
