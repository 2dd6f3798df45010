import type { Receipt } from '../../platforms/platform.ts'
import type { Tokens } from '../core/engine.ts'
import { LEDGER_AT_ONCE, type LedgerEntry, type LedgerQuery } from '../ledger-entry.ts'
import { each } from '../core/operations.ts'
import type { Handler } from '../core/operations.ts'

interface LedgerRow extends Omit<LedgerEntry, 'delivery' | 'event' | 'receipt' | 'mentions'> {
  readonly delivery_id: number
  readonly event_id: string
  readonly receipt: string
  readonly mentions: string
}

/** The last moment a Date reaches. */
const LAST_MOMENT = 8_640_000_000_000_000
const DAY_MS = 86_400_000

const SEEK = `SELECT * FROM ledger
  WHERE at >= ?1 AND at < ?2 AND (at < ?3 OR delivery_id < ?4)
  ORDER BY at DESC, delivery_id DESC LIMIT ${LEDGER_AT_ONCE}`

/** What arrived and fits the query, newest first; no more than 1,000 rows are looked at for one page. */
export function ledger(_tokens: Tokens, instance: string): Handler<'ledger'> {
  return each(async (query, asked) => {
    const { since = 0, until = LAST_MOMENT, before, limit = LEDGER_AT_ONCE } = asked
    const at = before?.at ?? LAST_MOMENT
    const bounds = [since, Math.min(until, at + 1), at, before?.id ?? Number.MAX_SAFE_INTEGER]
    const sought = await query<LedgerRow>(SEEK, ...bounds)
    const fitting = sought.filter((row) => fits(row, asked))
    const found = fitting.slice(0, Math.min(limit, LEDGER_AT_ONCE))
    const last = found.length < fitting.length ? found.at(-1) : sought[LEDGER_AT_ONCE - 1]
    return {
      entries: found.map((row) => entryOf(row, instance)),
      next: last === undefined ? null : { at: last.at, id: last.delivery_id },
    }
  })
}

function fits(row: LedgerRow, { project, channel }: LedgerQuery): boolean {
  return (
    (project === undefined || project.toLowerCase() === row.project.toLowerCase()) &&
    (channel === undefined || channel === row.channel)
  )
}

function entryOf(
  { delivery_id, event_id, receipt, mentions, ...row }: LedgerRow,
  instance: string,
): LedgerEntry {
  return {
    ...row,
    delivery: `${instance}-${delivery_id}`,
    event: event_id,
    receipt: JSON.parse(receipt) as Receipt,
    mentions: JSON.parse(mentions) as string[],
  }
}

/** Deletes up to 1,000 entries that are older; resolves to how many. */
export function pruneLedger({ now }: Tokens): Handler<'pruneLedger'> {
  const sql = `DELETE FROM ledger WHERE delivery_id IN (
      SELECT delivery_id FROM ledger WHERE at <= ${now} - ?1 ORDER BY at LIMIT ${LEDGER_AT_ONCE})
    RETURNING 1 AS gone`
  return each(async (query, { auditDays }) => (await query(sql, auditDays * DAY_MS)).length)
}
