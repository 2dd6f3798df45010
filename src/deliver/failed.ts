import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { DeliveryError } from '../platforms/platform.ts'
import type { Claim, MoveTarget, Settlement } from '../store/store.ts'
import type { Accounts } from './accounts.ts'
import { nextAttempt } from './backoff.ts'

/** What an attempt came to, beside whose it was. */
export type Outcome = Pick<Settlement, 'result' | 'pauseAccountMs' | 'note'>

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

/**
 * What a failed attempt means for its delivery; logged.
 * @param entered whether the platform had been asked to send: it may have been posted then
 */
export function outcomeOfFailure(
  error: unknown,
  claim: Claim,
  entered: boolean,
  options: FailureOptions,
): Outcome {
  const { clock, log, accounts } = options
  const known =
    error instanceof DeliveryError
      ? error
      : new DeliveryError({
          reason: 'internal',
          outcome: entered ? 'unknown' : 'not-sent',
          detail: 'a bug in Herald; see its log',
          cause: error,
        })
  const now = clock.now()
  const verdict = nextAttempt(known, claim, {
    now,
    retryMs: options.retryMs,
    random: options.random(),
    // Our own bug is never the account's fault: it counts, or it would be tried for ever.
    accountHealthy:
      known.reason === 'internal' ||
      known.strikes ||
      accounts.healthySince(claim.account, claim.firstTriedAt ?? now, now),
  })
  const to = known.reason === 'no-such-place' ? options.otherwiseOf(claim) : null
  if (to !== null) return moved(known, claim, to, log)
  const fields = {
    delivery: claim.delivery,
    event: claim.event.id,
    channel: claim.route.channel,
    reason: known.reason,
    detail: known.detail,
    next: verdict.result.state,
  }
  if (known.reason === 'internal') log.error('attempt failed by a bug', { ...fields, err: error })
  else if (verdict.result.state === 'dead')
    log.error('delivery is dead', { ...fields, help: verdict.result.help })
  else log.warn('attempt failed', fields)
  return verdict
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
