import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { overThread } from './over-thread.ts'
import type { Store } from '../store.ts'
import type { ThreadData } from './thread.ts'

export interface OpenOptions {
  /** The database file; it and its folder are made where they are not there. */
  readonly file: string
  /** This process, by a name that it keeps over restarts. */
  readonly owner: string
  /** The store is beyond use in this process, which has to end: its thread died, or a sync to disk failed. */
  readonly onFatal: (error: Error) => void
  /** SQL of the database time in ms, where it is not to be the machine's. */
  readonly now?: string
}

/**
 * Opens the embedded store in a thread of its own, so that a stalled disk never stalls the one that answers.
 * @throws StoreRefused when the database cannot be used as it is
 */
export function openStore({ file, owner, now, onFatal }: OpenOptions): Promise<Store> {
  const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
    name: 'herald-store',
    workerData: { file, owner, now } satisfies ThreadData,
  })
  return overThread(worker, onFatal)
}
