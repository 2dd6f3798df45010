import type { Member } from '../../render/tally.ts'
import { CALM_MS } from '../accept/flow.ts'
import type { Query, Tokens } from '../core/engine.ts'
import type { DigestRow } from '../core/operations.ts'
import type { DeliveryKind } from '../accepting.ts'
import type { DeliveryState } from '../stored.ts'
import { overRows } from '../core/over-rows.ts'

/** Members that a file lists; it is cut at 1 MB anyway. */
const MOST_LISTED = 5_000

/** A claimed delivery, as far as its digest is asked for. */
interface Told {
  readonly id: number
  readonly kind: DeliveryKind
  readonly digest: number | null
}

interface Found extends Omit<DigestRow, 'root' | 'members'> {
  readonly delivery: number
  readonly root: number
  readonly root_state: DeliveryState
  readonly receipt: string | null
}

/**
 * Reads the digests of claimed deliveries, by the number of the delivery, and closes those that are told for the last
 * time by it: what comes later joins another.
 */
export function digestReader(
  tokens: Tokens,
  instance: string,
): (query: Query, told: readonly Told[]) => Promise<ReadonlyMap<number, DigestRow>> {
  const sql = statements(tokens)

  async function membersOf(query: Query, { kind, digest }: Told): Promise<readonly Member[]> {
    if (kind !== 'file' || digest === null) return []
    return query<Member>(sql.members, digest)
  }

  return async (query, told) => {
    const asked = told.flatMap(({ id, kind, digest }) =>
      digest === null
        ? []
        : [{ delivery: id, digest, post: kind === 'digest' ? 1 : 0, final: kind === 'final' ? 1 : 0 }],
    )
    const digests = new Map<number, DigestRow>()
    if (asked.length === 0) return digests
    await sql.begin(query, asked)
    for (const row of await sql.read<Found>(query, asked)) {
      const one = told.find(({ id }) => id === row.delivery)
      const members = one === undefined ? [] : await membersOf(query, one)
      digests.set(row.delivery, digestOf(row, members, instance))
    }
    return digests
  }
}

function digestOf(row: Found, members: readonly Member[], instance: string): DigestRow {
  const { id, what, tally, mentions, openedAt, overAt, endedAt, root, root_state: state, receipt } = row
  return {
    id,
    what,
    tally,
    mentions,
    openedAt,
    overAt,
    endedAt,
    root: { delivery: `${instance}-${root}`, state, receipt },
    members,
  }
}

function statements(tokens: Tokens) {
  const { now } = tokens
  return {
    // A message that stays as it is posted ends its digest; a storm ends by its last edit, once it has calmed down.
    begin: overRows(
      tokens,
      { digest: 'BIGINT', post: 'BIGINT', final: 'BIGINT' },
      (rows) => `WITH r AS (${rows})
      UPDATE digest SET started = CASE WHEN r.post = 1 THEN 1 ELSE digest.started END,
        ended_at = CASE
          WHEN digest.ended_at IS NOT NULL THEN digest.ended_at
          WHEN r.post = 1 AND (digest.what <> 'storm' OR digest.edits = 0) THEN ${now}
          WHEN r.final = 1 AND digest.over_at <= ${now} - ${CALM_MS} THEN ${now} END
      FROM r WHERE digest.id = r.digest AND (r.post = 1 OR r.final = 1)`,
    ),
    read: overRows(
      tokens,
      { delivery: 'BIGINT', digest: 'BIGINT' },
      (rows) => `WITH r AS (${rows})
      SELECT r.delivery, g.id, g.what, g.tally, g.mentions, g.opened_at AS "openedAt", g.over_at AS "overAt",
        g.ended_at AS "endedAt", g.root, o.state AS root_state, o.receipt
      FROM r JOIN digest g ON g.id = r.digest JOIN delivery o ON o.id = g.root`,
    ),
    members: `SELECT e.project, e.job_id, e.job_type, e.job_state, e.cause, e.received_at AS at
      FROM delivery d JOIN event e ON e.id = d.event_id
      WHERE d.digest = ?1 AND d.kind = 'message' ORDER BY d.id LIMIT ${MOST_LISTED}`,
  }
}
