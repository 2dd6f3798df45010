import { killedReplicas } from './replicas/killed.ts'
import { rollingRestart } from './replicas/rolling.ts'
import type { Torture } from './row.ts'

/** Several replicas on one PostgreSQL, and what can happen to any of them. */
export const run: Torture = async ({ long }) => {
  if (long) {
    return [
      ...(await killedReplicas({ restarts: 3, kills: 3, stops: 5, cutMs: 20_000 }, false)),
      ...(await rollingRestart(5)),
    ]
  }
  // At once, because mostly they wait: a lease lasts 15 s.
  const both = await Promise.all([
    killedReplicas({ restarts: 1, kills: 0, stops: 1, cutMs: 4_000 }, true),
    rollingRestart(1),
  ])
  return both.flat()
}
