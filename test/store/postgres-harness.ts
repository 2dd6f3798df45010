import { openPostgresStore, type PostgresStoreOptions } from '../../src/store/postgres/store.ts'
import type { Store } from '../../src/store/store.ts'
import { aSchema } from '../support/postgres/database.ts'
import { type Bench, START } from './harness.ts'

/** A log that nobody reads. */
const SILENT = { info() {}, warn() {} }

export interface PostgresBench extends Bench {
  readonly url: string
  readonly openWith: (over: Partial<PostgresStoreOptions>) => Promise<Store>
}

/** A fresh schema of the run's PostgreSQL, whose time stands still until the test moves it. */
export async function postgresBench(): Promise<PostgresBench> {
  const schema = await aSchema()
  // A database that is Herald's own, of the schema before the first.
  await schema.run(`CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    INSERT INTO meta VALUES ('schema', '0');
    CREATE TABLE test_clock (ms BIGINT);
    INSERT INTO test_clock VALUES (${START})`)
  const fatal: Error[] = []
  const stores: Store[] = []
  async function openWith(over: Partial<PostgresStoreOptions>): Promise<Store> {
    const store = await openPostgresStore({
      address: () => ({ url: schema.url, password: null }),
      name: 'test database',
      owner: 'one',
      onWake() {},
      onFatal: (error) => void fatal.push(error),
      log: SILENT,
      waitMs: 0,
      now: '(SELECT ms FROM test_clock)',
      ...over,
    })
    stores.push(store)
    return store
  }
  return {
    url: schema.url,
    openWith,
    open: (owner = 'one') => openWith({ owner }),
    async pass(ms) {
      await schema.run(`UPDATE test_clock SET ms = ms + ${ms}`)
    },
    run: schema.run,
    async hold() {
      await schema.run('BEGIN')
      await schema.run('LOCK TABLE event, meta IN ACCESS EXCLUSIVE MODE')
      return async () => void (await schema.run('ROLLBACK'))
    },
    fatal,
    async close() {
      for (const store of stores) await store.close()
      await schema.drop()
    },
  }
}
