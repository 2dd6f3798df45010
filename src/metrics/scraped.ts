import { type Backlog, byChannel } from './backlog.ts'
import { METRICS } from './definitions.ts'
import type { KnownNames } from './known-names.ts'
import type { makerFor } from './make.ts'

/** What is looked at anew for each scrape. */
export interface Scraped {
  /** The store was asked what waits; null: it did not answer. */
  readonly backlogRead: (backlog: Backlog | null) => void
  /** Whether callbacks can be stored, as `/readyz` has it. */
  readonly readinessRead: (isReady: boolean) => void
  /** Whether each account of the configuration is sent by, by its name. */
  readonly accountsRead: (accounts: ReadonlyMap<string, boolean>) => void
}

/** Makes the metrics that say how things stand. */
export function scrapedMetrics(gauge: ReturnType<typeof makerFor>['gauge'], known: KnownNames): Scraped {
  const waiting = gauge(METRICS.waiting)
  const oldestWaiting = gauge(METRICS.oldestWaiting)
  const deadLetters = gauge(METRICS.deadLetters)
  const storeUp = gauge(METRICS.storeUp)
  const ready = gauge(METRICS.ready)
  const accountUp = gauge(METRICS.accountUp)

  return {
    backlogRead(backlog) {
      storeUp.set(backlog === null ? 0 : 1)
      for (const one of [waiting, oldestWaiting]) one.reset()
      deadLetters.remove()
      // What is not known is left out: a 0 would say that all is well.
      if (backlog === null) return
      deadLetters.set(backlog.dead)
      for (const [channel, total] of byChannel(backlog, known)) {
        waiting.set({ channel }, total.waiting)
        oldestWaiting.set({ channel }, total.oldestMs / 1000)
      }
    },
    readinessRead: (isReady) => ready.set(isReady ? 1 : 0),
    accountsRead(accounts) {
      // One that left the configuration while it was down must not stay down for ever.
      accountUp.reset()
      for (const [account, up] of accounts) accountUp.set({ account }, up ? 1 : 0)
    },
  }
}
