import { StoreDamaged, StoreLost, StoreRefused } from '../core/engine.ts'
import { StoreUnavailable } from '../store.ts'

/** Primary result codes that say what the machine cannot do now, not what a statement did wrong. */
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [5, 'the database is locked by another program'],
  [6, 'the database is locked by another program'],
  [7, 'out of memory'],
  [8, 'the database is read-only'],
  [10, 'the disk could not be read or written'],
  [13, 'the disk is full'],
  [14, 'the database file cannot be opened'],
])
/** Primary result codes of a file that does not hold what it should. */
const DAMAGED: ReadonlyMap<number, string> = new Map([
  [11, 'the database file is damaged'],
  [26, 'the file is not a database, or its beginning is damaged'],
])
/** Extended result codes of a failed fsync, of the file and of its folder. A second try may falsely succeed. */
const LOST: ReadonlySet<number> = new Set([1034, 1290])

/** What an error of SQLite means for the store; others stay what they are. */
export function translated(error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  if (LOST.has(code)) return new StoreLost('a sync to disk failed', { cause: error })
  const damage = DAMAGED.get(code % 256)
  if (damage !== undefined) return new StoreDamaged(damage, { cause: error })
  const why = UNAVAILABLE.get(code % 256)
  return why === undefined ? error : new StoreUnavailable(why, { cause: error })
}

/** Why a database cannot be opened, and what to do. */
export function refusalOf(file: string, error: unknown): StoreRefused {
  if (error instanceof StoreRefused) return error
  const meant = translated(error)
  if (meant instanceof StoreDamaged) {
    const help = `nothing in it was changed: restore a backup, or move it away together with ${file}-wal and start empty`
    return new StoreRefused('database-damaged', meant.message, file, help, error)
  }
  const why = meant instanceof Error ? meant.message : String(meant)
  const help = 'check that its folder exists, can be written by this user, and lies on a disk with room'
  return new StoreRefused('cannot-open-database', `the database cannot be opened: ${why}`, file, help, error)
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode : undefined
}
