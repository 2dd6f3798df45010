import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ABridge } from '../a-bridge.ts'
import { mounted, run, type Mounted } from './mounted.ts'

const PAGE = 4_096
const WEAKER = join(import.meta.dirname, 'weaker.ts')

/** A database as it is found at a start. */
export interface Start {
  readonly name: string
  /** What has to be said when it refuses; null: it starts, and what was stored is there. */
  readonly refusal: RegExp | null
  readonly longOnly?: true
  readonly disk?: () => Mounted | string
  /** Spoils the database of a bridge that was stopped in order; returns what mends it where that is not a backup. */
  readonly spoil: (bridge: ABridge, disk: Mounted | undefined) => (() => void) | void
  /** Options of Node at the start. */
  readonly nodeFlags?: readonly string[]
}

const DAMAGED = /database-damaged\n +=? ?help: nothing in it was changed: restore a backup, or move it away/

export const STARTS: readonly Start[] = [
  { name: 'the beginning overwritten', refusal: DAMAGED, spoil: overwritten(0, 100) },
  { name: 'the first page overwritten', refusal: DAMAGED, longOnly: true, spoil: overwritten(100, PAGE) },
  {
    name: 'everything after the third page overwritten',
    refusal: DAMAGED,
    longOnly: true,
    spoil: overwritten(3 * PAGE),
  },
  {
    name: 'cut in half',
    refusal: DAMAGED,
    longOnly: true,
    spoil: ({ database }) => truncateSync(database, Math.floor(readFileSync(database).length / 2)),
  },
  {
    name: 'a text in its place',
    refusal: DAMAGED,
    longOnly: true,
    spoil: ({ database }) => writeFileSync(database, 'shopping list\n'.repeat(1_000)),
  },
  {
    name: "another program's database",
    refusal: /belongs to another program[^]*not-our-database[^]*give Herald a file of its own/,
    longOnly: true,
    spoil({ database }) {
      rmSync(database)
      sql(database, 'CREATE TABLE customer (id)')
    },
  },
  {
    name: 'written by a newer version',
    refusal: /has schema 99 for programs that know 99[^]*newer-schema[^]*start the newer version of Herald/,
    longOnly: true,
    spoil({ database }) {
      sql(database, `UPDATE meta SET value = '99' WHERE name IN ('schema', 'readable-by')`)
    },
  },
  {
    name: 'on a read-only file system',
    refusal: /cannot-open-database[^]*check that its folder exists, can be written/,
    longOnly: true,
    disk: () => mounted('ext4', 16),
    spoil(_, disk) {
      if (disk !== undefined) run('mount', '-o', 'remount,ro', disk.path)
      return () => run('mount', '-o', 'remount,rw', disk?.path ?? '')
    },
  },
  {
    name: 'on a full disk',
    refusal: /cannot-open-database[^]*a disk with room/,
    longOnly: true,
    disk: () => mounted('tmpfs', 4),
    spoil(_, disk) {
      const filler = join(disk?.path ?? '', 'filler')
      try {
        writeFileSync(filler, Buffer.alloc(8 * 2 ** 20))
      } catch (error) {
        if (!existsSync(filler)) throw error
      }
      return () => rmSync(filler)
    },
  },
  {
    name: 'garbage in its write-ahead log',
    refusal: null,
    longOnly: true,
    spoil: ({ database }) => writeFileSync(`${database}-wal`, Buffer.alloc(100_000, '?')),
  },
  {
    name: 'SQLite syncing less than at every commit',
    refusal: /not-durable[^]*put it on a local disk/,
    longOnly: true,
    nodeFlags: ['--import', WEAKER],
    spoil() {},
  },
]

/** What the files of a database hold, to tell whether anything was changed. */
export function contentOf({ database }: ABridge): string {
  const hash = createHash('sha256')
  for (const file of [database, `${database}-wal`]) {
    hash.update(existsSync(file) ? readFileSync(file) : 'absent')
  }
  return hash.digest('hex')
}

function overwritten(from: number, to?: number): (bridge: ABridge) => void {
  return ({ database }) => writeFileSync(database, readFileSync(database).fill('?', from, to))
}

function sql(database: string, statement: string): void {
  const db = new DatabaseSync(database)
  db.exec(statement)
  db.close()
}
