import type { Clock } from '../clock.ts'
import { openCore } from './core.ts'
import { storeOver } from './store-over.ts'
import type { Call } from './operations.ts'
import type { Engine } from './engine.ts'
import type { Store } from './store.ts'

export interface LocalOptions {
  readonly engine: Engine
  readonly owner: string
  readonly clock: Clock
  readonly onFatal: (error: Error) => void
}

/**
 * A store whose database works in this thread: a stalled disk stalls it. For tools and tests.
 * @throws StoreRefused as openCore does
 */
export async function openLocalStore(options: LocalOptions): Promise<Store> {
  const core = await openCore({
    ...options,
    name: 'database',
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
