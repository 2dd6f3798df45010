import type { Route, Trace } from '../../rules/rules.ts'
import type { Query, Tokens } from '../core/engine.ts'
import type { JustSent } from './follow.ts'
import { inserter } from '../core/insert-rows.ts'
import type { LedgerKind } from '../ledger-entry.ts'
import type { SettleRow } from '../core/operations.ts'
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
  readonly kind: DeliveryKind
}

/** Writes what arrived into the audit ledger, in the transaction of its success; each delivery once. */
export function recorder(
  tokens: Tokens,
): (
  query: Query,
  rows: readonly (SettleRow & { readonly id: number })[],
  changed: readonly JustSent[],
) => Promise<void> {
  const arrived = overRows(
    tokens,
    { id: 'BIGINT' },
    (rows) => `WITH r AS (${rows})
    SELECT d.id AS delivery_id, d.event_id, d.done_at AS at, e.cluster, e.project, e.job_id, e.job_type, e.job_state,
      d.channel, c.platform, c.place, d.receipt, d.route, d.kind, e.trace
    FROM r JOIN delivery d ON d.id = r.id JOIN event e ON e.id = d.event_id JOIN channel c ON c.id = d.lane`,
  )
  const insert = inserter({
    into: `ledger (${COPIED.join(', ')}, mentions, rules, rule, kind)`,
    given: COPIED.length + 4,
    after: 'ON CONFLICT (delivery_id) DO NOTHING',
  })
  return async (query, rows, changed) => {
    const written = new Set(changed.map(({ id }) => id))
    const ids = rows.flatMap(({ id, state }) => (state === 'sent' && written.has(id) ? [{ id }] : []))
    if (ids.length === 0) return
    const found = await arrived<Arrived>(query, ids)
    await insert(
      query,
      found.map((row) => COPIED.map((name): string | number => row[name]).concat(decided(row))),
    )
  }
}

/** By whom and how it was decided: mentions, hash of the rules, rule, kind. */
function decided({ route, trace, platform, kind }: Arrived): string[] {
  const { mentions, rule, notice } = JSON.parse(route) as Route
  const { rules } = JSON.parse(trace) as Trace
  return [JSON.stringify(mentions), rules, rule, kindOf(platform, kind, notice !== undefined)]
}

function kindOf(platform: string | number, kind: DeliveryKind, isNotice: boolean): LedgerKind {
  if (platform === 'forward') return 'forward'
  return isNotice && kind === 'message' ? 'notice' : kind
}
