import type { Tokens } from '../core/engine.ts'
import { rowsText, selectRows } from '../core/over-rows.ts'

/** SQL: of the deliveries of a lane that are due, the one to be sent first. */
export function headOf({ now }: Tokens, lane: string): string {
  return `SELECT h.id FROM delivery h
    WHERE h.lane = ${lane} AND h.state = 'waiting' AND h.due_at <= ${now}
    ORDER BY h.unknown DESC, h.id LIMIT 1`
}

/** Accounts as the parameter of `notBusy` and `isFree`. */
export function busyText(accounts: readonly string[]): string {
  return rowsText(
    ['account'],
    accounts.map((account) => ({ account })),
  )
}

/** SQL: whether lane `c` is of an account outside of those in a parameter. */
export function notBusy(tokens: Tokens, accounts: string): string {
  return `c.account NOT IN (SELECT account FROM (${selectRows(tokens, accounts, { account: 'TEXT' })}) AS busy)`
}

/** SQL: whether lane `c` may be leased now, its deliveries apart. */
export function isFree(tokens: Tokens, accounts: string): string {
  const { now } = tokens
  return `c.waits = 1 AND c.next_at <= ${now} AND c.lease_until <= ${now}
    AND ${notBusy(tokens, accounts)}
    AND NOT EXISTS (SELECT 1 FROM bucket b WHERE b.id = c.account AND b.next_at > ${now})`
}
