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
