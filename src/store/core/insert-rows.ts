import type { Query, Value } from './engine.ts'

/** An INSERT of many rows. */
export interface Insert {
  /** Table and columns, e.g. `seen (hash, at)`. */
  readonly into: string
  /** How many of the columns, the first ones, take a value of the row. */
  readonly given: number
  /** SQL of the other columns, the same in every row. */
  readonly same?: string
  /** What follows the rows: ON CONFLICT, RETURNING. */
  readonly after?: string
}

/** Powers of two, so that any number of rows needs only six statements, which stay prepared. */
const SIZES = [32, 16, 8, 4, 2, 1] as const

/**
 * Inserts rows in their order; resolves to what the statement returns. Large texts go in as values: to write them
 * into JSON and take them out again costs twice as much (60 against 30 µs for an event of 4 kB).
 */
export function inserter(
  insert: Insert,
): <R>(query: Query, rows: readonly (readonly Value[])[]) => Promise<R[]> {
  const statements = SIZES.map((size) => [size, textOf(insert, size)] as const)
  return async <R>(query: Query, rows: readonly (readonly Value[])[]) => {
    const returned: R[] = []
    let at = 0
    for (const [size, sql] of statements) {
      for (; rows.length - at >= size; at += size) {
        returned.push(...(await query<R>(sql, ...rows.slice(at, at + size).flat())))
      }
    }
    return returned
  }
}

function textOf({ into, given, same, after }: Insert, size: number): string {
  const rows = Array.from({ length: size }, (_, row) => {
    const columns = Array.from({ length: given }, (__, column) => `?${row * given + column + 1}`)
    return `(${[...columns, ...(same === undefined ? [] : [same])].join(', ')})`
  })
  return `INSERT INTO ${into} VALUES ${rows.join(', ')} ${after ?? ''}`
}
