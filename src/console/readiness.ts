import { inTime } from './in-time.ts'

export interface ReadinessOptions {
  /** Why no callback should be sent here now; null when all is well. */
  readonly notReady: () => Promise<string | null>
  /** How long it may take, ms. */
  readonly answerMs?: number
}

/** A stalled disk must not make it hang: those who ask give up after a few seconds. */
const ANSWER_MS = 2_000

/**
 * Why no callback should be sent here now, null when all is well: known within 2 s however the store is. One question at
 * a time, however many ask, so that `/readyz` and `/metrics` share one write to the store.
 */
export function readinessReader({
  notReady,
  answerMs = ANSWER_MS,
}: ReadinessOptions): () => Promise<string | null> {
  let asked: Promise<string | null> | null = null
  return () => {
    asked ??= notReady().finally(() => (asked = null))
    return inTime(answerMs, asked, 'the store does not answer')
  }
}
