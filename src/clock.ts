/** What time it is. A parameter wherever time matters, so that nothing reads it by itself. */
export interface Clock {
  /** Wall clock, ms since the epoch. */
  readonly now: () => number
  /** Monotonic clock, ms since an arbitrary start; for lengths of time. */
  readonly elapsed: () => number
}

/** The machine's own clocks. */
export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }
