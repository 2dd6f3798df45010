import type { JobEvent } from '../receive/event.ts'
import type { Quarantined } from '../receive/quarantine.ts'
import type { PlatformName, Route, Trace } from '../rules/rules.ts'
import type { OperatedStore } from './operating.ts'
import type { SettledResult } from './settled.ts'
import type { ToldStore } from './trouble.ts'
import type { DeliveryPlatform, Reason, Receipt } from '../platforms/platform.ts'

/** A delivery to be: one per channel that the rules named. */
export interface NewDelivery {
  /** Account + place: the key of order, pace, pause and lease. */
  readonly lane: string
  readonly account: string
  readonly platform: DeliveryPlatform
  readonly place: string
  /** Least time between two messages of the lane, ms. */
  readonly gapMs: number
  readonly route: Route
}

/** What one callback becomes, in one transaction. */
export interface Acceptance {
  readonly event: JobEvent
  /** SHA-256 of the callback's bytes, hex: Kylin's retries are byte-identical. */
  readonly hash: string
  readonly trace: Trace
  readonly deliveries: readonly NewDelivery[]
}

export type DeliveryState = 'waiting' | 'sent' | 'held' | 'folded' | 'silenced' | 'dead'

/** The right to send one delivery, until the lease of its lane ends. */
export interface Claim {
  /** The delivery's id as people see it: unique over installations, e.g. `k7f3q-182`. */
  readonly delivery: string
  readonly lane: string
  /** Which holder of the lane this is; settle names it again. */
  readonly fence: number
  readonly account: string
  readonly platform: DeliveryPlatform
  readonly place: string
  readonly route: Route
  readonly event: JobEvent
  /** Attempts that count against this delivery alone. */
  readonly strikes: number
  /** Attempts before this one, since it came into its lane or was replayed. */
  readonly tries: number
  /** When the first attempt started, database ms; null before it. */
  readonly firstTriedAt: number | null
  /** When it was last sent before this, database ms; null before its first attempt. */
  readonly triedAt: number | null
  /** True when an earlier attempt has no outcome, or an unknown one: it may have been posted. */
  readonly unknown: boolean
  /** When the earliest attempt that may have posted it started, database ms; null when none may have. */
  readonly unknownSince: number | null
  /** How many look-ups in a row did not find it since. */
  readonly misses: number
  /** What the platform calls the place, from its last receipt; null while it has told nothing. */
  readonly placeId: string | null
  /** When this claim was made, database ms. */
  readonly at: number
  /** True when it is to be sent as plain text: the platform refused its full form. */
  readonly plain: boolean
  /** Id of an earlier event with the same job, state and end, else null. */
  readonly toldBefore: string | null
}

/** Where a delivery goes on waiting instead. */
export interface MoveTarget extends Omit<NewDelivery, 'route'> {
  readonly channel: string
}

/** How one attempt ended. */
export interface Settlement {
  readonly delivery: string
  readonly lane: string
  readonly fence: number
  /** How long the attempt took, ms. */
  readonly ms: number
  readonly result: SettledResult
  /** What else is worth knowing, e.g. that a template failed; kept on the delivery. */
  readonly note?: string
  /** Pauses every lane of the account. */
  readonly pauseAccountMs?: number
}

export interface StoredAttempt {
  readonly at: number
  /** Null while there is no outcome. */
  readonly ms: number | null
  readonly outcome: 'sent' | 'not-sent' | 'unknown' | null
  readonly reason: Reason | null
  readonly detail: string
}

export interface StoredDelivery {
  readonly id: string
  readonly channel: string
  readonly platform: DeliveryPlatform
  readonly place: string
  readonly state: DeliveryState
  readonly route: Route
  readonly attempts: readonly StoredAttempt[]
  readonly receipt: Receipt | null
  /** When it is tried next, database ms; null unless waiting. */
  readonly nextAt: number | null
  readonly help: string
  readonly note: string
}

export interface StoredEvent {
  readonly event: JobEvent
  readonly trace: Trace
  /** How often a byte-identical repeat came. */
  readonly repeats: number
  /** Id of an earlier event with the same job, state and end: this one is told again, and marked. */
  readonly toldBefore: string | null
  readonly deliveries: readonly StoredDelivery[]
}

