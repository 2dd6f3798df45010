import type { Clock } from '../../clock.ts'

/** A smaller difference is drift or rounding. */
export const STEP_MS = 1_000

/**
 * Watches for jumps of the wall clock: each call answers by how many ms it was set since the call before, 0 for
 * up to a second.
 */
export function clockSteps(clock: Clock): () => number {
  let ahead = clock.now() - clock.elapsed()
  return () => {
    const before = ahead
    ahead = clock.now() - clock.elapsed()
    return Math.abs(ahead - before) > STEP_MS ? Math.round(ahead - before) : 0
  }
}
