import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** Starts the thread of an embedded store, which waits for a database to open. It keeps no process from its end. */
export function startThread(): Worker {
  const worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
    name: 'herald-store',
  })
  worker.unref()
  return worker
}
