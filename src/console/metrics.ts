import { Hono } from 'hono'
import type { Metrics } from '../metrics.ts'
import type { Store } from '../store/store.ts'

export interface MetricsSource {
  readonly metrics: Pick<Metrics, 'backlogRead' | 'text' | 'contentType'>
  /** What waits in the store; null when it does not answer. Never rejects. */
  readonly backlog: () => Promise<Awaited<ReturnType<Store['backlog']>> | null>
}

/**
 * `GET /metrics`: Prometheus text. What waits is read from the store at each scrape; a store that does not answer is
 * told as such, and the rest all the same. Not guarded: whoever mounts it decides.
 */
export function metricsRoutes({ metrics, backlog }: MetricsSource): Hono {
  const routes = new Hono()
  routes.get('/metrics', async (c) => {
    metrics.backlogRead(await backlog())
    return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType })
  })
  return routes
}
