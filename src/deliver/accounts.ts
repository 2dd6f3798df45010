/** A success older than this says nothing about an account's health, ms. */
const HEALTHY_FOR_MS = 5 * 60_000
/** One probe of an account speaks for so long, ms. */
const PROBE_HOLDS_MS = 5_000

/** What the dispatcher knows of its accounts: how busy each is, when each last worked, and where it failed since. */
export interface Accounts {
  readonly begin: (account: string) => void
  readonly end: (account: string) => void
  readonly succeeded: (account: string, now: number) => void
  /** Notes a failure, and tells whether another lane of the account failed too since it last worked. */
  readonly failedAlone: (account: string, lane: string, now: number) => boolean
  /** Whether the account did something for others since `since`. */
  readonly healthySince: (account: string, since: number, now: number) => boolean
  /** Whether the account answers its probe; many that ask at once share one. */
  readonly answers: (account: string, now: number, probe: () => Promise<boolean>) => Promise<boolean>
  /** Accounts whose slots are all taken: a hung one takes only its own. */
  readonly busy: () => readonly string[]
}

/** @param slots how many sends of one account may be in flight */
export function createAccounts(slots: number): Accounts {
  const inFlight = new Map<string, number>()
  const lastSuccess = new Map<string, number>()
  const failing = new Map<string, Map<string, number>>()
  const probes = new Map<string, { readonly at: number; readonly answer: Promise<boolean> }>()
  return {
    begin: (account) => void inFlight.set(account, (inFlight.get(account) ?? 0) + 1),
    end(account) {
      const left = (inFlight.get(account) ?? 1) - 1
      if (left === 0) inFlight.delete(account)
      else inFlight.set(account, left)
    },
    succeeded(account, now) {
      lastSuccess.set(account, now)
      failing.delete(account)
    },
    failedAlone(account, lane, now) {
      const lanes = failing.get(account) ?? new Map<string, number>()
      failing.set(account, lanes.set(lane, now))
      return ![...lanes].some(([other, at]) => other !== lane && now - at <= HEALTHY_FOR_MS)
    },
    healthySince(account, since, now) {
      const at = lastSuccess.get(account)
      return at !== undefined && at >= since && now - at <= HEALTHY_FOR_MS
    },
    answers(account, now, probe) {
      const before = probes.get(account)
      if (before !== undefined && now - before.at <= PROBE_HOLDS_MS) return before.answer
      const answer = probe()
      probes.set(account, { at: now, answer })
      return answer
    },
    busy: () => [...inFlight].filter(([, count]) => count >= slots).map(([account]) => account),
  }
}
