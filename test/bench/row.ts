/** A line of the table: a figure beside what it is to be read against. */
export interface Row {
  readonly work: string
  readonly measured: string
  readonly baseline: string
  readonly ratio: string
}

/** The value below which the given part of the values lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}
