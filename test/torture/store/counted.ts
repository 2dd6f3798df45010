import { DatabaseSync } from 'node:sqlite'
import type { ABridge } from '../a-bridge.ts'

interface Count {
  /** Not in the store, or not posted. */
  readonly lost: number
  /** Stored or posted more than once. */
  readonly twice: number
}

/** Reads off the store and the stand-in's posts what became of jobs; a job's id is `job-<name>-end`. */
export function counted({ database, slack }: ABridge, jobs: readonly string[]): Count {
  const db = new DatabaseSync(database, { readOnly: true })
  const stored = db.prepare('SELECT job_id FROM event').all()
  db.close()
  const rows = times(stored.map((row) => nameIn(String(row['job_id']))))
  const posts = times(slack.posts.map(({ payload }) => nameIn(JSON.stringify(payload))))
  return {
    lost: jobs.filter((job) => !rows.has(job) || !posts.has(job)).length,
    twice: [...rows.values(), ...posts.values()].filter((count) => count > 1).length,
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
