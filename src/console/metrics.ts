import { type Answer, say } from '../receive/answer.ts'
import type { Metrics } from '../metrics.ts'
import type { CheckAuthorization } from '../receive/auth.ts'
import type { Store } from '../store/store.ts'
import { refusalOf } from './guard.ts'

export interface MetricsSource {
  readonly metrics: Pick<Metrics, 'backlogRead' | 'readinessRead' | 'accountsRead' | 'text' | 'contentType'>
  /** What waits in the store; null when it does not answer. Never rejects. */
  readonly backlog: () => Promise<Awaited<ReturnType<Store['backlog']>> | null>
  /** Why no callback should be sent here now, null when all is well; known in time (readiness.ts). */
  readonly notReady: () => Promise<string | null>
  /** Whether each account of the configuration is sent by, by its name. */
  readonly accounts: () => ReadonlyMap<string, boolean>
}

/**
 * `GET /metrics`: Prometheus text. What waits is read from the store at each scrape, and whether it can be written is
 * tried; a store that does not answer is told as such, and the rest all the same.
 * @param authorized as guard.ts has it
 */
export function metricsAnswer(
  { metrics, backlog, notReady, accounts }: MetricsSource,
  authorized: CheckAuthorization | null,
): Answer {
  return async ({ headers }, outgoing) => {
    const refusal = refusalOf(authorized, headers.host, headers.authorization)
    if (refusal !== null) return say(outgoing, refusal.status, refusal.text, refusal.headers)
    const [waits, reason] = await Promise.all([backlog(), notReady()])
    metrics.backlogRead(waits)
    metrics.readinessRead(reason === null)
    metrics.accountsRead(accounts())
    say(outgoing, 200, await metrics.text(), { 'Content-Type': metrics.contentType })
  }
}
