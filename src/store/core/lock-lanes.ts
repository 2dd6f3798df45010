import type { Work } from './commit-loop.ts'
import { idOf } from './delivery-id.ts'
import type { Query, Tokens } from './engine.ts'
import type { AcceptRow, ReleaseRow, SettleRow } from './operations.ts'
import { overRows } from './over-rows.ts'

/**
 * Locks the lanes of a batch before anything else, in the order that all replicas keep: settling locks them as they
 * come, accepting those of its rules, and both those of the stories and digests that they go on with; two replicas would
 * wait for one another until the server ends one of them. What the batch reads behind it is as the others left it. Null
 * where there is only one process.
 */
export function lockLanes(
  tokens: Tokens,
  instance: string,
): ((query: Query, batch: readonly Work[]) => Promise<void>) | null {
  if (tokens.forUpdate('c') === '') return null
  const lock = overRows(
    tokens,
    { lane: 'TEXT', subject: 'TEXT', delivery: 'BIGINT' },
    (rows) => `/* no rows */ WITH r AS MATERIALIZED (${rows}),
      told AS MATERIALIZED (
        SELECT s.lane, s.root FROM r JOIN story s ON s.subject = r.subject AND s.ended = 0
        UNION ALL SELECT s.lane, s.root FROM r JOIN delivery d ON d.id = r.delivery JOIN story s ON s.id = d.story)
    SELECT c.id FROM channel c WHERE c.id IN (
      SELECT lane FROM r UNION SELECT lane FROM told
      UNION SELECT g.lane FROM told JOIN delivery o ON o.id = told.root JOIN digest g ON g.id = o.digest
      UNION SELECT g.lane FROM r JOIN delivery d ON d.id = r.delivery JOIN digest g ON g.id = d.digest)
    ORDER BY c.id ${tokens.forUpdate('c')}`,
  )
  return async (query, batch) => {
    const lanes = new Set(batch.flatMap(({ name, argument }) => lanesOf(name, argument)))
    const subjects = new Set(batch.flatMap(({ name, argument }) => subjectsOf(name, argument)))
    const settled = new Set(batch.flatMap(({ name, argument }) => settledOf(name, argument, instance)))
    if (lanes.size + subjects.size === 0) return
    await lock(query, [
      ...[...lanes].map((lane) => ({ lane, subject: null, delivery: null })),
      ...[...subjects].map((subject) => ({ lane: null, subject, delivery: null })),
      ...[...settled].map((delivery) => ({ lane: null, subject: null, delivery })),
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

function settledOf(name: Work['name'], argument: unknown, instance: string): readonly number[] {
  const id = name === 'settle' ? idOf((argument as SettleRow).delivery, instance) : null
  return id === null ? [] : [id]
}
