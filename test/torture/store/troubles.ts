import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { missing, mounted, run } from './mounted.ts'
import { tampered } from './strace.ts'
import type { Trouble } from './trouble.ts'

/** Longer than Kylin waits, µs. */
const STALL_US = 4_000_000
/** As large as the disks below. */
const DISK_MB = 64

/** What a store can be in without being damaged. */
export const TROUBLES: readonly Trouble[] = [
  {
    name: 'the log may not grow (file size limit)',
    meanwhile: 'refused',
    says: /could not be read or written/,
    async begin({ herald, database }) {
      const absent = missing('prlimit')
      if (absent !== null) return absent
      const limit = (soft: string): void => run('prlimit', '--pid', String(herald.pid), `--fsize=${soft}:`)
      limit(String(statSync(`${database}-wal`).size))
      return () => limit('unlimited')
    },
  },
  {
    name: 'disk full (tmpfs)',
    meanwhile: 'refused',
    says: /the disk is full/,
    longOnly: true,
    disk: () => mounted('tmpfs', DISK_MB),
    begin: fill,
  },
  {
    name: 'disk full (ext4)',
    meanwhile: 'refused',
    says: /the disk is full/,
    longOnly: true,
    disk: () => mounted('ext4', DISK_MB),
    begin: fill,
  },
  {
    name: 'each write is answered EROFS',
    meanwhile: 'refused',
    longOnly: true,
    says: /could not be read or written|read-only/,
    begin: ({ herald }) => tampered(herald.pid, 'pwrite64:error=EROFS'),
  },
  {
    name: 'each write is answered EIO',
    meanwhile: 'refused',
    says: /could not be read or written/,
    longOnly: true,
    begin: ({ herald }) => tampered(herald.pid, 'pwrite64:error=EIO'),
  },
  {
    name: 'quota exceeded: every second write is answered EDQUOT',
    meanwhile: 'refused',
    says: /could not be read or written|full/,
    longOnly: true,
    begin: ({ herald }) => tampered(herald.pid, 'pwrite64:error=EDQUOT:when=1+2'),
  },
  {
    name: 'another process holds the lock',
    meanwhile: 'refused',
    says: /locked by another program/,
    begin: ({ database }) => Promise.resolve(held(database)),
  },
  {
    name: 'another process holds the lock, 600 ms in each 800',
    meanwhile: 'slow',
    longOnly: true,
    says: null,
    begin: ({ database }) => Promise.resolve(heldNowAndThen(database, 600, 200)),
  },
  {
    name: 'the database file moved away, then put back',
    meanwhile: 'refused',
    says: /moved, deleted or replaced/,
    longOnly: true,
    async begin({ database }) {
      renameSync(database, `${database}.away`)
      return () => renameSync(`${database}.away`, database)
    },
  },
  {
    name: 'each sync takes 200 ms',
    meanwhile: 'slow',
    says: null,
    longOnly: true,
    begin: ({ herald }) => tampered(herald.pid, 'fsync,fdatasync:delay_exit=200000'),
  },
  {
    name: `each sync takes ${STALL_US / 1e6} s`,
    meanwhile: 'refused',
    says: /not stored in time/,
    longOnly: true,
    begin: ({ herald }) => tampered(herald.pid, `fsync,fdatasync:delay_exit=${STALL_US}`),
  },
  {
    name: 'disk stalled (ext4, frozen)',
    meanwhile: 'refused',
    says: /not stored in time/,
    longOnly: true,
    disk: () => mounted('ext4', DISK_MB),
    async begin({ folder }) {
      const absent = missing('fsfreeze')
      if (absent !== null) return absent
      run('fsfreeze', '--freeze', folder)
      return () => run('fsfreeze', '--unfreeze', folder)
    },
  },
  {
    name: 'file system went read-only (ext4, aborted), mended and started again',
    meanwhile: 'refused',
    says: /could not be read or written|read-only/,
    longOnly: true,
    restart: { exits: null },
    disk: () => mounted('ext4', DISK_MB),
    async begin({ folder, disk }) {
      try {
        run('mount', '-o', 'remount,abort', folder)
      } catch (error) {
        return `nothing can be aborted here: ${error instanceof Error ? error.message.trim() : 'unknown'}`
      }
      return () => disk?.again()
    },
  },
  {
    name: 'a sync fails (EIO), started again',
    meanwhile: 'refused',
    says: /the store is lost, ending/,
    // What was under way is looked for, which takes more than 10 s.
    longOnly: true,
    restart: { exits: 3 },
    begin: ({ herald }) => tampered(herald.pid, 'fsync,fdatasync:error=EIO'),
  },
]

/** Leaves not a byte. */
async function fill({ folder }: { readonly folder: string }): Promise<() => void> {
  const filler = join(folder, 'filler')
  for (let size = DISK_MB * 2 ** 20; size >= 1; size = Math.floor(size / 2)) {
    try {
      writeFileSync(filler, Buffer.alloc(size), { flag: 'a' })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    }
  }
  return () => rmSync(filler)
}

function held(database: string): () => void {
  const db = new DatabaseSync(database, { timeout: 5_000 })
  db.exec('BEGIN IMMEDIATE')
  return () => {
    db.exec('ROLLBACK')
    db.close()
  }
}

/** SQLite looks every 100 ms in the end, so that it meets twice as long a pause. */
function heldNowAndThen(database: string, heldMs: number, freeMs: number): () => void {
  let release: (() => void) | null = held(database)
  let timer = setTimeout(turn, heldMs)
  function turn(): void {
    if (release === null) release = held(database)
    else {
      release()
      release = null
    }
    timer = setTimeout(turn, release === null ? freeMs : heldMs)
  }
  return () => {
    clearTimeout(timer)
    release?.()
  }
}
