import type { Tokens } from '../core/engine.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'

/** Keeps the text of rules, once per hash. */
export function saveRules(tokens: Tokens): Handler<'saveRules'> {
  const sql = `INSERT INTO rules (hash, source, at) VALUES (?1, ?2, ${tokens.now}) ON CONFLICT (hash) DO NOTHING`
  return each(async (query, { hash, source }) => {
    await query(sql, hash, source)
    return null
  })
}

/** The text of the rules with this hash, or null. */
export const savedRules: Handler<'savedRules'> = each(async (query, hash) => {
  const [row] = await query<{ source: string }>(`SELECT source FROM rules WHERE hash = ?1`, hash)
  return row?.source ?? null
})
