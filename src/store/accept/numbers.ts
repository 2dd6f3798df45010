import type { Query, Tokens } from '../core/engine.ts'

/** Tables whose rows are numbered before they are written, because they name one another. */
export type Numbered = 'delivery' | 'story'

/** Gives rows the next numbers of their table, in their order; what is not written leaves a gap. */
export function numberer(
  tokens: Tokens,
  table: Numbered,
): (query: Query, rows: readonly { id: number | null }[]) => Promise<void> {
  const sql = tokens.nextIds(table)
  return async (query, rows) => {
    if (rows.length === 0) return
    const found = await query<{ id: number }>(sql, rows.length)
    const ids = found.map(({ id }) => id).sort((a, b) => a - b)
    const [first = 1] = ids
    for (const [index, row] of rows.entries()) row.id = ids[index] ?? first + index
  }
}
