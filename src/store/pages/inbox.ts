import type { Query, Tokens } from '../core/engine.ts'
import { each } from '../core/operations.ts'
import type { Argument, Handler, InboxMessageRow } from '../core/operations.ts'
import type { InboxCount } from '../stored.ts'
import { overRows } from '../core/over-rows.ts'

/** How many messages the inbox keeps. */
const INBOX_SIZE = 500

type Row = Argument<'addToInbox'>
/** `n` is its place in the batch, `root` the message in whose thread it stands. */
type NewRow = Row & { readonly n: number; readonly root: number | null }

/**
 * Puts messages into the inbox and drops the oldest above its size, or changes some that are there; answers their
 * ids, null where the one to change is gone. A mark stays one mark, however often it is set, until it is taken back.
 */
export function addToInbox(tokens: Tokens): Handler<'addToInbox'> {
  const sql = statements(tokens)
  return async (query, batch) => {
    const roots = await rootsOf(query, sql, batch)
    const rows = batch.map((row, n) => ({
      n,
      ...row,
      root: row.target === null ? null : (roots.get(row.target) ?? null),
    }))
    const answers: (number | null)[] = rows.map(({ target, root }) => (root === null ? null : target))
    const posts = rows.filter(({ kind, root }) => kind === 'post' || (kind === 'reply' && root !== null))
    const ids = await insert(query, sql, posts)
    for (const [index, { n }] of posts.entries()) answers[n] = ids[index] ?? null
    // One row a message: of several, an UPDATE takes any.
    const edits = new Map(rows.filter(({ kind }) => kind === 'edit').map((row) => [row.target, row]))
    if (edits.size > 0) await sql.edit(query, [...edits.values()])
    const marks = rows.flatMap(({ kind, target }) =>
      kind === 'reaction' || kind === 'unmark'
        ? [[target, { target, marks: kind === 'reaction' ? 1 : 0 }] as const]
        : [],
    )
    if (marks.length > 0) await sql.mark(query, [...new Map(marks).values()])
    return answers
  }
}

type Statements = ReturnType<typeof statements>

async function insert(query: Query, sql: Statements, posts: readonly NewRow[]): Promise<readonly number[]> {
  if (posts.length === 0) return []
  const added = await sql.insert<{ id: number }>(query, posts)
  await query(sql.trim)
  // RETURNING promises no order; ids were counted up in the order of n.
  return added.map((row) => row.id).sort((a, b) => a - b)
}

/** The roots of the messages that are replied to or changed: of a reply, the message whose thread it is in. */
async function rootsOf(
  query: Query,
  sql: Statements,
  batch: readonly Row[],
): Promise<ReadonlyMap<number, number>> {
  const targets = batch.flatMap(({ target }) => (target === null ? [] : [{ target }]))
  if (targets.length === 0) return new Map()
  const found = await sql.roots<{ id: number; root: number }>(query, targets)
  return new Map(found.map(({ id, root }) => [id, root]))
}

function statements(tokens: Tokens) {
  const next = `(SELECT COALESCE(MAX(changed), 0) + 1 FROM inbox)`
  const post = {
    n: 'BIGINT',
    channel: 'TEXT',
    drawn_as: 'TEXT',
    place: 'TEXT',
    delivery: 'TEXT',
    payload: 'TEXT',
    root: 'BIGINT',
  } as const
  return {
    roots: overRows(
      tokens,
      { target: 'BIGINT' },
      (rows) => `WITH r AS (${rows})
      SELECT id, COALESCE(parent, id) AS root FROM inbox WHERE id IN (SELECT target FROM r)`,
    ),
    insert: overRows(
      tokens,
      post,
      (rows) => `WITH r AS (${rows})
      INSERT INTO inbox (at, channel, drawn_as, place, delivery, payload, parent, changed)
      SELECT ${tokens.now}, channel, drawn_as, place, delivery, payload, root, ${next} FROM r ORDER BY n
      RETURNING id`,
    ),
    trim: `DELETE FROM inbox WHERE id <= (SELECT id FROM inbox ORDER BY id DESC LIMIT 1 OFFSET ${INBOX_SIZE})`,
    edit: overRows(
      tokens,
      { target: 'BIGINT', payload: 'TEXT' },
      (rows) => `WITH r AS (${rows})
      UPDATE inbox SET payload = r.payload, edited_at = ${tokens.now}, changed = ${next}
      FROM r WHERE inbox.id = r.target`,
    ),
    mark: overRows(
      tokens,
      { target: 'BIGINT', marks: 'BIGINT' },
      (rows) => `WITH r AS (${rows})
      UPDATE inbox SET reactions = r.marks, changed = ${next}
      FROM r WHERE inbox.id = r.target AND inbox.reactions <> r.marks`,
    ),
  }
}

/** The inbox's messages, of all channels or of one, newest first; with the newest, the roots of their threads. */
export const inbox: Handler<'inbox'> = each((query, { limit, channel }) =>
  query<InboxMessageRow>(
    `WITH newest AS (
      SELECT id, parent FROM inbox WHERE channel = COALESCE(?2, channel) ORDER BY id DESC LIMIT ?1)
    SELECT id, at, channel, drawn_as AS "drawnAs", place, delivery, payload, parent,
      edited_at AS "editedAt", reactions
      FROM inbox WHERE id IN (SELECT id FROM newest) OR id IN (SELECT parent FROM newest) ORDER BY id DESC`,
    limit,
    channel,
  ),
)

/** How many messages are kept of each channel, by the platform they are drawn as. */
export const inboxCounts: Handler<'inboxCounts'> = each((query) =>
  query<InboxCount>(
    `SELECT channel, drawn_as AS "drawnAs", COUNT(*) AS messages FROM inbox GROUP BY channel, drawn_as`,
  ),
)

/** A number that another one follows whenever a message came or changed. */
export const inboxVersion: Handler<'inboxVersion'> = each(async (query) => {
  const [row] = await query<{ version: number }>(`SELECT COALESCE(MAX(changed), 0) AS version FROM inbox`)
  return row?.version ?? 0
})
