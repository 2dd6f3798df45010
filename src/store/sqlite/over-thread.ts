import type { Worker } from 'node:worker_threads'
import { StoreRefused } from '../core/engine.ts'
import type { Call, OperationName } from '../core/operations.ts'
import { storeOver } from '../core/store-over.ts'
import { StoreUnavailable } from '../store.ts'
import type { Store } from '../store.ts'
import type { Failure, Report, Request, ThreadData } from './thread.ts'

/** The thread begins with so many calls while this one still gathers others: 10 to 25 % more callbacks a second. */
const MOST_GATHERED = 8

interface Pending {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/**
 * The store that a thread serves, once it is open. When the thread ends unasked, everything pending is refused.
 * @param onFatal called when the store is beyond use in this process
 * @throws StoreRefused when the database cannot be used as it is
 */
export async function overThread(
  worker: Worker,
  data: ThreadData,
  onFatal: (error: Error) => void,
): Promise<Store> {
  const pending = new Map<number, Pending>()
  let requests: [number, OperationName, unknown][] = []
  let calls = 0
  let ended: StoreUnavailable | null = null
  let open = false
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()

  worker.on('message', (report: Report) => {
    switch (report.kind) {
      case 'open':
        return opened.resolve()
      case 'refused':
        return opened.reject(
          new StoreRefused(report.code, report.message, report.file, report.help, report.cause),
        )
      case 'answers':
        for (const [call, answer] of report.done) take(call)?.resolve(answer as never)
        for (const [call, failure] of report.failed) take(call)?.reject(errorOf(failure))
        return
      case 'lost':
        return onFatal(new StoreUnavailable(report.message, { cause: report.cause }))
      case 'closed':
        return closed.resolve()
      default:
        report satisfies never
    }
  })
  worker.on('error', (error) => end(error))
  worker.on('exit', () => end(undefined))

  function take(call: number): Pending | undefined {
    const found = pending.get(call)
    pending.delete(call)
    return found
  }

  function end(cause: unknown): void {
    const fatal = open && ended === null
    ended ??= new StoreUnavailable("the store's thread ended", { cause })
    for (const { reject } of pending.values()) reject(ended)
    pending.clear()
    opened.reject(ended)
    closed.resolve()
    if (fatal) onFatal(ended)
  }

  const post = (request: Request) => worker.postMessage(request)

  function flush(): void {
    if (requests.length === 0) return
    const batch = requests
    requests = []
    if (ended === null) post(batch)
  }

  const call: Call = (name, argument) =>
    new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended)
      calls += 1
      pending.set(calls, { resolve, reject })
      // The calls of one turn of the event loop share messages: one costs more than what it carries.
      const gathered = requests.push([calls, name, argument])
      if (gathered === 1) setImmediate(flush)
      if (gathered === MOST_GATHERED) flush()
    })

  async function close(): Promise<void> {
    if (ended !== null) return
    flush()
    ended = new StoreUnavailable('the store is closed')
    post('close')
    await closed.promise
    await worker.terminate()
  }

  worker.ref()
  worker.postMessage(data)
  try {
    await opened.promise
    open = true
  } catch (error) {
    ended ??= new StoreUnavailable('the store was not opened')
    await worker.terminate()
    throw error
  }
  return storeOver(call, close)
}

function errorOf({ kind, message, cause }: Failure): Error {
  return kind === 'unavailable' ? new StoreUnavailable(message, { cause }) : new Error(message, { cause })
}
