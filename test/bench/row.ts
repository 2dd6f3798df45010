import { readFileSync } from 'node:fs'

/** A line of the table: a figure beside what it is to be read against. */
export interface Row {
  readonly work: string
  readonly measured: string
  readonly baseline: string
  readonly ratio: string
  /** Whether it keeps its limit; absent where it has none. */
  readonly met?: boolean
}

/** The value below which the given part of the values lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** User and system time of a process so far, in all its threads, seconds: says more than the clock on a busy machine. Linux only. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
