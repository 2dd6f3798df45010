import type { Log } from '../log.ts'
import { changed } from '../platforms/failure.ts'
import { DeliveryError, type Lookup, type Receipt, REMEDY } from '../platforms/platform.ts'
import type { Claim } from '../store/claimed.ts'
import type { Composed } from './attempt.ts'
import type { Outcome } from './failed.ts'
import { idsOf } from './ids.ts'
import { within } from './within.ts'

/** What to do with a delivery that an earlier attempt may have posted. */
export type FoundOut =
  /** Send it; marked where it could not be found out. */
  | { readonly next: 'send'; readonly marked: boolean }
  /** It is too early to look. */
  | { readonly next: 'rest'; readonly ms: number }
  | { readonly next: 'settle'; readonly outcome: Outcome }

export interface FindOutOptions {
  readonly log: Log
  /** What a receipt means for its delivery. */
  readonly sent: (receipt: Receipt, detail: string) => Outcome
  /** What a look-up that failed for now means. */
  readonly failed: (error: DeliveryError) => Promise<Outcome>
}

/**
 * Finds out whether an earlier attempt posted it: by sending it again where that is one message to the platform, else
 * by looking.
 * @param ms how long a look may take
 */
export async function findOut(
  claim: Claim,
  { message, place }: Composed,
  lookup: Lookup | undefined,
  ms: number,
  options: FindOutOptions,
): Promise<FoundOut> {
  const { at, triedAt, unknownSince, placeId, delivery, event } = claim
  if (lookup === undefined) return { next: 'send', marked: true }
  const since = unknownSince ?? event.receivedAt
  if (at - since < lookup.sameWithinMs) return { next: 'send', marked: false }
  const until = triedAt ?? at
  const early = until + lookup.afterMs - at
  if (early > 0) return { next: 'rest', ms: early }
  try {
    const sought = { message, place, placeId, delivery, since, until }
    const receipt = await within(ms, (signal) => lookup.find(sought, signal))
    const outcome =
      receipt === null
        ? missed(claim, lookup)
        : options.sent(receipt, 'found: an earlier attempt had posted it')
    return { next: 'settle', outcome }
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    return notFoundOut(error, claim, options)
  }
}

/** Not there: once for all, or to be looked for again. */
function missed({ misses: before, triedAt, plain }: Claim, lookup: Lookup): Outcome {
  const misses = before + 1
  const sure = misses >= lookup.misses
  const look = { misses: sure ? 0 : misses, sure, triedAt }
  const detail = sure ? 'looked up: surely not posted' : `looked up: not there, ${misses} of ${lookup.misses}`
  return {
    result: {
      state: 'waiting',
      reason: 'not-found',
      detail,
      outcome: sure ? 'not-sent' : 'unknown',
      waitMs: sure ? 0 : lookup.apartMs,
      counted: false,
      plain,
      look,
    },
  }
}

async function notFoundOut(error: DeliveryError, claim: Claim, options: FindOutOptions): Promise<FoundOut> {
  const { reason, detail, help } = error
  const remedy = REMEDY[reason]
  const outcome =
    remedy === 'never' || remedy === 'degrade'
      ? null
      : await options.failed(changed(error, { outcome: 'unknown', detail: `look-up: ${detail}` }))
  // Its last try is better spent on a marked message than on one more look.
  if (outcome !== null && outcome.result.state !== 'dead') {
    const { misses, triedAt } = claim
    const result = { ...outcome.result, look: { misses, sure: false, triedAt } }
    return { next: 'settle', outcome: { ...outcome, result } }
  }
  const { account, place } = claim
  options.log.warn('outcome cannot be found out, so it is sent again and marked', {
    ...idsOf(claim),
    account,
    place,
    reason,
    detail,
    help,
  })
  return { next: 'send', marked: true }
}
