import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { StoreRefused } from '../core/engine.ts'
import type { Engine, Query, Tokens } from '../core/engine.ts'
import { refusalOf, translated } from './errors.ts'
import { checkOwn } from './own.ts'
import { checkDurable, setDurable } from './settings.ts'
import { KEEP_WAITS } from './waits.ts'
import { StoreUnavailable } from '../store.ts'

/** How long a statement waits for a lock, ms: another program may look at the file. */
const BUSY_MS = 1_000

const TOKENS: Tokens = {
  key: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  inKey: 'WITHOUT ROWID',
  now: `CAST(ROUND(unixepoch('subsec') * 1000) AS INTEGER)`,
  // Taken for good by the INSERT that follows in the same transaction.
  nextIds: (table) =>
    `SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '${table}'), 0) + 1 AS id WHERE ?1 > 0`,
  // Materialized: json_each writes a member's text anew for each column read from it (44 → 24 µs a callback).
  rows: (json) => `(WITH m AS MATERIALIZED (SELECT value FROM json_each(${json})) SELECT value FROM m)`,
  greatest: 'MAX',
  skipLocked: '',
  forUpdate: () => '',
  notify: '',
  busyTable: '',
  keepWaits: KEEP_WAITS,
  tables: `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  lockSchema: '',
}

export interface SqliteOptions {
  /** The database file; it and its folder are made where they are not there. */
  readonly file: string
  /** SQL of the database time in ms, where it is not to be the machine's. */
  readonly now?: string | undefined
}

/**
 * Opens the embedded engine: one connection, which no other process can have as well.
 * @throws StoreRefused when the file cannot be opened, is in use, damaged or another program's, or would not be durable
 */
export function openSqlite({ file, now = TOKENS.now }: SqliteOptions): Engine {
  const lock = file === ':memory:' ? null : holdLock(file)
  let db: DatabaseSync | null = null
  try {
    db = new DatabaseSync(file, { timeout: BUSY_MS })
    checkOwn(db, file)
    setDurable(db)
    checkDurable(db, file)
  } catch (error) {
    db?.close()
    lock?.close()
    throw refusalOf(file, error)
  }
  return engineOver(db, { ...TOKENS, now }, lock, stillThere(file))
}

function engineOver(
  db: DatabaseSync,
  tokens: Tokens,
  lock: DatabaseSync | null,
  checkPlace: () => void,
): Engine {
  const statements = new Map<string, StatementSync>()
  const query = (async (sql, ...values) => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = db.prepare(sql)
      statements.set(sql, statement)
    }
    return statement.all(...values)
  }) as Query
  return {
    tokens,
    clock: 'machine',
    async transaction(work) {
      try {
        db.exec('BEGIN IMMEDIATE')
        const result = await work(query)
        checkPlace()
        db.exec('COMMIT')
        return result
      } catch (error) {
        if (db.isTransaction) rollback(db)
        throw translated(error)
      }
    },
    async close() {
      statements.clear()
      db.close()
      lock?.close()
    },
  }
}

/**
 * Refuses once the file is another than at the start: moved, deleted or replaced under us. SQLite would go on writing
 * into what nobody finds again. 4 µs.
 */
function stillThere(file: string): () => void {
  const place = (): string => {
    const { dev = 0, ino = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {}
    return `${dev} ${ino}`
  }
  const first = place()
  return () => {
    if (place() === first) return
    throw new StoreUnavailable(
      'the database file was moved, deleted or replaced: put it back, or restart Herald on what is there now',
    )
  }
}

function rollback(db: DatabaseSync): void {
  try {
    db.exec('ROLLBACK')
  } catch (error) {
    throw translated(error)
  }
}

/** An exclusive lock on a second file: a kill frees it, and readers of the database are not in its way. */
function holdLock(file: string): DatabaseSync {
  let lock: DatabaseSync | null = null
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    lock = new DatabaseSync(`${file}.lock`, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    if (!isBusy(error)) throw refusalOf(file, error)
    throw new StoreRefused(
      'database-in-use',
      'another Herald is running on this database',
      file,
      'stop it first, or give this one a database of its own; several at once need PostgreSQL',
      error,
    )
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}
