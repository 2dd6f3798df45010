import type { DeliveryPlatform, Receipt } from '../platforms/platform.ts'
import type { JobEvent } from '../receive/event.ts'
import type { DeliveryKind } from './accepting.ts'

/**
 * What was done to a channel. folded: a digest told of it, whose message the receipt names; notice: Herald told of
 * itself; forward: the callback was passed on.
 */
export type LedgerKind = DeliveryKind | 'folded' | 'notice' | 'forward'

/** Who was told what, and when: a delivery that arrived, or that a digest told of. Without the text; it outlives its event. */
export interface LedgerEntry extends Pick<
  JobEvent,
  'cluster' | 'project' | 'job_id' | 'job_type' | 'job_state'
> {
  /** The delivery's id. */
  readonly delivery: string
  readonly event: string
  /** When it arrived, database ms. */
  readonly at: number
  readonly channel: string
  readonly platform: DeliveryPlatform
  readonly place: string
  readonly receipt: Receipt
  /** Names from `mentions:`. */
  readonly mentions: readonly string[]
  /** Hash of the rules by which, and the rule. */
  readonly rules: string
  readonly rule: string
  readonly kind: LedgerKind
}

export interface LedgerQuery {
  /** Ignoring case. */
  readonly project?: string
  readonly channel?: string
  /** What arrived from then on and before `until`, ms since the epoch. */
  readonly since?: number
  readonly until?: number
  /** The `next` of the page before. */
  readonly before?: LedgerCursor
  /** At most this many, 1 to 1,000; 1,000 when absent. */
  readonly limit?: number
}

/** A place in the order of the ledger: newest first. */
export interface LedgerCursor {
  readonly at: number
  readonly id: number
}

/** Some entries, newest first. It may hold fewer than asked for, or none, and still not be the last. */
export interface LedgerPage {
  readonly entries: readonly LedgerEntry[]
  readonly next: LedgerCursor | null
}

/** How many rows are looked at, or pruned, in one transaction. */
export const LEDGER_AT_ONCE = 1_000
