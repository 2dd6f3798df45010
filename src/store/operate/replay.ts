import { idOf } from '../core/delivery-id.ts'
import type { Query, Tokens } from '../core/engine.ts'
import { inserter } from '../core/insert-rows.ts'
import type { LeftAlone, Replayed, ReplayOptions } from '../operating.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'
import type { DeliveryKind } from '../accepting.ts'
import { overRows } from '../core/over-rows.ts'

/**
 * SET list of a dead letter that waits in this lane as if it were new. Its attempts stay, and so does their count; where
 * it may have been posted there, it is looked for first.
 */
export function asNew(lane: string): string {
  const since = `CASE WHEN delivery.lane = ${lane} THEN delivery.unknown_since END`
  return `state = 'waiting', due_at = 0, strikes = 0, plain = 0, misses = 0, first_tried_at = NULL,
    digest = CASE WHEN delivery.kind = 'message' THEN NULL ELSE delivery.digest END,
    unknown = CASE WHEN ${since} IS NULL THEN 0 ELSE 2 END, unknown_since = ${since},
    reason = NULL, help = '', done_at = NULL`
}

interface Found {
  readonly id: number
  readonly state: Exclude<LeftAlone, 'file' | 'no-such-delivery'> | 'dead'
  readonly event_id: string
  readonly lane: string
  readonly channel: string
  readonly route: string
  readonly kind: DeliveryKind
  readonly story: number | null
  /** Whether another delivery of the event waits in the lane. */
  readonly twin: number | null
}

/** Lets dead letters wait again, and sends what was sent by a new delivery where that is asked for. */
export function replay(tokens: Tokens, instance: string): Handler<'replay'> {
  const ids = { id: 'BIGINT' } as const
  const read = overRows(
    tokens,
    ids,
    (rows) => `WITH r AS (${rows})
    SELECT d.id, d.state, d.event_id, d.lane, d.channel, d.route, d.kind, d.story, (
      SELECT 1 FROM delivery t WHERE t.event_id = d.event_id AND t.lane = d.lane AND t.state = 'waiting' LIMIT 1
    ) AS twin
    FROM r JOIN delivery d ON d.id = r.id`,
  )
  const revive = overRows(
    tokens,
    ids,
    (rows) => `WITH r AS MATERIALIZED (${rows})
    UPDATE delivery SET ${asNew('delivery.lane')}
    FROM r WHERE delivery.id = r.id AND delivery.state = 'dead'`,
  )
  const insert = inserter({
    into: 'delivery (event_id, lane, channel, route, note, story)',
    given: 6,
    after: 'RETURNING id',
  })

  async function write(query: Query, results: readonly Replayed[], found: ReadonlyMap<string, Found>) {
    const rows = (did: Replayed['did']): Found[] =>
      results.flatMap((one) => (one.did === did ? (found.get(one.delivery) ?? []) : []))
    const dead = rows('replayed')
    if (dead.length > 0) await revive(query, dead)
    const again = rows('resent')
    const made = await insert<{ id: number }>(
      query,
      again.map(({ id, event_id, lane, channel, route, story }) => [
        event_id,
        lane,
        channel,
        route,
        `again, after ${instance}-${id}`,
        story,
      ]),
    )
    if (tokens.notify !== '' && dead.length + again.length > 0) await query(tokens.notify)
    // RETURNING promises no order; ids were counted up in the order of the rows.
    return made.map(({ id }) => `${instance}-${id}`).sort(byNumber)
  }

  return each(async (query, { ids: asked, resend, dryRun }) => {
    const numbers = [...new Set(asked)].flatMap((id) => idOf(id, instance) ?? [])
    const rows = await read<Found>(
      query,
      numbers.map((id) => ({ id })),
    )
    const found = new Map(rows.map((row) => [`${instance}-${row.id}`, row]))
    const results = decided([...new Set(asked)], found, { resend, dryRun })
    if (dryRun) return results
    const made = await write(query, results, found)
    return results.map((one) =>
      one.did === 'resent' ? Object.assign({}, one, { as: made.shift() ?? '' }) : one,
    )
  })
}

/** Of an event at most one message a lane is sent again. */
function decided(
  asked: readonly string[],
  found: ReadonlyMap<string, Found>,
  { resend }: ReplayOptions,
): Replayed[] {
  const again = new Set<string>()
  return asked.map((delivery) => {
    const row = found.get(delivery)
    if (row === undefined)
      return { delivery, event: null, channel: null, did: 'left', why: 'no-such-delivery' }
    const about = { delivery, event: row.event_id, channel: row.channel }
    if (row.state === 'dead') return { ...about, did: 'replayed' }
    const key = `${row.event_id} ${row.lane}`
    const why = leftBecause(row, resend, again.has(key))
    if (why !== null) return { ...about, did: 'left', why }
    again.add(key)
    return { ...about, did: 'resent' }
  })
}

function leftBecause(row: Found, resend: boolean, taken: boolean): LeftAlone | null {
  if (row.state === 'dead') return null
  if (row.state !== 'sent' || !resend) return row.state
  if (row.twin !== null || taken) return 'waiting'
  const isMessage =
    row.kind === 'message' && (JSON.parse(row.route) as { traceOf?: unknown }).traceOf === undefined
  return isMessage ? null : 'file'
}

function byNumber(a: string, b: string): number {
  return Number(a.slice(a.lastIndexOf('-') + 1)) - Number(b.slice(b.lastIndexOf('-') + 1))
}
