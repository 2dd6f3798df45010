/** A success older than this says nothing about an account's health, ms. */
const HEALTHY_FOR_MS = 5 * 60_000

/** What the dispatcher knows of its accounts: how busy each is, and when each last worked. */
export interface Accounts {
  readonly begin: (account: string) => void
  readonly end: (account: string) => void
  readonly succeeded: (account: string, now: number) => void
  /** Whether the account did something for others since `since`. */
  readonly healthySince: (account: string, since: number, now: number) => boolean
  /** Accounts whose slots are all taken: a hung one takes only its own. */
  readonly busy: () => readonly string[]
}

/** @param slots how many sends of one account may be in flight */
export function createAccounts(slots: number): Accounts {
  const inFlight = new Map<string, number>()
  const lastSuccess = new Map<string, number>()
  return {
    begin: (account) => void inFlight.set(account, (inFlight.get(account) ?? 0) + 1),
    end(account) {
      const left = (inFlight.get(account) ?? 1) - 1
      if (left === 0) inFlight.delete(account)
      else inFlight.set(account, left)
    },
    succeeded: (account, now) => void lastSuccess.set(account, now),
    healthySince(account, since, now) {
      const at = lastSuccess.get(account)
      return at !== undefined && at >= since && now - at <= HEALTHY_FOR_MS
    },
    busy: () => [...inFlight].filter(([, count]) => count >= slots).map(([account]) => account),
  }
}
