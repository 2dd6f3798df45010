import { idOf } from '../core/delivery-id.ts'
import type { Query, Tokens } from '../core/engine.ts'
import type { DeliveryPage, DeliveryQuery, ListedDelivery } from '../operating.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'
import { overRows } from '../core/over-rows.ts'

const LISTED_AT_ONCE = 100
/** So many are looked at for one page. */
const SOUGHT_AT_ONCE = 1_000
/** Above any number that is given. */
const NO_BOUND = Number.MAX_SAFE_INTEGER
const MOST_COUNTED = 10_000

interface Sought {
  readonly id: number
  readonly state: string
  readonly channel: string
  readonly received_at: number
}

const seek = (further: string): string => `SELECT d.id, d.state, d.channel, e.received_at
  FROM delivery d JOIN event e ON e.id = d.event_id
  WHERE d.id < ?1 ${further} ORDER BY d.id DESC LIMIT ${SOUGHT_AT_ONCE}`
const ALL = seek('')
// Written out, or its own index cannot be used.
const DEAD = seek(`AND d.state = 'dead'`)

/** Deliveries that fit the query, newest first; no more than 1,000 are looked at for one page. */
export function deliveries(tokens: Tokens, instance: string): Handler<'deliveries'> {
  const read = readListed(tokens, instance)
  return each(async (query, asked) => {
    if (asked.ids !== undefined) {
      const numbers = asked.ids.map((id) => idOf(id, instance)).filter((id) => id !== null)
      return { deliveries: await read(query, numbers), next: null }
    }
    return page(query, asked, read)
  })
}

async function page(
  query: Query,
  { state, channel, since = 0, before = NO_BOUND, limit = LISTED_AT_ONCE }: DeliveryQuery,
  read: ReturnType<typeof readListed>,
): Promise<DeliveryPage> {
  const sought = await query<Sought>(state === 'dead' ? DEAD : ALL, before)
  const fitting = sought.filter(
    (row) =>
      row.received_at >= since &&
      (state === undefined || row.state === state) &&
      (channel === undefined || row.channel === channel),
  )
  const found = fitting.slice(0, Math.min(limit, LISTED_AT_ONCE))
  const last = found.length < fitting.length ? found.at(-1) : sought[SOUGHT_AT_ONCE - 1]
  return {
    deliveries: await read(
      query,
      found.map(({ id }) => id),
    ),
    next: last?.id ?? null,
  }
}

/** How many dead letters there are, up to 10,000. */
export const deadLetters: Handler<'deadLetters'> = each(async (query) => {
  const [row] = await query<{ count: number }>(
    `SELECT COUNT(*) AS count FROM (SELECT 1 FROM delivery WHERE state = 'dead' LIMIT ${MOST_COUNTED}) AS dead`,
  )
  return row?.count ?? 0
})

function readListed(tokens: Tokens, instance: string) {
  const failed = `FROM attempt a WHERE a.delivery_id = d.id AND a.reason IS NOT NULL ORDER BY a.nth DESC LIMIT 1`
  const listed = overRows(
    tokens,
    { id: 'BIGINT' },
    (rows) => `WITH r AS (${rows})
    SELECT d.id, e.id AS event, e.cluster, e.received_at AS "receivedAt", e.job_id, e.project, e.job_state,
      e.job_type, d.channel, c.platform, c.place, d.state, d.tries, (SELECT a.reason ${failed}) AS reason,
      COALESCE((SELECT a.detail ${failed}), '') AS detail, d.help, d.note, d.done_at AS "endedAt"
    FROM r JOIN delivery d ON d.id = r.id JOIN event e ON e.id = d.event_id JOIN channel c ON c.id = d.lane
    ORDER BY d.id DESC`,
  )
  return async (query: Query, ids: readonly number[]): Promise<ListedDelivery[]> => {
    if (ids.length === 0) return []
    const rows = await listed<Omit<ListedDelivery, 'id'> & { readonly id: number }>(
      query,
      [...new Set(ids)].map((id) => ({ id })),
    )
    return rows.map((row) => Object.assign({}, row, { id: `${instance}-${row.id}` }))
  }
}
