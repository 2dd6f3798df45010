import type { DatabaseSync } from 'node:sqlite'
import { StoreRefused } from '../core/engine.ts'

/** Earlier ones can corrupt a write-ahead log (the WAL-reset bug, 3.7.0 to 3.51.2). */
const OLDEST_SQLITE = [3, 51, 3] as const

/**
 * Sets what makes a commit durable: write-ahead log, synced at every commit.
 * @throws what SQLite throws when the file is no database or cannot be written
 */
export function setDurable(db: DatabaseSync): void {
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('PRAGMA synchronous = FULL')
  // The log goes into the database every 16 MB. At the default of 4 MB hot pages go more often (13 % more written per
  // callback); at 64 MB only 4 % less is written, and each time stalls a commit four times as long.
  db.exec('PRAGMA wal_autocheckpoint = 4000')
  // What a statement needs to undo itself stays in memory: in a file it is a third of all that is written.
  db.exec('PRAGMA temp_store = MEMORY')
}

/**
 * Reads back what the database really does.
 * @throws StoreRefused where it is too old, or a commit would not be on disk
 */
export function checkDurable(db: DatabaseSync, file: string): void {
  const version = String(read(db, 'SELECT sqlite_version() AS value'))
  if (older(version, OLDEST_SQLITE)) {
    throw new StoreRefused(
      'sqlite-too-old',
      `SQLite ${version} can corrupt its log; ${OLDEST_SQLITE.join('.')} or later is needed`,
      file,
      'use Node.js 24.15 or later with the SQLite it brings along',
    )
  }
  const journal = String(read(db, 'SELECT journal_mode AS value FROM pragma_journal_mode'))
  const synchronous = Number(read(db, 'SELECT synchronous AS value FROM pragma_synchronous'))
  if (journal !== 'wal' || synchronous < 2) {
    throw new StoreRefused(
      'not-durable',
      `the database would not keep what it confirms: journal_mode ${journal}, synchronous ${synchronous}`,
      file,
      'put it on a local disk: in memory and on network file systems nothing survives a crash',
    )
  }
}

function older(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  const differing = least.findIndex((part, index) => parts[index] !== part)
  return differing !== -1 && (parts[differing] ?? 0) < (least[differing] ?? 0)
}

function read(db: DatabaseSync, sql: string): unknown {
  return db.prepare(sql).get()?.['value']
}
