import type { Tokens } from '../core/engine.ts'
import type { Handler } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'

/** How many bodies are kept, at most 640 MB: a sender that loops must not fill the disk. */
const MOST_BODIES = 10_000

/** Keeps bodies that could not be used, with what was wrong; the oldest above their number go. */
export function quarantine(tokens: Tokens): Handler<'quarantine'> {
  const insert = overRows(
    tokens,
    { cluster: 'TEXT', received_at: 'BIGINT', problems: 'TEXT', body: 'TEXT', bytes: 'BIGINT' },
    (rows) => `WITH r AS (${rows})
    INSERT INTO quarantine (at, cluster, received_at, problems, body, bytes)
    SELECT ${tokens.now}, cluster, received_at, problems, body, bytes FROM r`,
  )
  const trim = `DELETE FROM quarantine
    WHERE id <= (SELECT id FROM quarantine ORDER BY id DESC LIMIT 1 OFFSET ${MOST_BODIES})`
  return async (query, batch) => {
    await insert(query, batch)
    await query(trim)
    return batch.map(() => null)
  }
}
