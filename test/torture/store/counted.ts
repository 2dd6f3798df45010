import { DatabaseSync } from 'node:sqlite'
import type { ABridge } from '../a-bridge.ts'

interface Count {
  /** Not in the store, or not posted. */
  readonly lost: number
  /** Stored or posted more than once. */
  readonly twice: number
  /** Posted again because the process ended while they were under way. */
  readonly excused: number
}

/** Reads off the store and the stand-in's posts what became of jobs; a job's id is `job-<name>-end`. */
export function counted({ database, slack }: ABridge, jobs: readonly string[]): Count {
  const db = new DatabaseSync(database, { readOnly: true })
  const all = (sql: string): string[] =>
    db
      .prepare(sql)
      .all()
      .map((row) => nameIn(String(row['job_id'])))
  const rows = times(all('SELECT job_id FROM event'))
  const crashed = times(
    all(`SELECT job_id FROM attempt JOIN delivery ON delivery.id = delivery_id JOIN event ON event.id = event_id
      WHERE attempt.reason = 'crashed'`),
  )
  db.close()
  const posts = times(slack.posts.map(({ payload }) => nameIn(JSON.stringify(payload))))
  const again = [...posts].filter(([, count]) => count > 1)
  const excused = again.filter(([job, count]) => count - 1 <= (crashed.get(job) ?? 0)).length
  return {
    lost: jobs.filter((job) => !rows.has(job) || !posts.has(job)).length,
    twice: [...rows.values()].filter((count) => count > 1).length + again.length - excused,
    excused,
  }
}

function nameIn(text: string): string {
  return /job-([a-z\d-]+?)-end/.exec(text)?.[1] ?? ''
}

function times(values: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1)
  return found
}
