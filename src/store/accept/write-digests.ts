import { addToTally } from '../../render/add-to-tally.ts'
import type { Member } from '../../render/tally.ts'
import { EDIT_APART_MS, editsLane } from '../settle/beside.ts'
import type { Query, Tokens } from '../core/engine.ts'
import { inserter } from '../core/insert-rows.ts'
import { laneMaker } from '../core/lanes.ts'
import type { AcceptRow } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'
import { CALM_MS } from './flow.ts'
import { dueOf } from './join.ts'
import type { DigestNow, Now, Planned } from './now.ts'

/** Writes digests once their own deliveries are written, and resolves to the edits that are due. */
export function digestWriter(
  tokens: Tokens,
): (query: Query, digests: readonly DigestNow[], now: Now) => Promise<readonly Planned[]> {
  const insert = inserter({
    into: 'digest (id, root, lane, what, at, tally, joined, edits, mentions, opened_at, over_at)',
    given: 11,
  })
  const grow = overRows(
    tokens,
    { id: 'BIGINT', joined: 'BIGINT', over_at: 'BIGINT', tally: 'TEXT', mentions: 'TEXT', called: 'TEXT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE digest SET joined = r.joined, over_at = r.over_at, tally = r.tally, mentions = r.mentions, called = r.called
    FROM r WHERE digest.id = r.id`,
  )
  const final = overRows(
    tokens,
    { id: 'BIGINT', due_at: 'BIGINT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE delivery SET due_at = r.due_at
    FROM r WHERE delivery.digest = r.id AND delivery.kind = 'final' AND delivery.state = 'waiting'`,
  )
  const makeLanes = laneMaker(tokens)

  return async (query, digests, now) => {
    for (const digest of digests) digest.tally = addToTally(digest.tally, digest.joining.map(memberOf))
    const fresh = digests.filter(isNew)
    if (fresh.length > 0) {
      await insert(
        query,
        fresh.map((one) => [
          one.id,
          one.id,
          one.lane,
          one.what,
          one.at,
          JSON.stringify(one.tally),
          one.joined,
          one.edits ? 1 : 0,
          JSON.stringify(one.mentions),
          one.openedAt,
          one.overAt,
        ]),
      )
    }
    const grown = digests.filter((digest) => !isNew(digest))
    if (grown.length === 0) return []
    await grow(query, grown.map(grownRow))
    const storms = grown.filter(({ what }) => what === 'storm')
    if (storms.length === 0) return []
    const ends = storms.map(({ id, overAt }) => ({ id, due_at: overAt + CALM_MS }))
    await final(query, ends)
    const wanted = storms.filter(({ wantsEdit, edits }) => wantsEdit && edits)
    if (wanted.length === 0) return []
    const places = new Map(wanted.map((digest) => [digest.account, editsLane(digest)]))
    await makeLanes(query, [...places.values()])
    return wanted.map((digest) => editOf(digest, now))
  }
}

/** Nobody joined before this batch. */
function isNew({ joined, joining }: DigestNow): boolean {
  return joined === joining.length
}

/** The delivery of a new digest's message: of the first event that joins, and with its look. */
export function digestDelivery(digest: DigestNow, now: Now): Planned {
  const { lane, channel, route, joining } = digest
  const event = joining[0]?.event.id ?? ''
  return {
    event,
    lane,
    channel,
    route,
    kind: 'digest',
    state: 'waiting',
    dueAt: dueOf(digest, now),
    note: '',
    story: null,
    digest,
    id: null,
  }
}

function editOf(digest: DigestNow, now: Now): Planned {
  const { lane } = editsLane(digest)
  return { ...digestDelivery(digest, now), kind: 'edit', lane, dueAt: now.at + EDIT_APART_MS }
}

function grownRow({ id, joined, overAt, tally, mentions, called }: DigestNow) {
  return {
    id,
    joined,
    over_at: overAt,
    tally: JSON.stringify(tally),
    mentions: JSON.stringify(mentions),
    called: JSON.stringify(called),
  }
}

function memberOf({ event }: AcceptRow): Member {
  const { project, job_id, job_type, job_state, cause, received_at: at } = event
  return { project, job_id, job_type, job_state, cause, at }
}
