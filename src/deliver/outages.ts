import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { DeliveryError, type Platform, REMEDY } from '../platforms/platform.ts'
import type { Claim } from '../store/claimed.ts'
import { backoffMs } from './backoff.ts'
import { within } from './within.ts'

/** How long a probe may take, ms. */
export const PROBE_WITHIN_MS = 3_000

/**
 * Accounts whose credentials fail. Nothing of such an account is sent; it is probed by its cheapest call with
 * growing waits, and once that works one delivery goes ahead: if it is sent, so is all that waits.
 */
export interface Outages {
  /** Accounts of which nothing is to be claimed now. */
  readonly shut: () => readonly string[]
  /** Whether it may be sent now. */
  readonly admits: (claim: Claim) => boolean
  /** What became of an attempt; null: it was sent. */
  readonly ended: (claim: Claim, error: DeliveryError | null) => void
  /** It was given back without an attempt. */
  readonly returned: (claim: Claim) => void
  readonly stop: () => void
}

export interface OutageOptions {
  readonly platformOf: (claim: Claim) => Promise<Platform>
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
  /** An account may be claimed from again. */
  readonly onOpen: () => void
}

interface Outage {
  /** shut: wait. open: one may go. trying: it goes. */
  gate: 'shut' | 'open' | 'trying'
  /** The delivery that is trying. */
  trying: string
  tries: number
  timer: NodeJS.Timeout | undefined
}

/** Knows of none yet. */
export function createOutages({ platformOf, log, random, onOpen }: OutageOptions): Outages {
  const outages = new Map<string, Outage>()

  function waitAndProbe(claim: Claim, outage: Outage, leastMs = 0): void {
    outage.gate = 'shut'
    clearTimeout(outage.timer)
    const waitMs = Math.max(leastMs, backoffMs(outage.tries, random()))
    outage.tries += 1
    outage.timer = setTimeout(() => void probe(claim, outage), waitMs)
  }

  /** Never rejects. */
  async function probe(claim: Claim, outage: Outage): Promise<void> {
    try {
      const platform = await platformOf(claim)
      await within(PROBE_WITHIN_MS, async (signal) => platform.probe?.(signal))
    } catch (error) {
      const remedy = error instanceof DeliveryError ? REMEDY[error.reason] : 'never'
      if (outages.get(claim.account) !== outage) return
      // Of what is wrong with the account for good its deliveries have to tell.
      if (remedy !== 'never') {
        return waitAndProbe(claim, outage, error instanceof DeliveryError ? error.retryAfterMs : 0)
      }
    }
    if (outages.get(claim.account) !== outage) return
    outage.gate = 'open'
    onOpen()
  }

  return {
    shut: () => [...outages].filter(([, { gate }]) => gate !== 'open').map(([account]) => account),
    admits({ account, delivery }) {
      const outage = outages.get(account)
      if (outage === undefined) return true
      if (outage.gate !== 'open') return false
      outage.gate = 'trying'
      outage.trying = delivery
      return true
    },
    ended(claim, error) {
      const { account, delivery } = claim
      const outage = outages.get(account)
      const remedy = error === null ? null : REMEDY[error.reason]
      if (remedy === 'account') {
        const begun = outage ?? { gate: 'shut', trying: '', tries: 0, timer: undefined }
        if (outage === undefined)
          log.error('account is down', { account, detail: error?.detail, help: error?.help })
        outages.set(account, begun)
        // Others that were in flight say nothing new.
        if (outage === undefined || (outage.gate === 'trying' && outage.trying === delivery))
          waitAndProbe(claim, begun)
      } else if (outage !== undefined && remedy !== 'later') {
        clearTimeout(outage.timer)
        outages.delete(account)
        log.info('account works again', { account })
        onOpen()
      } else if (outage?.gate === 'trying' && outage.trying === delivery) {
        waitAndProbe(claim, outage, error?.retryAfterMs)
      }
    },
    returned({ account, delivery }) {
      const outage = outages.get(account)
      if (outage?.gate === 'trying' && outage.trying === delivery) outage.gate = 'open'
    },
    stop() {
      for (const { timer } of outages.values()) clearTimeout(timer)
      outages.clear()
    },
  }
}
