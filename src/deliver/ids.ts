import type { Claim } from '../store/claimed.ts'

/** What every line of the log about a delivery holds. */
export function idsOf({ delivery, event }: Claim): { readonly delivery: string; readonly event: string } {
  return { delivery, event: event.id }
}
