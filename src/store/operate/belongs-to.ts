import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'

/** What SQLite and Herald keep beside a database. */
const BESIDE = ['', '-wal', '-shm', '-journal', '.lock', '.lock-journal']

/**
 * Whether a path leads to the database or to what lies beside it, by whatever name or link.
 * @throws what the file system says of a folder that is not there
 */
export function belongsTo(path: string, database: string): boolean {
  const place = placeOf(path)
  const name = resolve(realpathSync(dirname(path)), basename(path))
  return BESIDE.some((end) => {
    const own = realpathSync(database) + end
    return name === own || (place !== null && place === placeOf(own))
  })
}

function placeOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? null : `${found.dev} ${found.ino}`
}
