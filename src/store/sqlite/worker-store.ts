import type { Worker } from 'node:worker_threads'
import { overThread } from './over-thread.ts'
import { startThread } from './start-thread.ts'
import type { Store } from '../store.ts'

export interface OpenOptions {
  /** The database file; it and its folder are made where they are not there. */
  readonly file: string
  /** This process, by a name that it keeps over restarts. */
  readonly owner: string
  /** The store is beyond use in this process, which has to end: its thread died, or a sync to disk failed. */
  readonly onFatal: (error: Error) => void
  /** SQL of the database time in ms, where it is not to be the machine's. */
  readonly now?: string
  /** By `startThread`, where it was started ahead. */
  readonly thread?: Worker | null
}

/**
 * Opens the embedded store in a thread of its own, so that a stalled disk never stalls the one that answers.
 * @throws StoreRefused when the database cannot be used as it is
 */
export function openStore({ file, owner, now, onFatal, thread }: OpenOptions): Promise<Store> {
  return overThread(thread ?? startThread(), { file, owner, now }, onFatal)
}
