import { createAccounts } from './accounts.ts'
import { attempt, type AttemptOptions } from './attempt.ts'

/** Sends of one account that may be in flight at once. */
const SLOTS_PER_ACCOUNT = 64
/** Lanes claimed in one go. */
const CLAIM_AT_ONCE = 32
/** The floor of wake-ups, ms: what another replica or a person wrote is seen within it. */
const POLL_MS = 1_000
const AFTER_TROUBLE_MS = 250

export type DispatcherOptions = Omit<AttemptOptions, 'accounts'> & {
  /** Accounts that are not to be claimed now, e.g. all real ones in a dry run. */
  readonly excluded: readonly string[]
}

/** Claims what is due and sends it, one in flight per lane. */
export interface Dispatcher {
  /** Something may be due: look now. */
  readonly wake: () => void
  /** Claims nothing more; resolves when every attempt in flight has been noted. */
  readonly stop: () => Promise<void>
}

/** Starts at once; one dispatcher per process. */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, clock, log } = options
  const accounts = createAccounts(SLOTS_PER_ACCOUNT)
  const attemptOptions: AttemptOptions = { ...options, accounts }
  const inFlight = new Set<Promise<void>>()
  const bell = createBell()
  const stopping = new AbortController()

  const left = (): readonly string[] => [...accounts.busy(), ...options.excluded]

  async function claimOnce(): Promise<number> {
    const claimedAt = clock.elapsed()
    const claims = await store.claim(CLAIM_AT_ONCE, left())
    for (const claim of claims) {
      accounts.begin(claim.account)
      const running = attempt(claim, claimedAt, attemptOptions).finally(() => {
        accounts.end(claim.account)
        inFlight.delete(running)
        bell.ring()
      })
      inFlight.add(running)
    }
    return claims.length
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      bell.hush()
      try {
        if ((await claimOnce()) === 0)
          await bell.heard(Math.min(POLL_MS, (await store.nextDueMs(left())) ?? POLL_MS))
      } catch (error) {
        log.error('claiming failed', { err: error })
        await bell.heard(AFTER_TROUBLE_MS)
      }
    }
  }

  const running = run()
  return {
    wake: () => bell.ring(),
    async stop() {
      stopping.abort()
      bell.ring()
      await running
      await Promise.all(inFlight)
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
    /** Resolves when it rings, or after `ms`. */
    heard(ms: number): Promise<void> {
      if (rung) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = setTimeout(done, ms)
        function done(): void {
          clearTimeout(timer)
          listener = null
          resolve()
        }
        listener = done
      })
    },
  }
}
