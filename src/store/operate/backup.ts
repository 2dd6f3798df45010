import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreDamaged, StoreRefused } from '../core/engine.ts'
import { refusalOf, translated } from '../sqlite/errors.ts'
import { checkOwn } from '../sqlite/own.ts'
import { belongsTo } from './belongs-to.ts'

export interface BackupOptions {
  /** The database; a bridge may be running on it. */
  readonly from: string
  readonly to: string
  /** Takes the place of a file that is there. */
  readonly force: boolean
}

/** What a backup holds. */
export interface Backup {
  readonly bytes: number
  readonly schema: number
  readonly events: number
  readonly waiting: number
}

/**
 * Ids of deliveries go on so far above those of the copied database: what it went on to send after the copy has
 * ids too, and to Discord the same id within minutes is the same message.
 */
const IDS_APART = 1_000_000

/**
 * Copies a database as it is at one moment, beside a bridge that goes on writing to it. The copy is checked, synced
 * and only then named; where something fails, nothing is left.
 * @throws StoreRefused where it cannot be copied, with what to do
 */
export function backUp({ from, to, force }: BackupOptions): Backup {
  if (!existsSync(from)) throw refused('no-database', 'there is no database', from, 'name it by --database')
  const part = `${to}.${process.pid}.part`
  try {
    if (belongsTo(to, from)) {
      const message = 'this is the database itself, or a file that belongs to it'
      throw refused('backup-onto-itself', message, to, 'name the file that the copy is to be')
    }
    if (!force && existsSync(to))
      throw refused('file-exists', 'the file is there already', to, 'name another, or add --force')
    // Nobody else may read it, not even while it is written.
    closeSync(openSync(part, 'wx', 0o600))
    copy(from, part)
    const found = finished(part)
    if (!force && existsSync(to))
      throw refused('file-exists', 'the file is there already', to, 'name another, or add --force')
    sync(part)
    renameSync(part, to)
    sync(dirname(to))
    return { ...found, bytes: statSync(to).size }
  } catch (error) {
    throw notCopied(error, from, to)
  } finally {
    for (const file of [part, `${part}-journal`]) rmSync(file, { force: true })
  }
}

function copy(from: string, to: string): void {
  // Reading only: the last one that closes a database else tidies its log away, which is not ours to do.
  const db = new DatabaseSync(from, { readOnly: true, timeout: 5_000 })
  try {
    checkOwn(db, from)
    db.prepare('VACUUM INTO ?').run(to)
  } finally {
    db.close()
  }
}

/** Makes a copy fit to be used beside its origin, and checks it. */
function finished(file: string): Omit<Backup, 'bytes'> {
  const db = new DatabaseSync(file)
  try {
    db.exec(`UPDATE sqlite_sequence SET seq = seq + ${IDS_APART} WHERE name = 'delivery'`)
    const check = String(db.prepare('PRAGMA integrity_check').get()?.['integrity_check'])
    if (check !== 'ok')
      throw refused(
        'backup-damaged',
        `the copy is damaged: ${check.slice(0, 200)}`,
        file,
        'check the disk and try again',
      )
    const number = (sql: string): number => Number(db.prepare(sql).get()?.['n'] ?? 0)
    return {
      schema: number(`SELECT value AS n FROM meta WHERE name = 'schema'`),
      events: number('SELECT COUNT(*) AS n FROM event'),
      waiting: number(`SELECT COUNT(*) AS n FROM delivery WHERE state = 'waiting'`),
    }
  } finally {
    db.close()
  }
}

function sync(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function notCopied(error: unknown, from: string, to: string): unknown {
  if (error instanceof StoreRefused || !(error instanceof Error)) return error
  if ('errcode' in error) {
    const meant = translated(error)
    if (meant instanceof StoreDamaged) return refusalOf(from, error)
    const why = meant instanceof Error ? meant.message : String(meant)
    return refused(
      'cannot-copy',
      `the database cannot be copied: ${why}`,
      from,
      'look for room on the disk, and run it as the user of the bridge',
    )
  }
  if (!('code' in error)) return error
  return refused(
    'cannot-write',
    `the copy cannot be written: ${String(error.code)}`,
    to,
    'check that its folder exists, can be written, and has room',
  )
}

function refused(code: string, message: string, file: string, help: string): StoreRefused {
  return new StoreRefused(code, message, file, help)
}
