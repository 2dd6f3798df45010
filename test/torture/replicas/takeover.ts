import type { Replicas } from './scene.ts'
import { until } from '../../support/until.ts'

/** What a replica held at the moment it was stopped or killed. */
export interface Held {
  readonly at: number
  readonly lanes: readonly string[]
  /** SQL of a condition: it still holds a lane of them. */
  readonly still: string
}

/** Reads the lanes that a replica holds. Database and test share a clock. */
export async function heldBy({ ask }: Replicas, name: string): Promise<Held> {
  const rows = await ask(`SELECT id, fence FROM channel WHERE owner = '${name}'`)
  const pairs = rows.map((row) => `('${String(row['id'])}', ${Number(row['fence'])})`)
  const still = pairs.length === 0 ? 'false' : `owner = '${name}' AND (id, fence) IN (${pairs.join(', ')})`
  return { at: Date.now(), lanes: rows.map((row) => String(row['id'])), still }
}

/** Resolves, once none of it is held any more, to how long that took, ms; null where nothing was held. */
export async function freed({ ask }: Replicas, { at, lanes, still }: Held): Promise<number | null> {
  if (lanes.length === 0) return null
  await until(async () => (await ask(`SELECT 1 FROM channel WHERE ${still} LIMIT 1`)).length === 0)
  return Date.now() - at
}

/** How long after it each of the lanes had its next attempt, ms. */
export async function takenOver({ ask }: Replicas, { at, lanes }: Held): Promise<readonly number[]> {
  const took: number[] = []
  for (const lane of lanes) {
    const [row] = await ask(`SELECT MIN(at) AS at FROM attempt WHERE lane = '${lane}' AND at > ${at}`)
    if (row?.['at'] != null) took.push(Number(row['at']) - at)
  }
  return took
}

/** The least, the middle and the greatest, in seconds. */
export function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  if (sorted.length === 0) return 'nothing was held'
  return `${seconds(sorted[0])} to ${seconds(sorted.at(-1))} s, median ${seconds(sorted[Math.floor(sorted.length / 2)])}`
}

function seconds(ms: number | undefined): string {
  return ((ms ?? Number.NaN) / 1000).toFixed(2)
}
