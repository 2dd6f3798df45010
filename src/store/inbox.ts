import { rowsOf } from './engine.ts'
import type { Tokens } from './engine.ts'
import { each } from './operations.ts'
import type { Handler, InboxMessageRow } from './operations.ts'

/** How many messages the inbox keeps. */
const INBOX_SIZE = 500

/** Puts messages into the inbox and drops the oldest above its size; answers their ids. */
export function addToInbox(tokens: Tokens): Handler<'addToInbox'> {
  const insert = `WITH r AS (${rowsOf(tokens, '?1', {
    n: 'BIGINT',
    channel: 'TEXT',
    drawn_as: 'TEXT',
    place: 'TEXT',
    delivery: 'TEXT',
    payload: 'TEXT',
  })})
    INSERT INTO inbox (at, channel, drawn_as, place, delivery, payload)
    SELECT ${tokens.now}, channel, drawn_as, place, delivery, payload FROM r ORDER BY n
    RETURNING id`
  const trim = `DELETE FROM inbox WHERE id <= (SELECT id FROM inbox ORDER BY id DESC LIMIT 1 OFFSET ${INBOX_SIZE})`
  return async (query, batch) => {
    const rows = await query<{ id: number }>(insert, JSON.stringify(batch.map((row, n) => ({ n, ...row }))))
    await query(trim)
    // RETURNING promises no order; ids were counted up in the order of n.
    return rows.map((row) => row.id).sort((a, b) => a - b)
  }
}

/** The inbox's messages, newest first. */
export const inbox: Handler<'inbox'> = each((query, limit) =>
  query<InboxMessageRow>(
    `SELECT id, at, channel, drawn_as AS "drawnAs", place, delivery, payload
      FROM inbox ORDER BY id DESC LIMIT ?1`,
    limit,
  ),
)
