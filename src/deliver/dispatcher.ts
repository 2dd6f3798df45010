import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { createAccounts } from './accounts.ts'
import { attempt, type AttemptOptions } from './attempt.ts'
import { idsOf } from './ids.ts'
import { createOutages } from './outages.ts'
import type { Claim } from '../store/claimed.ts'

/** Sends of one account that may be in flight at once. */
const SLOTS_PER_ACCOUNT = 64
/** Lanes claimed in one go. */
const CLAIM_AT_ONCE = 32
/** The floor of wake-ups, ms: what another replica or a person wrote is seen within it. */
const POLL_MS = 1_000
const AFTER_TROUBLE_MS = 250
/** Until a lane that another replica holds is asked for again, ms. */
const HELD_MS = 20

export type DispatcherOptions = Omit<AttemptOptions, 'accounts' | 'onSettling' | 'onReturned'> & {
  /** Whether this process may send it: a dry run takes nothing from what waits for a real account. */
  readonly takes: (claim: Claim) => boolean
}

/** Claims what is due and sends it, one in flight per lane. */
export interface Dispatcher {
  /** Something may be due: look now. */
  readonly wake: () => void
  /** Accounts whose credentials fail, so that nothing is sent by them now. */
  readonly accountsDown: () => readonly string[]
  /** Claims nothing more; resolves when every attempt in flight has been noted. */
  readonly stop: () => Promise<void>
}

/** Starts at once; one dispatcher per process. */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, clock, log } = options
  const accounts = createAccounts(SLOTS_PER_ACCOUNT)
  const bell = createBell()
  const outages = createOutages({ ...options, onOpen: () => bell.ring() })
  const attemptOptions: AttemptOptions = {
    ...options,
    accounts,
    onSettling: () => bell.ring(),
    onFailed(claim, error, next) {
      outages.ended(claim, error)
      options.onFailed(claim, error, next)
    },
    onWorked(claim) {
      outages.ended(claim, null)
      options.onWorked(claim)
    },
    onReturned: outages.returned,
  }
  const inFlight = new Set<Promise<void>>()
  const stopping = new AbortController()

  const others = new Set<string>()
  const left = (): readonly string[] => [...accounts.busy(), ...outages.shut(), ...others]

  /** Starts what is due; resolves to how long nothing else will be, ms, or null where more may be due. */
  async function look(): Promise<number | null> {
    const claimedAt = clock.elapsed()
    const busy = left()
    // Both in one turn: they share a message to the store and a transaction.
    const [claims, dueMs] = await Promise.all([
      store.claim(CLAIM_AT_ONCE, busy),
      // Without it what was claimed is sent all the same.
      store.nextDueMs(busy).catch(() => null),
    ])
    // The 200s of callbacks that were stored in the same commit go out first.
    if (claims.length > 0) await nextTurn()
    for (const claim of claims) {
      if (!options.takes(claim)) others.add(claim.account)
      const goes = options.takes(claim) && outages.admits(claim)
      const work = goes ? attempt(claim, claimedAt, attemptOptions) : giveBack(claim)
      const running = work.finally(() => inFlight.delete(running))
      inFlight.add(running)
    }
    // What is due and cannot be had, another replica has at the moment.
    if (claims.length === 0 && dueMs === 0) return HELD_MS
    // Less than was asked for is all there is.
    return claims.length < CLAIM_AT_ONCE ? Math.min(POLL_MS, dueMs ?? POLL_MS) : null
  }

  function giveBack(claim: Claim): Promise<void> {
    return store.release(claim).catch((err: unknown) => log.warn('release failed', { ...idsOf(claim), err }))
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      bell.hush()
      try {
        const restMs = await look()
        if (restMs !== null) await bell.heard(restMs)
      } catch (error) {
        log.error('claiming failed', { err: error })
        // Deaf meanwhile: every outcome that waits for the store rings as it tries again.
        await sleep(AFTER_TROUBLE_MS)
      }
    }
  }

  const running = run()
  return {
    wake: () => bell.ring(),
    accountsDown: outages.shut,
    async stop() {
      stopping.abort()
      bell.ring()
      await running
      await Promise.all(inFlight)
      outages.stop()
    },
  }
}

/** A bell that is heard even when it rang while nobody listened. */
function createBell() {
  let rung = false
  let listener: (() => void) | null = null
  return {
    ring(): void {
      rung = true
      listener?.()
    },
    hush(): void {
      rung = false
    },
    /** Resolves when it rings, or after so many ms. */
    async heard(ms: number): Promise<void> {
      if (rung) return
      const { promise, resolve } = Promise.withResolvers<void>()
      listener = resolve
      const timer = setTimeout(resolve, ms)
      await promise
      clearTimeout(timer)
      listener = null
    },
  }
}
