import { enroller } from '../accept/enrol.ts'
import { joinStorm } from '../accept/join.ts'
import { floodSince } from '../accept/plan.ts'
import { nowReader } from '../accept/read-now.ts'
import type { Planned } from '../accept/now.ts'
import type { Query, Tokens } from '../core/engine.ts'
import type { AcceptRow, MoveRow, NewDeliveryRow } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'
import { numberOf } from '../accept/write-deliveries.ts'

/** A delivery that has just gone to another lane. */
interface Moved {
  readonly id: number
  readonly to: MoveRow
}

interface Found extends Omit<AcceptRow['event'], 'id' | 'trace' | 'body'> {
  readonly delivery: number
  readonly event_id: string
  readonly route: string
}

/**
 * Counts messages that went elsewhere against the limit of where they are now; what goes beyond it is folded there as if
 * a rule had sent it.
 */
export function movedFolder(tokens: Tokens): (query: Query, moved: readonly Moved[]) => Promise<void> {
  const read = nowReader(tokens)
  const { write } = enroller(tokens)
  const messages = overRows(
    tokens,
    { id: 'BIGINT', lane: 'TEXT' },
    (rows) => `WITH r AS (${rows})
    SELECT d.id AS delivery, d.event_id, d.route, e.cluster, e.received_at, e.job_id, e.project, e.job_state, e.job_type,
      e.end_time, e.cause
    FROM r JOIN delivery d ON d.id = r.id AND d.lane = r.lane AND d.state = 'waiting' AND d.kind = 'message'
      JOIN event e ON e.id = d.event_id
    ORDER BY d.id`,
  )
  const fold = overRows(
    tokens,
    { id: 'BIGINT', digest: 'BIGINT' },
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE delivery SET state = 'folded', digest = r.digest FROM r WHERE delivery.id = r.id`,
  )
  return async (query, moved) => {
    const limited = moved.filter(({ to }) => to.telling !== null && to.telling.limits.length > 0)
    if (limited.length === 0) return
    const targets = new Map(limited.map(({ id, to }) => [id, to]))
    const asked = limited.map(({ id, to }) => ({ id, lane: to.lane }))
    const found = (await messages<Found>(query, asked)).flatMap((one) => {
      const target = targets.get(one.delivery)
      return target === undefined ? [] : [{ id: one.delivery, ...acceptanceOf(one, target) }]
    })
    if (found.length === 0) return
    const rows = found.map(({ row }) => row)
    const now = await read(query, rows)
    const folded: { id: number; member: Planned }[] = []
    const calls: Planned[] = []
    for (const { id, row, to } of found) {
      const foldsSince = floodSince(to, now)
      if (foldsSince === null) continue
      const [member, ...more] = joinStorm(row, to, foldsSince, null, now)
      if (member !== undefined) folded.push({ id, member })
      calls.push(...more)
    }
    await write(query, { deliveries: calls, followed: new Set(), now })
    const changes = folded.map(({ id, member }) => ({ id, digest: numberOf(member.digest) }))
    if (changes.length > 0) await fold(query, changes)
  }
}

/** It, as if it had been accepted just now for the lane where it is. */
function acceptanceOf(
  { event_id: id, route, ...found }: Found,
  target: MoveRow,
): { readonly row: AcceptRow; readonly to: NewDeliveryRow } {
  const { mentions } = JSON.parse(route) as { mentions: string[] }
  const to: NewDeliveryRow = {
    ...target,
    route,
    kind: 'message',
    of_story: null,
    of_digest: null,
    due_at: 0,
    mentions,
  }
  const row: AcceptRow = {
    hash: '',
    event: { ...found, id, trace: '', body: '' },
    deliveries: [to],
    unmatched: false,
    followed_trace: '',
    job_subject: '',
    model_subject: null,
    ended_at: found.received_at,
    silences: [],
  }
  return { row, to }
}
