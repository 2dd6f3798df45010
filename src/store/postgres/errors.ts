import { StoreBusy, StoreDamaged, StoreRefused } from '../core/engine.ts'
import { StoreUnavailable } from '../store.ts'

/** SQLSTATEs, or their first two digits, that say what the server cannot do now, not what a statement did wrong. */
const UNAVAILABLE: ReadonlyMap<string, string> = new Map([
  ['08', 'the connection to the database failed'],
  ['25006', 'the database is read-only'],
  ['25P03', 'the database gave up on a transaction that stood still'],
  ['28', 'the database does not let this user in'],
  ['3D', 'there is no such database'],
  ['53100', 'the disk of the database is full'],
  ['53300', 'the database has no connection left'],
  ['53', 'the database is out of resources'],
  ['57014', 'the database took too long'],
  ['57P', 'the database is stopping or starting'],
  ['58', 'the database could not read or write its files'],
])
/** A pooler gave the connection to another: what was prepared on it is not there. */
const NOT_OURS: ReadonlySet<string> = new Set(['26000', '42P05'])

/** What is known of an error of PostgreSQL or of the connection to it. */
export interface Meaning {
  /** What the store says. */
  readonly error: unknown
  /** again: nothing was done, and the same may work now. */
  readonly again: boolean
  /** The connection is of no use any more. */
  readonly lost: boolean
  /** Prepared statements do not stay on this connection. */
  readonly pooled: boolean
}

/** What an error means for the store; what is none of its troubles stays what it is. */
export function meaningOf(error: unknown): Meaning {
  const plain = { error, again: false, lost: false, pooled: false }
  const code = stateOf(error)
  if (error instanceof StoreRefused || error instanceof StoreUnavailable) return plain
  // Whatever went wrong without an answer of the server went wrong on the way.
  if (code === null) {
    if (!isOfTheWay(error)) return plain
    return {
      ...plain,
      error: unavailable(`no connection to the database${socketCode(error)}`, error),
      again: true,
      lost: true,
    }
  }
  if (code === '40001' || code === '40P01')
    return { ...plain, error: new StoreBusy('another replica was in the way', { cause: error }), again: true }
  if (code === '55P03')
    return { ...plain, error: new StoreBusy('the database is locked by another program', { cause: error }) }
  if (code === 'XX001' || code === 'XX002')
    return { ...plain, error: new StoreDamaged('the database is damaged', { cause: error }) }
  if (NOT_OURS.has(code))
    return {
      error: unavailable('a pooler changed the connection', error),
      again: true,
      lost: true,
      pooled: true,
    }
  const why = UNAVAILABLE.get(code) ?? UNAVAILABLE.get(code.slice(0, 3)) ?? UNAVAILABLE.get(code.slice(0, 2))
  if (why === undefined) return plain
  const lost = code === '25006' || code === '25P03' || /^(08|57P)/.test(code)
  return { ...plain, error: unavailable(why, error), again: lost, lost }
}

function unavailable(why: string, cause: unknown): StoreUnavailable {
  return new StoreUnavailable(why, { cause })
}

/** The SQLSTATE, null where the server said nothing. */
function stateOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return null
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null
}

/** Errors of sockets and of TLS have a code; the driver's own have none. */
const OF_SOCKETS = /^(E[A-Z_]+$|ERR_(SOCKET|STREAM|TLS|SSL)|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/
const OF_THE_DRIVER =
  /^(Connection terminated|timeout expired|Client (has encountered|was closed)|The server does not support SSL)/

/** As people look it up, e.g. ECONNREFUSED. */
function socketCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
}

function isOfTheWay(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  return (typeof code === 'string' && OF_SOCKETS.test(code)) || OF_THE_DRIVER.test(error.message)
}

/** Why a database cannot be used at the start, and what to do; null where it may be only for now. */
export function refusalOf(error: unknown, name: string): StoreRefused | null {
  if (error instanceof StoreRefused) return error
  const cause = error instanceof StoreUnavailable ? error.cause : error
  const code = stateOf(cause)
  const refuse = (problem: string, message: string, help: string) =>
    new StoreRefused(problem, message, name, help, cause)
  switch (code ?? '') {
    case '28P01':
    case '28000':
      return refuse(
        'database-login-refused',
        'the database does not let this user in',
        'check user and password in DATABASE_URL (or DATABASE_PASSWORD), and pg_hba.conf on the server',
      )
    case '3D000':
      return refuse(
        'no-such-database',
        'there is no such database',
        'make it: CREATE DATABASE herald OWNER herald',
      )
    case '42501':
      return refuse(
        'cannot-open-database',
        'this user may not make or use the tables of Herald',
        'let it own the database (ALTER DATABASE … OWNER TO …), or GRANT USAGE, CREATE ON SCHEMA public TO it',
      )
    default:
      return null
  }
}
