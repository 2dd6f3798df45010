import type { Card } from '../render/card.ts'
import type { DeliveryError, Message, Platform, Receipt } from '../platforms/platform.ts'
import { LEASE_MS } from '../store/claim/claim.ts'
import type { Claim, Settlement } from '../store/claimed.ts'
import type { NewDelivery } from '../store/accepting.ts'
import { type Store, StoreUnavailable } from '../store/store.ts'
import type { SettledResult } from '../store/settled.ts'
import { deliveryErrorOf, type FailureOptions, type Outcome, outcomeOfFailure } from './failed.ts'
import { findOut } from './find-out.ts'
import { idsOf } from './ids.ts'
import { isRepeatable } from './kinds.ts'
import { within } from './within.ts'

// Starting within 0.3 and ending within 0.6 of its lane's lease, no healthy process sends past it.
const START_WITHIN_MS = LEASE_MS * 0.3
const END_WITHIN_MS = LEASE_MS * 0.6
/** What a look leaves is enough to send. */
const LOOK_WITHIN_MS = END_WITHIN_MS / 2
const SETTLE_AGAIN_MS = 250

/** A delivery made ready to be sent. */
export interface Composed {
  /** Null where a callback is passed on as it is, or a file follows. */
  readonly card: Card | null
  readonly message: Message
  readonly place: string
  /** What went wrong on the way, e.g. that a template failed; '' when nothing. */
  readonly note: string
  /** Name of the template that failed, so that the built-in text was taken. */
  readonly failedTemplate?: string
  /** Its story stands in this message from now on. */
  readonly root?: boolean
  /** What the first message of its story or digest shows once this is done. */
  readonly shows?: Settlement['shows']
}

export interface AttemptOptions extends FailureOptions {
  readonly store: Store
  readonly compose: (claim: Claim) => Composed
  readonly platformOf: (claim: Claim) => Promise<Platform>
  /** What follows a success, as deliveries of their own. */
  readonly followUps: (claim: Claim, composed: Composed, receipt: Receipt) => readonly NewDelivery[]
  /** Told of every failure, before it is noted. */
  readonly onFailed: (claim: Claim, error: DeliveryError, next: SettledResult['state']) => void
  /** Told that its account and channel work. */
  readonly onWorked: (claim: Claim) => void
  /** Told that a claim ends without an attempt, also after what became of its look-up. */
  readonly onReturned: (claim: Claim) => void
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
  const { clock, log } = options
  const startedAt = clock.elapsed()
  if (startedAt - claimedAt > START_WITHIN_MS) {
    log.warn('claim came too late and was given back', {
      ...idsOf(claim),
      ms: startedAt - claimedAt,
    })
    return giveBack(claim, 0, options)
  }
  const trying: Trying = { composed: undefined, platform: undefined, entered: false }
  options.accounts.begin(claim.account)
  let made: Made
  try {
    made = await make(claim, claimedAt, trying, options)
  } catch (thrown) {
    const error = deliveryErrorOf(thrown, trying.entered)
    made = await outcomeOfFailure(error, claim, trying.platform, options)
    options.onFailed(claim, error, made.result.state)
  } finally {
    options.accounts.end(claim.account)
  }
  if ('restMs' in made) return giveBack(claim, made.restMs, options)
  const { composed } = trying
  const settlement: Settlement = {
    ...made,
    delivery: claim.delivery,
    lane: claim.lane,
    fence: claim.fence,
    ms: Math.round(clock.elapsed() - startedAt),
    ...noteOf([composed?.note ?? '', made.note ?? '']),
    ...partOf(claim, composed, made),
  }
  const settled = await settle(claim, settlement, claimedAt, options)
  if (!settled || composed === undefined || settlement.result.state !== 'sent') return
  try {
    options.onSent(claim, composed)
  } catch (err) {
    log.error('telling of a sent message failed', { ...idsOf(claim), err })
  }
}

/** What an attempt went through so far. */
interface Trying {
  composed: Composed | undefined
  platform: Platform | undefined
  /** Whether the platform had been asked to send: it may have been posted then. */
  entered: boolean
}

/** An outcome, or how long to wait before the attempt can be made at all. */
type Made = Outcome | { readonly restMs: number }

/** Finds out what became of an earlier attempt where that is unknown, and sends. @throws what stood in the way */
async function make(claim: Claim, claimedAt: number, trying: Trying, options: AttemptOptions): Promise<Made> {
  const { clock, compose, accounts } = options
  const left = (): number => Math.max(1, END_WITHIN_MS - (clock.elapsed() - claimedAt))
  const sent = (receipt: Receipt, detail = ''): Outcome => {
    accounts.succeeded(claim.account, clock.now())
    options.onWorked(claim)
    const followedBy = trying.composed === undefined ? [] : options.followUps(claim, trying.composed, receipt)
    return { result: { state: 'sent', receipt, detail, followedBy } }
  }
  trying.composed = compose(claim.unknown ? { ...claim, unknown: false } : claim)
  const platform = await options.platformOf(claim)
  trying.platform = platform
  if (claim.unknown && !isRepeatable(claim.kind)) {
    const found = await findOut(claim, trying.composed, platform.lookup, Math.min(left(), LOOK_WITHIN_MS), {
      log: options.log,
      sent,
      failed(error) {
        options.onFailed(claim, error, 'waiting')
        return outcomeOfFailure(error, claim, platform, options)
      },
    })
    if (found.next === 'rest') return { restMs: found.ms }
    if (found.next === 'settle') {
      // Nothing was sent: who was to try an account that failed leaves the try to the next.
      if (found.outcome.result.state !== 'sent') options.onReturned(claim)
      return found.outcome
    }
    if (found.marked) trying.composed = compose(claim)
  }
  const { message, place } = trying.composed
  trying.entered = true
  return sent(await within(left(), (signal) => platform.send(message, place, claim.delivery, signal)))
}

/** What it changes in its story or digest, and whether others of its lane go on while it waits. */
function partOf(
  { kind, event }: Claim,
  composed: Composed | undefined,
  { result, anew }: Outcome,
): Pick<Settlement, 'root' | 'shows' | 'beside'> {
  const isLimited = result.state === 'waiting' && result.reason === 'rate-limited'
  const beside = kind !== 'message' && kind !== 'digest' && kind !== 'call' && !isLimited
  const root = anew === true || (result.state === 'sent' && composed?.root === true)
  const shows = anew === true && kind === 'message' ? { story: event.job_state } : composed?.shows
  return {
    ...(beside ? { beside } : {}),
    ...(root ? { root } : {}),
    ...(shows === undefined ? {} : { shows }),
  }
}

async function giveBack(claim: Claim, restMs: number, options: AttemptOptions): Promise<void> {
  const { store, log } = options
  options.onReturned(claim)
  await store
    .release(claim, restMs)
    .catch((err: unknown) => log.warn('release failed', { ...idsOf(claim), err }))
  options.onSettling()
}

function noteOf(notes: readonly string[]): { readonly note?: string } {
  const note = notes.filter((one) => one !== '').join('; ')
  return note === '' ? {} : { note }
}

/** Tries until the lease ends: a lost success would become a repeat. */
async function settle(
  claim: Claim,
  settlement: Settlement,
  claimedAt: number,
  options: AttemptOptions,
): Promise<boolean> {
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
        log.error('outcome of an attempt could not be stored', { ...idsOf(claim), err: error })
        return false
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLE_AGAIN_MS))
    }
  }
}
