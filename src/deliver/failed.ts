import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { DeliveryError, type Platform, REMEDY } from '../platforms/platform.ts'
import type { Claim, Settlement } from '../store/claimed.ts'
import type { MoveTarget } from '../store/accepting.ts'
import type { Accounts } from './accounts.ts'
import { nextAttempt } from './backoff.ts'
import { isExtra } from './kinds.ts'
import { PROBE_WITHIN_MS } from './outages.ts'
import { within } from './within.ts'

/** What an attempt came to, beside whose it was. */
export type Outcome = Pick<Settlement, 'result' | 'pauseAccountMs' | 'note'> & {
  /** It goes next as a message of its own, in which its story or digest then stands. */
  readonly anew?: boolean
}

export interface FailureOptions {
  readonly clock: Clock
  readonly log: Log
  readonly accounts: Accounts
  /** How long a delivery may be tried, ms. */
  readonly retryMs: number
  readonly random: () => number
  /** Where it goes when the platform knows no such place; null: nowhere else. */
  readonly otherwiseOf: (claim: Claim) => MoveTarget | null
}

/** Whatever was thrown as the one kind of error. @param entered whether the platform had been asked to send */
export function deliveryErrorOf(error: unknown, entered: boolean): DeliveryError {
  if (error instanceof DeliveryError) return error
  return new DeliveryError({
    reason: 'internal',
    outcome: entered ? 'unknown' : 'not-sent',
    detail: 'a bug in Herald; see its log',
    cause: error,
  })
}

/**
 * What a failed attempt means for its delivery; logged.
 * @param platform undefined where it could not be opened
 */
export async function outcomeOfFailure(
  error: DeliveryError,
  claim: Claim,
  platform: Platform | undefined,
  options: FailureOptions,
): Promise<Outcome> {
  const { clock, log } = options
  const verdict = nextAttempt(error, claim, {
    now: clock.now(),
    retryMs: options.retryMs,
    random: options.random(),
    accountHealthy: await isHealthy(error, claim, platform, options),
    lookAfterMs: platform?.lookup?.afterMs ?? 0,
  })
  const to = error.reason === 'no-such-place' ? options.otherwiseOf(claim) : null
  if (to !== null) return moved(error, claim, to, log)
  if (REMEDY[error.reason] === 'anew') return withoutMessage(error, claim, log)
  if (verdict.result.state === 'dead' && isExtra(claim)) return leftOut(error, claim, log)
  const fields = {
    delivery: claim.delivery,
    event: claim.event.id,
    channel: claim.route.channel,
    reason: error.reason,
    detail: error.detail,
    next: verdict.result.state,
  }
  if (error.reason === 'internal') log.error('attempt failed by a bug', { ...fields, err: error })
  else if (verdict.result.state === 'dead')
    log.error('delivery is dead', { ...fields, help: verdict.result.help })
  else log.warn('attempt failed', fields)
  return verdict
}

/**
 * Whether the failure is this delivery's alone: the account did something for others, or it answers its probe and
 * nothing else of it fails.
 */
async function isHealthy(
  error: DeliveryError,
  { account, lane, firstTriedAt }: Claim,
  platform: Platform | undefined,
  { accounts, clock }: FailureOptions,
): Promise<boolean> {
  // Our own bug is never the account's fault: it counts, or it would be tried for ever.
  if (error.reason === 'internal' || error.strikes) return true
  const now = clock.now()
  if (REMEDY[error.reason] !== 'later' || error.reason === 'rate-limited') return false
  const alone = accounts.failedAlone(account, lane, now)
  if (accounts.healthySince(account, firstTriedAt ?? now, now)) return true
  const probe = platform?.probe
  if (!alone || probe === undefined) return false
  return accounts.answers(account, now, async () => {
    try {
      await within(PROBE_WITHIN_MS, probe)
      return true
    } catch {
      return false
    }
  })
}

/** The message to reply to, to edit or to mark is gone or closed: it is told by itself, or not at all where a reply did. */
function withoutMessage(error: DeliveryError, claim: Claim, log: Log): Outcome {
  if (isExtra(claim) || claim.route.traceOf !== undefined) return leftOut(error, claim, log)
  const { delivery, event, plain } = claim
  const { reason, detail, outcome } = error
  log.warn('told in a message of its own', { delivery, event: event.id, reason, detail })
  const result = { state: 'waiting', reason, detail, outcome, waitMs: 0, counted: false, plain } as const
  return { result, anew: true, note: `told anew: ${DETAILS[reason] ?? reason}` }
}

const DETAILS: Readonly<Partial<Record<DeliveryError['reason'], string>>> = {
  'no-such-message': 'the message before it is gone',
  'message-closed': 'the message before it is closed',
}

/** Nothing is lost by it: the reply told the same. */
function leftOut({ reason, detail, outcome, help }: DeliveryError, claim: Claim, log: Log): Outcome {
  const { delivery, event, kind } = claim
  log.warn('left out', { delivery, event: event.id, kind, reason, detail, help })
  const note = `${kind} left out: ${[DETAILS[reason] ?? reason, help ?? ''].filter((part) => part !== '').join('; ')}`
  return { result: { state: 'folded', reason, detail, outcome }, note }
}

/** A computed place that does not exist: the message goes where the channel says, and says so. */
function moved({ reason, detail }: DeliveryError, claim: Claim, to: MoveTarget, log: Log): Outcome {
  const { delivery, place, event } = claim
  log.warn('delivery moved', { delivery, event: event.id, place, reason, detail, to: to.channel })
  return {
    result: { state: 'moved', reason, detail, outcome: 'not-sent', to },
    note: `${place} does not exist; sent to ${to.channel}`,
  }
}
