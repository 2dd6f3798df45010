import { EDIT_APART_MS } from './beside.ts'
import { digestEdits, type DueEdit } from './digest-edits.ts'
import { CALM_MS } from '../accept/flow.ts'
import type { Query, Tokens } from '../core/engine.ts'
import type { Recorder } from './ledger.ts'
import type { NumberedSettleRow, PartSettler, Settled } from './stories.ts'
import { overRows } from '../core/over-rows.ts'

interface Shown {
  readonly id: number
  readonly what: string
  readonly joined: number
  readonly shown: number
  readonly edits: 0 | 1
  readonly over_at: number
  readonly ended_at: number | null
}

/**
 * Notes what digests show. Of what joined since, an edit is due; the last edit of a storm is promised with its first
 * message. Where that message dies, its members become dead letters.
 */
export function digestSettler(
  tokens: Tokens,
  instance: string,
  ledger: Pick<Recorder, 'folded'>,
): PartSettler {
  const sql = statements(tokens, instance)
  const addEdits = digestEdits(tokens)

  async function posted(query: Query, settled: readonly Settled[], rows: readonly NumberedSettleRow[]) {
    const showsOf = new Map(rows.map(({ id, shows_digest: shows }) => [id, shows]))
    const sent = settled.flatMap(({ id, kind, state, digest }) =>
      state === 'sent' && digest !== null && (kind === 'digest' || kind === 'edit' || kind === 'final')
        ? [
            {
              digest,
              shown: showsOf.get(id) ?? 0,
              root: kind === 'digest' ? id : null,
              more: kind === 'edit',
            },
          ]
        : [],
    )
    if (sent.length === 0) return
    const digests = await sql.shown<Shown>(query, sent)
    await sql.members(query, sent)
    await ledger.folded(query, sent)
    const posts = new Set(sent.filter(({ root }) => root !== null).map(({ digest }) => digest))
    const finals = new Set(settled.filter(({ kind }) => kind === 'final').map(({ digest }) => digest))
    const over = digests.filter(({ ended_at: ended }) => ended !== null).map(({ id }) => ({ id }))
    if (finals.size > 0 && over.length > 0) await sql.needless(query, over)
    const growing = digests.filter(
      ({ what, edits, ended_at: ended }) => what === 'storm' && edits === 1 && ended === null,
    )
    const due: DueEdit[] = []
    for (const { id, joined, shown, over_at: overAt } of growing) {
      if (joined > shown) due.push({ digest: id, kind: 'edit', after_ms: EDIT_APART_MS, at: 0 })
      if (posts.has(id) || finals.has(id))
        due.push({ digest: id, kind: 'final', after_ms: 0, at: overAt + CALM_MS })
    }
    await addEdits(query, due)
  }

  return async (query, rows, settled) => {
    await posted(query, settled, rows)
    const dead = settled.filter(({ state, kind }) => state === 'dead' && kind === 'digest')
    const anew = rows.filter(({ root, state }) => root === 1 && state === 'waiting').map(({ id }) => ({ id }))
    if (anew.length > 0) await sql.anew(query, anew)
    if (dead.length === 0) return
    await sql.deadMembers(query, dead)
    await sql.deadDigest(query, dead)
    await sql.deadEdits(query, dead)
  }
}

function statements(tokens: Tokens, instance: string) {
  const { now } = tokens
  const sent = { digest: 'BIGINT', shown: 'BIGINT', root: 'BIGINT' } as const
  const ids = { id: 'BIGINT' } as const
  const name = `'${instance}-' || CAST(r.digest AS TEXT)`
  return {
    shown: overRows(
      tokens,
      sent,
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE digest SET shown = r.shown, root = COALESCE(r.root, digest.root)
      FROM r WHERE digest.id = r.digest
      RETURNING digest.id, digest.what, digest.joined, digest.shown, digest.edits, digest.over_at, digest.ended_at`,
    ),
    // Alone in its digest it was sent as itself: its story goes on in that message.
    members: overRows(
      tokens,
      sent,
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE delivery SET state = CASE WHEN g.joined = 1 THEN 'sent' ELSE 'folded' END,
        receipt = CASE WHEN g.joined = 1 THEN p.receipt END, done_at = ${now},
        note = CASE WHEN g.joined = 1 THEN 'sent as ' ELSE 'told in the digest ' END || ${name}
      FROM r JOIN digest g ON g.id = r.digest JOIN delivery p ON p.id = r.root
      WHERE delivery.digest = r.digest AND delivery.kind = 'message' AND delivery.state = 'held'`,
    ),
    needless: overRows(
      tokens,
      ids,
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE delivery SET state = 'folded', note = 'the last edit told it'
      FROM r WHERE delivery.digest = r.id AND delivery.kind = 'edit' AND delivery.state = 'waiting' AND delivery.tries = 0`,
    ),
    anew: overRows(
      tokens,
      ids,
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE delivery SET kind = CASE WHEN delivery.kind = 'call' THEN 'message' ELSE 'digest' END,
        digest = CASE WHEN delivery.kind = 'call' THEN NULL ELSE delivery.digest END
      FROM r WHERE delivery.id = r.id AND delivery.digest IS NOT NULL AND delivery.kind IN ('edit', 'final', 'call')`,
    ),
    deadMembers: overRows(
      tokens,
      ids,
      (rows) => `WITH r AS MATERIALIZED (
        SELECT d.id, d.reason, d.help, d.digest FROM (${rows}) AS j JOIN delivery d ON d.id = j.id AND d.digest = d.id)
      UPDATE delivery SET state = 'dead', reason = r.reason, help = r.help, done_at = ${now},
        note = 'its digest ' || ${name} || ' could not be posted'
      FROM r WHERE delivery.digest = r.digest AND delivery.kind = 'message' AND delivery.state IN ('held', 'folded')`,
    ),
    deadDigest: overRows(
      tokens,
      ids,
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE delivery SET state = 'folded', note = 'could not be posted: its messages are dead letters'
      FROM r WHERE delivery.id = r.id AND delivery.digest = delivery.id`,
    ),
    deadEdits: overRows(
      tokens,
      ids,
      (rows) => `WITH r AS MATERIALIZED (${rows})
      UPDATE digest SET ended_at = COALESCE(digest.ended_at, ${now}) FROM r WHERE digest.id = r.id`,
    ),
  }
}
