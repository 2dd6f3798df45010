import { rowsOf } from './engine.ts'
import type { Tokens } from './engine.ts'
import type { Handler } from './operations.ts'

/** Keeps bodies that could not be used, with what was wrong. */
export function quarantine(tokens: Tokens): Handler<'quarantine'> {
  const sql = `WITH r AS (${rowsOf(tokens, '?1', {
    cluster: 'TEXT',
    received_at: 'BIGINT',
    problems: 'TEXT',
    body: 'TEXT',
    bytes: 'BIGINT',
  })})
    INSERT INTO quarantine (at, cluster, received_at, problems, body, bytes)
    SELECT ${tokens.now}, cluster, received_at, problems, body, bytes FROM r`
  return async (query, batch) => {
    await query(sql, JSON.stringify(batch))
    return batch.map(() => null)
  }
}
