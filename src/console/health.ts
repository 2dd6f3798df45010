import { Hono } from 'hono'

export interface HealthSource {
  /** Why no callback should be sent here now; null when all is well. */
  readonly notReady: () => Promise<string | null>
}

/** A stalled disk must not make it hang: those who ask give up after a few seconds. */
const ANSWER_MS = 2_000

/** `GET /healthz`: the process runs. `GET /readyz`: it can take callbacks, else 503 with the reason. */
export function healthRoutes({ notReady }: HealthSource): Hono {
  const routes = new Hono()
  routes.get('/healthz', (c) => c.text('ok\n'))
  let asked: Promise<string | null> | null = null
  routes.get('/readyz', async (c) => {
    // One question at a time, however many ask.
    asked ??= notReady().finally(() => (asked = null))
    const reason = await withinMs(ANSWER_MS, asked)
    return reason === null ? c.text('ready\n') : c.text(`not ready: ${reason}\n`, 503)
  })
  return routes
}

function withinMs(ms: number, answer: Promise<string | null>): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve('the store does not answer'), ms)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