export interface EventQuery {
  readonly jobId?: string
  /** Project and job state, ignoring case. */
  readonly project?: string
  readonly state?: string
  /** From then on, ms since the epoch. */
  readonly since?: number
  /** Before then, ms since the epoch. */
  readonly until?: number
  /** Only what is older than this: the `next` of the page before. */
  readonly before?: EventCursor
  /** At most this many, 1 to 100; 100 when absent. */
  readonly limit?: number
}

/** A place in the order of events: newest first, by the time they came in and by id. */
export interface EventCursor {
  readonly at: number
  readonly id: string
}

/** Some events, newest first. It may hold fewer than asked for, or none, and still not be the last. */
export interface EventPage {
  readonly events: readonly StoredEvent[]
  /** Where the next page goes on; null after the last. */
  readonly next: EventCursor | null
}

/** What is known of a team's rules file. */
export interface TeamFile {
  readonly team: string
  /** Its last good text; null where there was none. */
  readonly text: string | null
  /** Hash of the broken text that its contact was told of; null when none since the last good one. */
  readonly told: string | null
}

/** A message as the inbox shows it. */
export interface InboxMessage {
  readonly id: number
  readonly at: number
  readonly channel: string
  /** The platform it is drawn as. */
  readonly drawnAs: PlatformName
  readonly place: string
  readonly delivery: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** The store could not do it now; nothing was changed. Anything else a store throws is a bug. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** The only place where something is kept. Every engine passes the same contract suite. */
export interface Store extends OperatedStore, ToldStore {
  /**
   * Event, trace and deliveries in one transaction; resolved once it is on disk. `repeat`: the same bytes came
   * from the same cluster within 10 minutes; counted, nothing else stored.
   * @throws StoreUnavailable when it could not be committed (disk full, read-only, I/O error)
   */
  readonly accept: (acceptance: Acceptance) => Promise<'stored' | 'repeat'>
  readonly quarantine: (quarantined: Quarantined) => Promise<void>
  /**
   * Leases up to `limit` lanes that have something due and are neither leased, pausing nor of a paused or `busy`
   * account; the start of each attempt is written in the same transaction.
   */
  readonly claim: (limit: number, busy: readonly string[]) => Promise<readonly Claim[]>
  /** Writes an outcome and frees the lane. A stale fence may still record a success; it never touches the lease. */
  readonly settle: (settlement: Settlement) => Promise<void>
  /** Gives a claim back unsent: no attempt was made. @param waitMs how long its lane rests; not at all when absent */
  readonly release: (claim: Claim, waitMs?: number) => Promise<void>
  /**
   * ms until the next claim can succeed by the passing of time, or null when nothing waits.
   * @param busy accounts whose lanes do not count, as in `claim`
   */
  readonly nextDueMs: (busy?: readonly string[]) => Promise<number | null>
  /** How many deliveries wait. */
  readonly waiting: () => Promise<number>
  /** One page; its cost is bounded, however much there is and however little fits. */
  readonly events: (query: EventQuery) => Promise<EventPage>
  readonly event: (id: string) => Promise<StoredEvent | null>
  /** Keeps the text of rules under their hash, so that an old trace can be worked out again. */
  readonly saveRules: (hash: string, source: string) => Promise<void>
  /** The text of the rules saved under a hash, or null. */
  readonly savedRules: (hash: string) => Promise<string | null>
  /** All that are known, by team. */
  readonly teamFiles: () => Promise<readonly TeamFile[]>
  /** Keeps a team's good text; what its contact was told is over. */
  readonly keepTeamFile: (team: string, text: string) => Promise<void>
  /** Notes that the contact was told of a broken text, by its hash. */
  readonly toldTeamFile: (team: string, hash: string) => Promise<void>
  readonly addToInbox: (message: Omit<InboxMessage, 'id' | 'at'>) => Promise<number>
  /** Newest first. */
  readonly inbox: (limit: number) => Promise<readonly InboxMessage[]>
  /** Deletes what is past its time, in batches; resolves to how many rows went. */
  readonly prune: (retentionDays: number) => Promise<number>
  /** Resolves when a write can be committed. @throws StoreUnavailable */
  readonly ping: () => Promise<void>
  readonly close: () => Promise<void>
}
