import { StoreRefused } from '../core/engine.ts'
import { StoreUnavailable } from '../store.ts'
import type { Connection } from './connection.ts'

/** The oldest that is tried, and that computes times as whole numbers. */
const OLDEST_MAJOR = 14

/** What the server says of itself. */
export interface ServerFacts {
  readonly version: number
  readonly encoding: string
  readonly fsync: string
  readonly synchronous_commit: string
  readonly full_page_writes: string
  readonly read_only: string
  readonly pid: number
  readonly schema: string | null
}

const READ = `SELECT current_setting('server_version_num')::int AS version,
  current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
  current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('full_page_writes') AS full_page_writes,
  current_setting('transaction_read_only') AS read_only,
  pg_backend_pid() AS pid, current_schema() AS schema`

export async function readFacts(connection: Connection): Promise<ServerFacts> {
  const [row] = await connection.query({ text: READ })
  return row as unknown as ServerFacts
}

/**
 * Refuses a server that would not keep what it confirms, or that Herald's SQL is not for.
 * @param name how the database is called in messages
 * @throws StoreRefused; StoreUnavailable where it is read-only for now
 */
export function checkFacts(facts: ServerFacts, name: string): void {
  const refuse = (code: string, message: string, help: string): never => {
    throw new StoreRefused(code, message, name, help)
  }
  const major = Math.floor(facts.version / 10_000)
  if (major < OLDEST_MAJOR) {
    refuse(
      'postgres-too-old',
      `PostgreSQL ${major} is too old; ${OLDEST_MAJOR} or later is needed`,
      'move the database to a later version',
    )
  }
  if (facts.fsync !== 'on') {
    refuse(
      'not-durable',
      'the database would not keep what it confirms: fsync is off',
      'set fsync = on in postgresql.conf and reload the server',
    )
  }
  if (facts.synchronous_commit === 'off') {
    refuse(
      'not-durable',
      'the database would not keep what it confirms: synchronous_commit is off',
      'set it for this user (ALTER ROLE … SET synchronous_commit = on) or in postgresql.conf',
    )
  }
  if (facts.encoding !== 'UTF8') {
    refuse(
      'not-utf8',
      `the database keeps its texts as ${facts.encoding}, which cannot hold every callback`,
      "make it anew: CREATE DATABASE herald ENCODING 'UTF8' TEMPLATE template0",
    )
  }
  if (facts.schema === null) {
    refuse(
      'no-such-schema',
      'none of the schemas in search_path exists',
      'make the schema, or mend search_path in the options of DATABASE_URL',
    )
  }
  if (facts.read_only === 'on') throw new StoreUnavailable('the database is read-only: a standby, or set so')
}

/** A statement may take so long, ms; longer than any of ours on a healthy server. */
const STATEMENT_MS = 5_000
/** Longer than the second after which the server looks for deadlocks. */
const LOCK_MS = 1_500
/** A replica that stands still in a transaction (SIGSTOP) holds up the others no longer than this. */
const IDLE_MS = 5_000

/**
 * Every statement of ours looks few rows up by an index. A plan that is made while a table is young reads all of it, and
 * stays until the server next counts its rows, a minute later: 200 callbacks a second then instead of 900.
 */
const BY_INDEX = (['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'] as const).map(
  (plan) => [plan, 'off'] as const,
)

/** What each session, or behind a pooler each transaction, begins with. */
export function sessionSettings({ synchronous_commit }: ServerFacts): readonly (readonly [string, string])[] {
  return [
    ['statement_timeout', String(STATEMENT_MS)],
    ['lock_timeout', String(LOCK_MS)],
    ['idle_in_transaction_session_timeout', String(IDLE_MS)],
    // As it was checked, whatever is set meanwhile.
    ['synchronous_commit', synchronous_commit],
    ['default_transaction_isolation', `'read committed'`],
    ['jit', 'off'],
    ...BY_INDEX,
  ]
}

/** What keeps a session of a machine that vanished from holding its locks for hours. */
export const KEEP_ALIVE: readonly (readonly [string, string])[] = [
  ['tcp_keepalives_idle', '10'],
  ['tcp_keepalives_interval', '5'],
  ['tcp_keepalives_count', '3'],
]
