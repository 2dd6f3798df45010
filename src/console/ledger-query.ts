import type { LedgerCursor, LedgerQuery } from '../store/ledger-entry.ts'
import { wholeOf } from './delivery-query.ts'
import { MOMENT_EXAMPLES, momentOf } from './moments.ts'
import { parametersOf } from './parameters.ts'

const NAMES = ['project', 'channel', 'since', 'until', 'before', 'limit'] as const
const MOST = 1_000

/**
 * Reads the query of `GET /api/sent`, or says in one sentence what is wrong with it; a parameter without a value is
 * left out.
 * @param now ms since the epoch: what a duration counts back from
 */
export function ledgerQueryOf(
  parameters: URLSearchParams,
  now: number,
): { readonly query: LedgerQuery } | { readonly error: string } {
  const given = parametersOf(parameters, NAMES)
  if ('error' in given) return given
  const query: { -readonly [N in keyof LedgerQuery]: LedgerQuery[N] } = {}
  for (const name of ['project', 'channel'] as const) {
    const value = given.get(name)
    if (value !== undefined) query[name] = value
  }
  for (const name of ['since', 'until'] as const) {
    const value = given.get(name)
    const moment = value === undefined ? undefined : momentOf(value, now)
    if (moment === null) return { error: `${name} is not a moment, e.g. ${MOMENT_EXAMPLES}` }
    if (moment !== undefined) query[name] = moment
  }
  const before = given.get('before')
  const cursor = before === undefined ? undefined : cursorOf(before)
  if (cursor === null) return { error: 'before is not the "next" of another page' }
  if (cursor !== undefined) query.before = cursor
  const limit = wholeOf(given.get('limit') ?? '100', MOST)
  return limit === null
    ? { error: `limit is not a whole number from 1 to ${MOST}` }
    : { query: { ...query, limit } }
}

/** A cursor as it stands in an address. */
export function ledgerCursorText({ at, id }: LedgerCursor): string {
  return `${at}-${id}`
}

function cursorOf(text: string): LedgerCursor | null {
  const [, at, id] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? []
  return id === undefined ? null : { at: Number(at), id: Number(id) }
}
