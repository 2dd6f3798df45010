import { type DeliveryError, type Reason, REMEDY } from '../platforms/platform.ts'
import type { Claim, Settlement } from '../store/claimed.ts'

/** After this many failures that only this delivery has, it is dead and its channel free (DESIGN: Sending). */
export const MOST_STRIKES = 6
/** After this many failures that only this delivery has, answered by the platform, the next try goes as plain text. */
const PLAIN_AFTER = 4
/** The same, where nothing tells whether it has them alone: longer than most outages, ms. */
const PLAIN_AFTER_MS = 10 * 60_000
const ANSWERED: ReadonlySet<Reason> = new Set(['server-error', 'unexpected-answer'])
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 5 * 60_000
/** Where a platform limits us without saying for how long. */
const UNKNOWN_LIMIT_MS = 5_000

export interface Circumstances {
  /** Wall clock, ms since the epoch. */
  readonly now: number
  /** Whether other sends of the account succeeded since this delivery first failed. */
  readonly accountHealthy: boolean
  /** How long to wait before an unknown outcome can be looked up, ms. */
  readonly lookAfterMs: number
  /** How long a delivery may be tried, ms (`RETRY_HOURS`). */
  readonly retryMs: number
  /** 0 to 1. */
  readonly random: number
}

/** What an attempt's failure means for its delivery and its account. */
export type Verdict = Pick<Settlement, 'result' | 'pauseAccountMs'>

/** The wait before try number `tries` + 1: 1 s doubling to 5 min, 50–100 % of it by chance. */
export function backoffMs(tries: number, random: number): number {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 20))
  return Math.round(full * (0.5 + random / 2))
}

/** Decides what follows a failed attempt; pure. */
export function nextAttempt(error: DeliveryError, claim: Claim, at: Circumstances): Verdict {
  const remedy = REMEDY[error.reason]
  const failure = { reason: error.reason, detail: error.detail, outcome: error.outcome }
  const dead = (help: string): Verdict => ({
    result: { state: 'dead', ...failure, help: error.help ?? help },
  })
  const again = (waitMs: number, counted: boolean, plain = claim.plain): Verdict => ({
    result: { state: 'waiting', ...failure, waitMs, counted, plain },
  })

  if (remedy === 'never') return dead('Mend the cause, then replay it.')
  if (remedy === 'degrade')
    return claim.plain ? dead('Even its plain text was refused.') : again(0, false, true)
  if (claim.firstTriedAt !== null && at.now - claim.firstTriedAt > at.retryMs) {
    return dead(
      `It was tried for ${Math.round(at.retryMs / 3_600_000)} h (RETRY_HOURS); replay it when the platform is well.`,
    )
  }
  if (error.reason === 'rate-limited') {
    const waitMs = error.retryAfterMs ?? UNKNOWN_LIMIT_MS
    return error.accountWide ? { ...again(waitMs, false), pauseAccountMs: waitMs } : again(waitMs, false)
  }
  // The account is probed with growing waits meanwhile; once it works its backlog goes at once.
  if (remedy === 'account') return again(FIRST_WAIT_MS, false)
  const lookMs = error.outcome === 'unknown' ? at.lookAfterMs : 0
  const waitMs = Math.max(backoffMs(claim.tries, at.random), error.retryAfterMs ?? 0, lookMs)
  const plain = claim.plain || (ANSWERED.has(error.reason) && maybeItsForm(claim, at))
  if (at.accountHealthy && claim.strikes + 1 >= MOST_STRIKES) {
    return dead(
      error.strikes
        ? `Its receiver answered it ${MOST_STRIKES} times with a failure of its own: see its log, then replay it.`
        : `It failed ${MOST_STRIKES} times while other messages of the account went through.`,
    )
  }
  return again(waitMs, at.accountHealthy, plain)
}

/** A payload that the platform fails on again and again may be what it fails on, also where it is the only one. */
function maybeItsForm({ strikes, firstTriedAt }: Claim, at: Circumstances): boolean {
  if (at.accountHealthy) return strikes + 1 >= PLAIN_AFTER
  return firstTriedAt !== null && at.now - firstTriedAt >= PLAIN_AFTER_MS
}
