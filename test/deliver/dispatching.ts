import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { Composed } from '../../src/deliver/attempt.ts'
import { type DispatcherOptions, startDispatcher } from '../../src/deliver/dispatcher.ts'
import type { Platform } from '../../src/platforms/platform.ts'
import type { Claim } from '../../src/store/claimed.ts'
import type { Store } from '../../src/store/store.ts'
import { openStore } from '../../src/store/sqlite/worker-store.ts'
import { aCard } from '../support/a-card.ts'
import { aLog } from '../support/a-log.ts'

type Send = (delivery: string, place: string, signal: AbortSignal) => Promise<void>

/** A dispatcher over a real store, and a platform that does as the test says. */
export async function dispatching(send: Send, over: Partial<DispatcherOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'herald-dispatch-'))
  const store = await openStore({ file: join(folder, 'herald.db'), owner: 'test', onFatal() {} })
  const lines: string[] = []
  const log = aLog(lines)
  const platform: Platform = {
    name: 'slack',
    async send(_message, place, delivery, signal) {
      await send(delivery, place, signal)
      return { channel: place, message: `1.${delivery}` }
    },
    close: () => Promise.resolve(),
  }
  const start = (withStore: Store = store) =>
    startDispatcher({
      store: withStore,
      clock: systemClock,
      log,
      retryMs: 3_600_000,
      random: () => 0,
      compose,
      platformOf: () => Promise.resolve(platform),
      onSent() {},
      onFailed() {},
      onWorked() {},
      followUps: () => [],
      otherwiseOf: () => null,
      takes: () => true,
      ...over,
    })
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return { store, lines, start }
}

/** Composes nothing: the place is all that counts. */
export const compose = ({ place }: Claim): Composed => ({
  card: aCard(),
  message: { platform: 'slack', payload: {} },
  place,
  note: '',
})
