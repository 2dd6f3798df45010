import { openWire } from './wire.ts'

/** A locked door to attack. */
export interface Door {
  readonly url: string
  readonly pid: number
  readonly authorization: string
  readonly log: () => string
}

/** What an attack did, and whether the promises held. */
export interface Outcome {
  readonly counts: string
  readonly kept: boolean
}

export interface Attack {
  readonly name: string
  readonly run: (door: Door, long: boolean) => Promise<Outcome>
}

/** Writes bytes on a connection of their own; resolves to the status of the answer, 0 when there was none. */
export async function ask(url: string, bytes: Buffer | string): Promise<number> {
  const wire = await openWire(url)
  wire?.write(bytes)
  const answer = (await wire?.answer()) ?? null
  wire?.cut()
  return answer?.status ?? 0
}

/** How often each value came, e.g. `200: 3, 431: 1`. */
export function tally(values: readonly (number | string)[]): string {
  const counts = new Map<number | string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, count]) => `${value}: ${count}`)
    .join(', ')
}

/** `count` values made at the same time. */
export function together<T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => make(n)))
}
