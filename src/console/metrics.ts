import { Hono } from 'hono'
import type { Metrics } from '../metrics.ts'

/** `GET /metrics`: Prometheus text. Not guarded: whoever mounts it decides. */
export function metricsRoutes({ text, contentType }: Pick<Metrics, 'text' | 'contentType'>): Hono {
  const routes = new Hono()
  routes.get('/metrics', async (c) => c.body(await text(), 200, { 'Content-Type': contentType }))
  return routes
}
