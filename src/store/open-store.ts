import type { Worker } from 'node:worker_threads'
import type { Database } from '../database-setting.ts'
import type { Log } from '../log.ts'
import type { Store } from './store.ts'
import { openStore as openEmbedded } from './sqlite/worker-store.ts'

export interface OpenOptions {
  readonly database: Database
  /** For the embedded store, as OpenOptions of sqlite/worker-store.ts has it. */
  readonly thread?: Worker | null
  /** This process, by a name that it keeps over restarts. */
  readonly owner: string
  /** Another process has made something due. */
  readonly onWake: () => void
  /** The store is beyond use in this process, which has to end. */
  readonly onFatal: (error: Error) => void
  readonly log: Pick<Log, 'info' | 'warn'>
}

/**
 * Opens the store of a database, with the engine that its address names.
 * @throws StoreRefused when the database cannot be used as it is, StoreUnavailable when it cannot be reached
 */
export async function openStore({ database, ...options }: OpenOptions): Promise<Store> {
  if (database.kind === 'sqlite') return openEmbedded({ ...options, file: database.file })
  // Loaded only here: the driver costs 30 ms and 5 MB that nobody needs beside SQLite.
  const { openPostgresStore } = await import('./postgres/store.ts')
  return openPostgresStore({ ...options, ...database })
}
