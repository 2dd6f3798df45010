/**
 * The candidate a person most likely meant: at most a third of its letters, and no more than three, wrong, missing,
 * too many or swapped. Undefined when none is near.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase()
  let best: string | undefined
  let limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3))) + 1
  for (const candidate of candidates) {
    const other = candidate.toLowerCase()
    if (Math.abs(other.length - wanted.length) >= limit) continue
    const distance = editDistance(wanted, other)
    if (distance >= limit) continue
    best = candidate
    limit = distance
  }
  return best
}

/** `did you mean "x"?`, or what stands in `otherwise`. */
export function didYouMean<T>(word: string, candidates: Iterable<string>, otherwise: T): string | T {
  const found = closest(word, candidates)
  return found === undefined ? otherwise : `did you mean "${found}"?`
}

/** Letters wrong, missing, too many or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(at(above, j) + 1, at(row, j - 1) + 1, at(above, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(before, j - 2) + 1)
      row.push(cost)
    }
    before = above
    above = row
  }
  return at(above, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
