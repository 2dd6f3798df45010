import { StoreLost } from './engine.ts'
import { StoreUnavailable } from './store.ts'

/** Primary result codes that say what the machine cannot do now, not what a statement did wrong. */
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [5, 'the database is locked by another program'],
  [6, 'the database is locked by another program'],
  [7, 'out of memory'],
  [8, 'the database is read-only'],
  [10, 'the disk could not be read or written'],
  [11, 'the database file is damaged'],
  [13, 'the disk is full'],
  [14, 'the database file cannot be opened'],
  [26, 'the file is not a database'],
])
/** Extended result codes of a failed fsync, of the file and of its folder. A second try may falsely succeed. */
const LOST: ReadonlySet<number> = new Set([1034, 1290])

/** What an error of SQLite means for the store; others stay what they are. */
export function translated(error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  if (LOST.has(code)) return new StoreLost('a sync to disk failed', { cause: error })
  const why = UNAVAILABLE.get(code % 256)
  return why === undefined ? error : new StoreUnavailable(why, { cause: error })
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode : undefined
}
