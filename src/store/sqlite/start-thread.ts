import { extname } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'

/**
 * MB of each half of the thread's young generation, where a call's objects live and die. V8 has a limit of a thread's
 * own for it, which the one that the process is started with overrides; it is read where a thread starts.
 */
const YOUNG_HEAP = '--max-semi-space-size=2'

/** Starts the thread of an embedded store, which waits for a database to open. It keeps no process from its end. */
export function startThread(): Worker {
  setFlagsFromString(YOUNG_HEAP)
  const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
    name: 'herald-store',
  })
  worker.unref()
  return worker
}
