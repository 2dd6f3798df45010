import type { Route, Trace } from '../../rules/rules.ts'
import type { Query, Tokens } from '../core/engine.ts'
import { inserter } from '../core/insert-rows.ts'
import type { LedgerKind } from '../ledger-entry.ts'
import { overRows } from '../core/over-rows.ts'
import type { DeliveryKind } from '../accepting.ts'

/** The columns of the ledger that are copied as they stand, in the order of the table. */
const COPIED = [
  'delivery_id',
  'event_id',
  'at',
  'cluster',
  'project',
  'job_id',
  'job_type',
  'job_state',
  'channel',
  'platform',
  'place',
  'receipt',
] as const

type Arrived = Readonly<Record<(typeof COPIED)[number], string | number>> & {
  readonly route: string
  readonly trace: string
  readonly kind: DeliveryKind | 'folded'
}

/** A digest, and how many of its members its message shows. */
interface Told {
  readonly digest: number
  readonly shown: number
  /** Another telling follows: the rest can wait for it. */
  readonly more: boolean
}

/** So many members are written in one go, 35 ms, where another telling follows. */
const AT_ONCE = 1_000

/** Writes into the audit ledger, each delivery once. */
export interface Recorder {
  /** What arrived, in the transaction of its success. */
  readonly sent: (query: Query, ids: readonly number[]) => Promise<void>
  /** The members that a digest tells of, as told by its message. */
  readonly folded: (query: Query, digests: readonly Told[]) => Promise<void>
}

/** Both in the transaction that tells of it. */
export function recorder(tokens: Tokens): Recorder {
  const event = 'e.cluster, e.project, e.job_id, e.job_type, e.job_state'
  const place = 'c.platform, c.place'
  const arrived = overRows(
    tokens,
    { id: 'BIGINT' },
    (rows) => `WITH r AS (${rows})
    SELECT d.id AS delivery_id, d.event_id, d.done_at AS at, ${event}, d.channel, ${place}, d.receipt, d.route, d.kind, e.trace
    FROM r JOIN delivery d ON d.id = r.id JOIN event e ON e.id = d.event_id JOIN channel c ON c.id = d.lane`,
  )
  // What joined after its text was made stands behind the first `?2`.
  const members = `SELECT d.id AS delivery_id, d.event_id, ${tokens.now} AS at, ${event}, o.channel, ${place},
      o.receipt, d.route, 'folded' AS kind, e.trace
    FROM (SELECT * FROM delivery WHERE digest = ?1 AND kind = 'message' AND state = 'folded' ORDER BY id LIMIT ?2) AS d
      JOIN digest g ON g.id = d.digest JOIN delivery o ON o.id = g.root
      JOIN event e ON e.id = d.event_id JOIN channel c ON c.id = o.lane
    WHERE o.receipt IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.delivery_id = d.id)
    ORDER BY d.id LIMIT ?3`
  const insert = inserter({
    into: `ledger (${COPIED.join(', ')}, mentions, rules, rule, kind)`,
    given: COPIED.length + 4,
    after: 'ON CONFLICT (delivery_id) DO NOTHING',
  })
  const write = (query: Query, found: readonly Arrived[]) =>
    insert(
      query,
      found.map((row) => COPIED.map((name): string | number => row[name]).concat(decided(row))),
    )
  return {
    async sent(query, ids) {
      if (ids.length === 0) return
      const rows = ids.map((id) => ({ id }))
      await write(query, await arrived<Arrived>(query, rows))
    },
    async folded(query, digests) {
      for (const { digest, shown, more } of digests) {
        const found = await query<Arrived>(members, digest, shown, more ? AT_ONCE : shown)
        if (found.length > 0) await write(query, found)
      }
    },
  }
}

/** By whom and how it was decided: mentions, hash of the rules, rule, kind. */
function decided({ route, trace, platform, kind }: Arrived): string[] {
  const { mentions, rule, notice } = JSON.parse(route) as Route
  const { rules } = JSON.parse(trace) as Trace
  return [JSON.stringify(mentions), rules, rule, kindOf(platform, kind, notice !== undefined)]
}

function kindOf(platform: string | number, kind: Arrived['kind'], isNotice: boolean): LedgerKind {
  if (platform === 'forward') return 'forward'
  return isNotice && kind === 'message' ? 'notice' : kind
}
