import { StoreBusy, StoreLost } from './engine.ts'
import type { Engine, Query } from './engine.ts'
import type { OperationName } from './operations.ts'
import { StoreUnavailable } from '../store.ts'

/** One call that waits for its commit; exactly one of `done` and `fail` is called, after it. */
export interface Work {
  readonly name: OperationName
  readonly argument: unknown
  readonly done: (answer: unknown) => void
  readonly fail: (error: unknown) => void
}

/** Serves all calls of one kind in a transaction; as many answers as arguments. */
export type Serve = (query: Query, batch: readonly unknown[]) => Promise<readonly unknown[]>

export interface LoopOptions {
  readonly engine: Engine
  /** In the order in which the kinds are served within a transaction. */
  readonly handlers: ReadonlyMap<OperationName, Serve>
  /** What each transaction begins with, where several processes share the database. */
  readonly lock?: ((query: Query, batch: readonly Work[]) => Promise<void>) | null
  /** Called before each batch: the last chance to submit into it. */
  readonly before: () => void
  /** What each batch begins with, if anything: asked only when there is one. */
  readonly first: () => Work | null
  /** Called after each batch, when all its calls have been answered. */
  readonly after: () => void
  /** The store is beyond use in this process. */
  readonly onLost: (error: StoreLost) => void
}

export interface CommitLoop {
  readonly submit: (work: Work) => void
  /** Refuses what comes from now on; resolves when everything before has been answered. */
  readonly drain: () => Promise<void>
}

/** So many calls go into one transaction: with 2 KB bodies about 25 ms of work. */
const MOST_AT_ONCE = 512

/**
 * Commits everything that queued up during one commit together in the next. A batch that fails is split, so that
 * one bad row never fails its neighbours; where the database itself fails, all of it is refused.
 */
export function commitLoop(options: LoopOptions): CommitLoop {
  const { engine, handlers } = options
  let queue: Work[] = []
  let running: Promise<void> | null = null
  let refusal: StoreUnavailable | null = null

  async function loop(): Promise<void> {
    // One turn later, so that what is submitted in the same turn goes along.
    await Promise.resolve()
    for (;;) {
      options.before()
      if (queue.length === 0) break
      const batch = queue.slice(0, MOST_AT_ONCE)
      queue = queue.slice(MOST_AT_ONCE)
      const first = options.first()
      await commit(first === null ? batch : [first, ...batch])
      options.after()
    }
    running = null
  }

  async function commit(batch: readonly Work[]): Promise<void> {
    if (refusal instanceof StoreLost) return refuse(batch, refusal)
    let answers: ReadonlyMap<Work, unknown>
    try {
      answers = await engine.transaction(async (query) => {
        // Sent before all others, and waited for with them.
        const locking = options.lock?.(query, batch)
        const [found] = await Promise.all([serve(query, handlers, batch), locking])
        return found
      })
    } catch (error) {
      if (error instanceof StoreLost) {
        refusal = error
        options.onLost(error)
      }
      const isShared = error instanceof StoreUnavailable && !(error instanceof StoreBusy)
      if (isShared || batch.length === 1) return refuse(batch, error)
      const half = Math.ceil(batch.length / 2)
      await commit(batch.slice(0, half))
      return commit(batch.slice(half))
    }
    for (const work of batch) work.done(answers.get(work))
  }

  return {
    submit(work) {
      if (refusal !== null) return work.fail(refusal)
      queue.push(work)
      running ??= loop()
    },
    async drain() {
      refusal ??= new StoreUnavailable('the store is closed')
      await running
    },
  }
}

function refuse(batch: readonly Work[], error: unknown): void {
  for (const work of batch) work.fail(error)
}

async function serve(
  query: Query,
  handlers: ReadonlyMap<OperationName, Serve>,
  batch: readonly Work[],
): Promise<ReadonlyMap<Work, unknown>> {
  const answers = new Map<Work, unknown>()
  const byName = Map.groupBy(batch, (work) => work.name)
  for (const [name, handler] of handlers) {
    const works = byName.get(name)
    if (works === undefined) continue
    const results = await handler(
      query,
      works.map((work) => work.argument),
    )
    for (const [index, work] of works.entries()) answers.set(work, results[index])
  }
  return answers
}
