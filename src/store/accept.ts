import { rowsOf } from './engine.ts'
import type { Query, Tokens } from './engine.ts'
import type { AcceptRow, Handler, NewDeliveryRow } from './operations.ts'

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
    const unseen = await query<{ event_id: string }>(
      sql.see,
      JSON.stringify([...firsts.values()].map(({ hash, event: { id, cluster } }) => ({ id, cluster, hash }))),
    )
    const ids = new Set(unseen.map((row) => row.event_id))
    const fresh = new Set([...firsts.values()].filter((row) => ids.has(row.event.id)))
    const repeats = batch.filter((row) => !fresh.has(row))
    if (fresh.size > 0) await store(query, sql, [...fresh])
    if (repeats.length > 0) await query(sql.repeat, JSON.stringify(counted(repeats)))
    return batch.map((row) => (fresh.has(row) ? 'stored' : 'repeat'))
  }
}

async function store(query: Query, sql: Statements, fresh: readonly AcceptRow[]): Promise<void> {
  const latest = new Map<string, string>()
  const events = fresh.map(({ event }) => {
    const key = JSON.stringify([event.cluster, event.job_id, event.job_state, event.end_time])
    const prior = latest.get(key) ?? null
    latest.set(key, event.id)
    return Object.assign({ prior }, event)
  })
  await query(sql.event, JSON.stringify(events))
  const deliveries = fresh.flatMap((row) =>
    row.deliveries.map((delivery) => ({ event_id: row.event.id, delivery })),
  )
  if (deliveries.length === 0) return
  const lanes = new Map<string, NewDeliveryRow>()
  for (const { delivery } of deliveries) lanes.set(delivery.lane, delivery)
  await query(sql.lane, JSON.stringify([...lanes.values()]))
  const rows = deliveries.map(({ event_id, delivery: { lane, channel, route } }, n) => ({
    n,
    event_id,
    lane,
    channel,
    route,
  }))
  await query(sql.delivery, JSON.stringify(rows))
  if (sql.notify !== '') await query(sql.notify)
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

function statements(tokens: Tokens) {
  const columns = {
    id: 'TEXT',
    cluster: 'TEXT',
    received_at: 'BIGINT',
    job_id: 'TEXT',
    project: 'TEXT',
    job_state: 'TEXT',
    job_type: 'TEXT',
    end_time: 'TEXT',
    trace: 'TEXT',
    body: 'TEXT',
  } as const
  const names = Object.keys(columns).join(', ')
  return {
    // Ordered, so that two replicas with the same bodies wait for one another in one direction only.
    see: `WITH r AS (${rowsOf(tokens, '?1', { id: 'TEXT', cluster: 'TEXT', hash: 'TEXT' })})
      INSERT INTO seen (cluster, hash, event_id, at)
      SELECT cluster, hash, id, ${tokens.now} FROM r WHERE true ORDER BY hash, cluster
      ON CONFLICT (cluster, hash) DO UPDATE SET event_id = excluded.event_id, at = excluded.at
      WHERE seen.at <= excluded.at - ${REPEAT_WINDOW_MS}
      RETURNING event_id`,
    repeat: `WITH r AS (${rowsOf(tokens, '?1', { cluster: 'TEXT', hash: 'TEXT', times: 'BIGINT' })})
      UPDATE event SET repeats = repeats + r.times
      FROM r JOIN seen s ON s.cluster = r.cluster AND s.hash = r.hash
      WHERE event.id = s.event_id`,
    event: `WITH r AS (${rowsOf(tokens, '?1', { ...columns, prior: 'TEXT' })})
      INSERT INTO event (${names}, told_before)
      SELECT ${names}, COALESCE(prior, (
        SELECT e.id FROM event e
        WHERE e.job_id = r.job_id AND e.job_state = r.job_state AND e.end_time = r.end_time
          AND e.cluster = r.cluster
        ORDER BY e.received_at DESC, e.id DESC LIMIT 1))
      FROM r`,
    lane: `WITH r AS (${rowsOf(tokens, '?1', {
      lane: 'TEXT',
      account: 'TEXT',
      platform: 'TEXT',
      place: 'TEXT',
      gap_ms: 'BIGINT',
    })})
      INSERT INTO channel (id, account, platform, place, gap_ms, next_at)
      SELECT lane, account, platform, place, gap_ms, ${tokens.now} FROM r WHERE true ORDER BY lane
      ON CONFLICT (id) DO UPDATE SET account = excluded.account, platform = excluded.platform,
        place = excluded.place, gap_ms = excluded.gap_ms
      WHERE channel.gap_ms <> excluded.gap_ms OR channel.place <> excluded.place
        OR channel.account <> excluded.account OR channel.platform <> excluded.platform`,
    delivery: `WITH r AS (${rowsOf(tokens, '?1', {
      n: 'BIGINT',
      event_id: 'TEXT',
      lane: 'TEXT',
      channel: 'TEXT',
      route: 'TEXT',
    })})
      INSERT INTO delivery (event_id, lane, channel, route)
      SELECT event_id, lane, channel, route FROM r ORDER BY n`,
    notify: tokens.notify,
  }
}
