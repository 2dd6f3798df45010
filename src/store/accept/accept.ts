import type { Query, Tokens, Value } from '../core/engine.ts'
import { enroller } from './enrol.ts'
import type { Planned } from './now.ts'
import { inserter } from '../core/insert-rows.ts'
import { laneMaker } from '../core/lanes.ts'
import type { AcceptAnswer, AcceptRow, Handler, NewDeliveryRow } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'
import type { KeptBack } from '../accepting.ts'

/** Kylin repeats a callback for half a minute; the rest is for proxies and queues in between. */
export const REPEAT_WINDOW_MS = 600_000

/**
 * Stores events with their deliveries. The first of several identical bodies is stored, in one batch or over ten
 * minutes; the others are counted on it.
 */
export function accept(tokens: Tokens): Handler<'accept'> {
  const sql = statements(tokens)
  return async (query, batch) => {
    const firsts = new Map<string, AcceptRow>()
    for (const row of batch) if (!firsts.has(bodyKey(row))) firsts.set(bodyKey(row), row)
    // Ordered, so that two replicas with the same bodies wait for one another in one direction only.
    const ordered = [...firsts].sort(([a], [b]) => (a < b ? -1 : 1))
    const unseen = await sql.see<{ event_id: string }>(
      query,
      ordered.map(([, { hash, event }]) => [hash, event.cluster, event.id]),
    )
    const ids = new Set(unseen.map((row) => row.event_id))
    const fresh = new Set([...firsts.values()].filter((row) => ids.has(row.event.id)))
    const repeats = batch.filter((row) => !fresh.has(row))
    const told = fresh.size > 0 ? await store(query, sql, [...fresh]) : NOTHING
    if (repeats.length > 0) await sql.repeat(query, counted(repeats))
    return batch.map((row): AcceptAnswer => {
      if (!fresh.has(row)) return { result: 'repeat', kept: [] }
      const { id } = row.event
      return { result: told.followed.has(id) ? 'followed' : 'stored', kept: told.kept.get(id) ?? [] }
    })
  }
}

/** How new events were told, by their ids. */
interface Told {
  /** Those that no rule took and that go on in a story. */
  readonly followed: ReadonlySet<string>
  readonly kept: ReadonlyMap<string, readonly KeptBack[]>
}

const NOTHING: Told = { followed: new Set(), kept: new Map() }

async function store(query: Query, sql: Statements, fresh: readonly AcceptRow[]): Promise<Told> {
  const lanes = new Map<string, NewDeliveryRow>()
  for (const delivery of fresh.flatMap((row) => row.deliveries)) lanes.set(delivery.lane, delivery)
  if (lanes.size > 0) await sql.makeLanes(query, [...lanes.values()])
  const [enrolment, before] = await Promise.all([
    sql.enrol.plan(query, fresh),
    sql.told<Before>(
      query,
      fresh.map(({ event }) => event),
    ),
  ])
  const { followed, deliveries } = enrolment
  await sql.event(query, eventRows(fresh, followed, before))
  if (deliveries.length === 0) return { followed, kept: NOTHING.kept }
  await sql.enrol.write(query, enrolment)
  if (sql.notify !== '') await query(sql.notify)
  return { followed, kept: keptOf(deliveries) }
}

function keptOf(deliveries: readonly Planned[]): ReadonlyMap<string, readonly KeptBack[]> {
  const kept = new Map<string, KeptBack[]>()
  for (const { event, channel, state } of deliveries) {
    if (state !== 'waiting') kept.set(event, [...(kept.get(event) ?? []), { channel, state }])
  }
  return kept
}

/** The newest event before a new one that had the same job, state and end. */
interface Before {
  readonly id: string
  readonly before: string | null
}

/** The rows of new events, each with the one before it that had the same job, state and end. */
function eventRows(
  fresh: readonly AcceptRow[],
  followed: ReadonlySet<string>,
  found: readonly Before[],
): Value[][] {
  const before = new Map(found.map((row) => [row.id, row.before]))
  const latest = new Map<string, string>()
  return fresh.map(({ event: own, followed_trace: trace }) => {
    const event = followed.has(own.id) ? { ...own, trace } : own
    const key = JSON.stringify([event.cluster, event.job_id, event.job_state, event.end_time])
    const prior = latest.get(key) ?? before.get(event.id) ?? null
    latest.set(key, event.id)
    return [...EVENT_COLUMNS.map((name) => event[name]), prior]
  })
}

const bodyKey = (row: AcceptRow): string => `${row.hash} ${row.event.cluster}`

function counted(repeats: readonly AcceptRow[]): { cluster: string; hash: string; times: number }[] {
  const counts = new Map<string, { cluster: string; hash: string; times: number }>()
  for (const row of repeats) {
    const times = counts.get(bodyKey(row))?.times ?? 0
    counts.set(bodyKey(row), { cluster: row.event.cluster, hash: row.hash, times: times + 1 })
  }
  return [...counts.values()]
}

type Statements = ReturnType<typeof statements>

const EVENT_COLUMNS = [
  'id',
  'cluster',
  'received_at',
  'job_id',
  'project',
  'job_state',
  'job_type',
  'end_time',
  'trace',
  'body',
  'cause',
] as const

function statements(tokens: Tokens) {
  return {
    see: inserter({
      into: 'seen (hash, cluster, event_id, at)',
      given: 3,
      same: tokens.now,
      after: `ON CONFLICT (hash, cluster) DO UPDATE SET event_id = excluded.event_id, at = excluded.at
        WHERE seen.at <= excluded.at - ${REPEAT_WINDOW_MS}
        RETURNING event_id`,
    }),
    repeat: overRows(
      tokens,
      { cluster: 'TEXT', hash: 'TEXT', times: 'BIGINT' },
      (rows) => `WITH r AS (${rows})
      UPDATE event SET repeats = repeats + r.times
      FROM r JOIN seen s ON s.cluster = r.cluster AND s.hash = r.hash
      WHERE event.id = s.event_id`,
    ),
    told: overRows(
      tokens,
      { id: 'TEXT', cluster: 'TEXT', job_id: 'TEXT', job_state: 'TEXT', end_time: 'TEXT' },
      (rows) => `WITH r AS (${rows})
      SELECT r.id, (
        SELECT e.id FROM event e
        WHERE e.job_id = r.job_id AND e.job_state = r.job_state AND e.end_time = r.end_time
          AND e.cluster = r.cluster
        ORDER BY e.received_at DESC, e.id DESC LIMIT 1) AS before
      FROM r`,
    ),
    event: inserter({
      into: `event (${EVENT_COLUMNS.join(', ')}, told_before)`,
      given: EVENT_COLUMNS.length + 1,
    }),
    makeLanes: laneMaker(tokens),
    enrol: enroller(tokens),
    notify: tokens.notify,
  }
}
