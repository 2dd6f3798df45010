import { Hono } from 'hono'

export interface HealthSource {
  /** Why no callback should be sent here now; null when all is well. */
  readonly notReady: () => Promise<string | null>
}

/** `GET /healthz`: the process runs. `GET /readyz`: it can take callbacks, else 503 with the reason. */
export function healthRoutes({ notReady }: HealthSource): Hono {
  const routes = new Hono()
  routes.get('/healthz', (c) => c.text('ok\n'))
  routes.get('/readyz', async (c) => {
    const reason = await notReady()
    return reason === null ? c.text('ready\n') : c.text(`not ready: ${reason}\n`, 503)
  })
  return routes
}
