import { performance } from 'node:perf_hooks'
import type { Database } from '../../database-setting.ts'
import { StoreRefused } from '../../store/core/engine.ts'
import { StoreUnavailable } from '../../store/store.ts'
import { type Finding, fine, note, problem } from './finding.ts'

type Postgres = Extract<Database, { readonly kind: 'postgres' }>

/** Transactions are measured so often. */
const TIMES = 11
/** A callback takes five round trips and a commit, and Kylin's job thread waits for them, ms. */
const SLOW_MS = 20

/** Whether the server can be reached, keeps what it confirms, and is near; nothing is written. */
export async function serverFindings(about: string, database: Postgres): Promise<Finding[]> {
  const { name } = database
  const { openPostgres } = await import('../../store/postgres/postgres.ts')
  try {
    const engine = await openPostgres({ ...database, pooled: false, log: { info() {}, warn() {} } })
    const took: number[] = []
    for (let time = 0; time < TIMES; time += 1) {
      const startedAt = performance.now()
      await engine.transaction((query) => query('SELECT 1 AS one'))
      took.push(performance.now() - startedAt)
    }
    await engine.close()
    const ms = took.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? Number.NaN
    const text = `${name} keeps what it confirms and answers a transaction in ${ms.toFixed(1)} ms`
    const pooler = note(about, 'a pooler stands before it', 'Replicas look for work once a second.')
    const speed = ms > SLOW_MS ? note(about, text, 'Run Herald nearer to the database.') : fine(about, text)
    return engine.pooled ? [speed, pooler] : [speed]
  } catch (error) {
    if (error instanceof StoreRefused) return [problem(about, error.message, error.problem.help)]
    if (!(error instanceof StoreUnavailable)) throw error
    return [
      problem(
        about,
        `${name}: ${error.message}`,
        'Look whether the server runs and can be reached from here.',
      ),
    ]
  }
}
