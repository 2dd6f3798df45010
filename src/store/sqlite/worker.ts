import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { systemClock } from '../../clock.ts'
import { openCore } from '../core/core.ts'
import type { Core } from '../core/core.ts'
import { StoreRefused } from '../core/engine.ts'
import { refusalOf } from './errors.ts'
import { openSqlite } from './sqlite.ts'
import { StoreUnavailable } from '../store.ts'
import type { Failure, Report, Request, ThreadData } from './thread.ts'

const bridge = parentPort
bridge?.once('message', (data: ThreadData) => {
  // Nobody listens to it until the database is open; the thread has to last that long.
  bridge.ref()
  void serve(bridge, data)
})

/** The store's thread: opens the database and answers calls until it is closed. */
async function serve(port: MessagePort, { file, owner, now }: ThreadData): Promise<void> {
  const report = (message: Report) => port.postMessage(message)
  let done: [number, unknown][] = []
  let failed: [number, Failure][] = []
  let core: Core
  try {
    core = await openCore({
      engine: openSqlite({ file, now }),
      name: file,
      owner,
      clock: systemClock,
      // What arrived during the last commit is still in the port: the event loop did not turn.
      before() {
        for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
          take(next.message as Request)
        }
      },
      after: flush,
      onLost: (error) => report({ kind: 'lost', message: error.message, cause: error.cause }),
    })
  } catch (error) {
    if (!(error instanceof StoreRefused || error instanceof StoreUnavailable)) throw error
    const { problem, cause } = refusalOf(file, error)
    report({
      kind: 'refused',
      code: problem.code,
      message: problem.message,
      file,
      help: problem.help ?? '',
      cause,
    })
    return
  }
  port.on('message', take)
  report({ kind: 'open' })

  function take(request: Request): void {
    if (request === 'close') return void close()
    for (const [call, name, argument] of request) {
      core.submit({
        name,
        argument,
        done: (answer) => done.push([call, answer]),
        fail: (error) => failed.push([call, failureOf(error)]),
      })
    }
    // What was refused at once waits for no batch.
    flush()
  }

  function flush(): void {
    if (done.length + failed.length === 0) return
    report({ kind: 'answers', done, failed })
    done = []
    failed = []
  }

  async function close(): Promise<void> {
    await core.close()
    flush()
    report({ kind: 'closed' })
  }
}

function failureOf(error: unknown): Failure {
  const kind = error instanceof StoreUnavailable ? 'unavailable' : 'bug'
  if (!(error instanceof Error)) return { kind, message: String(error), cause: undefined }
  return { kind, message: error.message, cause: kind === 'bug' ? error : error.cause }
}
