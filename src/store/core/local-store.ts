import type { Clock } from '../../clock.ts'
import { openCore } from './core.ts'
import { storeOver } from './store-over.ts'
import type { Call } from './operations.ts'
import type { Engine } from './engine.ts'
import type { Store } from '../store.ts'

export interface LocalOptions {
  readonly engine: Engine
  readonly owner: string
  readonly clock: Clock
  readonly onFatal: (error: Error) => void
  /** How the database is called in messages. */
  readonly name?: string
}

/**
 * A store whose database works in this thread: a stalled disk of an embedded one stalls it.
 * @throws StoreRefused as openCore does
 */
export async function openLocalStore(options: LocalOptions): Promise<Store> {
  const core = await openCore({
    ...options,
    name: options.name ?? 'database',
    before() {},
    after() {},
    onLost: options.onFatal,
  })
  const call: Call = (name, argument) =>
    new Promise((resolve, reject) => {
      core.submit({ name, argument, done: resolve as (answer: unknown) => void, fail: reject })
    })
  return storeOver(call, core.close)
}
