import type { Card } from '../render/card.ts'
import type { Message, Platform, Receipt } from '../platforms/platform.ts'
import { LEASE_MS } from '../store/claim.ts'
import {
  type Claim,
  type NewDelivery,
  type Settlement,
  type Store,
  StoreUnavailable,
} from '../store/store.ts'
import { type FailureOptions, type Outcome, outcomeOfFailure } from './failed.ts'

// Starting within 0.3 and ending within 0.6 of its lane's lease, no healthy process sends past it.
const START_WITHIN_MS = LEASE_MS * 0.3
const END_WITHIN_MS = LEASE_MS * 0.6
const SETTLE_AGAIN_MS = 250

/** A delivery made ready to be sent. */
export interface Composed {
  /** Null where a callback is passed on as it is, or a file follows. */
  readonly card: Card | null
  readonly message: Message
  readonly place: string
  /** What went wrong on the way, e.g. that a template failed; '' when nothing. */
  readonly note: string
}

export interface AttemptOptions extends FailureOptions {
  readonly store: Store
  readonly compose: (claim: Claim) => Composed
  readonly platformOf: (claim: Claim) => Promise<Platform>
  /** What follows a success, as deliveries of their own. */
  readonly followUps: (claim: Claim, receipt: Receipt) => readonly NewDelivery[]
  /** Told as soon as an outcome is on its way to the store: a claim made in the same turn shares its commit. */
  readonly onSettling: () => void
  /** Told of everything that was sent, after it was noted. */
  readonly onSent: (claim: Claim, composed: Composed) => void
}

/**
 * Makes one attempt and notes its outcome; never rejects.
 * @param claimedAt monotonic time at which the claim was asked for, ms
 */
export async function attempt(claim: Claim, claimedAt: number, options: AttemptOptions): Promise<void> {
  const { store, clock, log } = options
  const startedAt = clock.elapsed()
  if (startedAt - claimedAt > START_WITHIN_MS) {
    log.warn('claim came too late and was given back', {
      delivery: claim.delivery,
      ms: startedAt - claimedAt,
    })
    await store.release(claim).catch((err: unknown) => log.warn('release failed', { err }))
    return options.onSettling()
  }
  let composed: Composed | undefined
  let entered = false
  let outcome: Outcome
  options.accounts.begin(claim.account)
  try {
    composed = options.compose(claim)
    const platform = await options.platformOf(claim)
    const left = Math.max(1, END_WITHIN_MS - (clock.elapsed() - claimedAt))
    entered = true
    const { message, place } = composed
    const receipt = await within(left, (signal) => platform.send(message, place, claim.delivery, signal))
    options.accounts.succeeded(claim.account, clock.now())
    outcome = { result: { state: 'sent', receipt, followedBy: options.followUps(claim, receipt) } }
  } catch (error) {
    outcome = outcomeOfFailure(error, claim, entered, options)
  } finally {
    options.accounts.end(claim.account)
  }
  const settlement: Settlement = {
    ...outcome,
    delivery: claim.delivery,
    lane: claim.lane,
    fence: claim.fence,
    ms: Math.round(clock.elapsed() - startedAt),
    ...noteOf([composed?.note ?? '', outcome.note ?? '']),
  }
  const settled = await settle(settlement, claimedAt, options)
  if (!settled || composed === undefined || settlement.result.state !== 'sent') return
  try {
    options.onSent(claim, composed)
  } catch (err) {
    log.error('telling of a sent message failed', { delivery: claim.delivery, err })
  }
}

/** One timer that is cleared: AbortSignal.timeout keeps about 3 kB a send until it fires, long after the answer. */
async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort(), Math.ceil(ms))
  try {
    return await work(ending.signal)
  } finally {
    clearTimeout(timer)
  }
}

function noteOf(notes: readonly string[]): { readonly note?: string } {
  const note = notes.filter((one) => one !== '').join('; ')
  return note === '' ? {} : { note }
}

/** Tries until the lease ends: a lost success would become a repeat. */
async function settle(settlement: Settlement, claimedAt: number, options: AttemptOptions): Promise<boolean> {
  const { store, clock, log } = options
  for (;;) {
    try {
      const settling = store.settle(settlement)
      options.onSettling()
      await settling
      return true
    } catch (error) {
      const over = clock.elapsed() - claimedAt > LEASE_MS
      if (over || !(error instanceof StoreUnavailable)) {
        log.error('outcome of an attempt could not be stored', { delivery: settlement.delivery, err: error })
        return false
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLE_AGAIN_MS))
    }
  }
}
