/** A stretch of a text, in UTF-16 units, end exclusive. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Notes a stretch; empty ones are left out. */
export type AddRange = (start: number, end: number) => void

/** Sorted and joined where they touch or overlap. */
export function joined(ranges: readonly Range[]): readonly Range[] {
  if (ranges.length < 2) return ranges
  const result: { start: number; end: number }[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end)
    else result.push({ start: range.start, end: range.end })
  }
  return result
}
