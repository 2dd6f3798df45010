import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Claim } from '../../src/store/claimed.ts'
import type { Store } from '../../src/store/store.ts'

/** How a test reaches a database from outside, and a store over it. */
export interface Bench {
  readonly open: (owner?: string) => Promise<Store>
  /** Lets database time pass. */
  readonly pass: (ms: number) => Promise<void>
  /** Runs SQL beside the store, and resolves to its rows. */
  readonly run: (sql: string) => Promise<readonly Record<string, unknown>[]>
  /** Another program holds the database, until what it resolves to is called. */
  readonly hold: () => Promise<() => Promise<void>>
  /** Errors that were reported as fatal. */
  readonly fatal: readonly Error[]
  readonly close: () => Promise<void>
}

/** Opens a store of the kind under test. */
export type Open = (options: {
  file: string
  owner: string
  now: string
  onFatal: (error: Error) => void
}) => Promise<Store>

/** Where every bench's time begins, ms. */
export const START = 1_715_414_600_000

/** A fresh database file whose time stands still until the test moves it. */
export function bench(open: Open): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'herald-store-'))
  const file = join(folder, 'herald.db')
  const beside = new DatabaseSync(file, { timeout: 5_000 })
  beside.exec('PRAGMA journal_mode = WAL')
  // A database that is Herald's own, of the schema before the first.
  beside.exec(`CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)`)
  beside.exec(`INSERT INTO meta VALUES ('schema', '0')`)
  beside.exec(`CREATE TABLE test_clock (ms BIGINT)`)
  beside.exec(`INSERT INTO test_clock VALUES (${START})`)
  const fatal: Error[] = []
  const stores: Store[] = []
  return {
    async open(owner = 'one') {
      const now = '(SELECT ms FROM test_clock)'
      const store = await open({ file, owner, now, onFatal: (error) => void fatal.push(error) })
      stores.push(store)
      return store
    },
    pass: (ms) => Promise.resolve(beside.exec(`UPDATE test_clock SET ms = ms + ${ms}`)),
    run: (sql) => Promise.resolve(beside.prepare(sql).all()),
    hold() {
      beside.exec('BEGIN IMMEDIATE')
      return Promise.resolve(() => Promise.resolve(beside.exec('ROLLBACK')))
    },
    fatal,
    async close() {
      for (const store of stores) await store.close()
      beside.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The one claim that can be had. */
export async function claimOne(store: Store): Promise<Claim> {
  const claims = await store.claim(10, [])
  const [claim] = claims
  if (claim === undefined || claims.length > 1) throw new Error(`${claims.length} claims, wanted one`)
  return claim
}
