import type { JobEvent } from '../receive/event.ts'
import type { Quarantined } from '../receive/quarantine.ts'
import type { Member, Tally } from '../render/tally.ts'
import type { Later, Limit, PlatformName, Route, Thread, Trace } from '../rules/rules.ts'
import type { WatchedBacklog } from './backlog.ts'
import type { OperatedStore } from './operating.ts'
import type { SettledResult } from './settled.ts'
import type { SilenceStore } from './silences.ts'
import type { ToldStore } from './trouble.ts'
import type { DeliveryPlatform, Reason, Receipt } from '../platforms/platform.ts'

/**
 * What a delivery is: a message (new, or a reply in the thread of its story), the message of a digest, a reply below a
 * digest that calls somebody, an edit of a first message, the last edit of a digest, a mark, or a file.
 */
export type DeliveryKind = 'message' | 'digest' | 'call' | 'edit' | 'final' | 'reaction' | 'file'

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
  /** `message` when absent. */
  readonly kind?: DeliveryKind
  /** Of which story or digest it is, by their numbers; only where it follows from another delivery. */
  readonly ofStory?: number
  readonly ofDigest?: number
  /** Not before then, database ms. */
  readonly dueAt?: number
  /** How the state of its channel may change it; absent: it is sent as it is. */
  readonly telling?: Telling
}

/** How a delivery may be told otherwise than at once and by itself. */
export interface Telling {
  readonly thread: Thread
  readonly limits: readonly Limit[]
  readonly later: Later | null
  /** Whether its account can edit what it posted: only then is a digest shown while it still grows. */
  readonly edits: boolean
}

/** What one callback becomes, in one transaction. */
export interface Acceptance {
  readonly event: JobEvent
  /** SHA-256 of the callback's bytes, hex: Kylin's retries are byte-identical. */
  readonly hash: string
  readonly trace: Trace
  readonly deliveries: readonly NewDelivery[]
  /** No rule took it: where a story goes on by it, that is where it goes, and `deliveries` do not. */
  readonly unmatched?: boolean
  /** Silences that are in force and fit the event. */
  readonly silences?: readonly ActiveSilence[]
}

/** A silence as far as deliveries ask about it. */
export interface ActiveSilence {
  readonly id: number
  readonly why: string
  /** Names of the channels it is for; empty: all. */
  readonly channels: readonly string[]
}

/**
 * What became of an acceptance. followed: stored, and what no rule took went on in a story. repeat: the same bytes came
 * from the same cluster within 10 minutes; counted, nothing else stored.
 */
export type Accepted = 'stored' | 'followed' | 'repeat'

/** A delivery that does not go by itself. */
export interface KeptBack {
  readonly channel: string
  readonly state: 'held' | 'folded' | 'silenced'
}

export type DeliveryState = 'waiting' | 'sent' | 'held' | 'folded' | 'silenced' | 'dead'

/** The first message of a story or a digest, as its delivery has it. */
export interface Root {
  readonly delivery: string
  readonly state: DeliveryState
  /** Null while it was not sent. */
  readonly receipt: Receipt | null
}

/** The story that a delivery is part of: what became of one job, or of one model, in one channel. */
export interface ClaimedStory {
  readonly id: number
  /** Null where its first message was pruned. */
  readonly root: Root | null
  /** Since when: when the first of it ended, ms since the epoch. */
  readonly since: number
  /** What is true now: the newest job state, and since when. */
  readonly state: string
  readonly stateAt: number
  /** The job state that the first message shows. */
  readonly shown: string
  /** Whether the job failed in it. */
  readonly failed: boolean
  /** Only for an edit: the event and the route of the first message. */
  readonly first: { readonly event: JobEvent; readonly route: Route; readonly toldBefore: boolean } | null
}

/** The digest that a delivery posts, edits or belongs to. */
export interface ClaimedDigest {
  readonly id: number
  readonly what: 'storm' | 'quiet' | 'digest'
  readonly root: Root
  readonly tally: Tally
  /** Names of the mentions of its members, up to when it was first posted. */
  readonly mentions: readonly string[]
  readonly openedAt: number
  /** When a storm last went beyond a limit, database ms. */
  readonly overAt: number
  /** Since when nothing joins it any more; null: it is open. */
  readonly endedAt: number | null
  /** Only for a file: its members, the first 5,000. */
  readonly members: readonly Member[]
}

/** The right to send one delivery, until the lease of its lane ends. */
export interface Claim {
  readonly kind: DeliveryKind
  readonly story: ClaimedStory | null
  readonly digest: ClaimedDigest | null
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
  /** It waits by itself: others in its lane go on meanwhile. */
  readonly beside?: boolean
  /** The first message of its story or digest is from now on this one. */
  readonly root?: boolean
  /** What the first message shows now: the job state of a story, or how many members of a digest. */
  readonly shows?: { readonly story: string } | { readonly digest: number }
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
  readonly kind: DeliveryKind
  /** The first message of its story, by the delivery's id; null where it is that itself, or of none. */
  readonly follows: string | null
  /** The digest that it went into or belongs to, by the digest's delivery id. */
  readonly digest: string | null
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
  /** The message in whose thread it stands; null where it stands in its channel. */
  readonly parent: number | null
  /** ms since the epoch; null while it is as it was posted. */
  readonly editedAt: number | null
  /** How many marked it as done. */
  readonly reactions: number
}

/** A message as it comes into the inbox. */
type NewInboxMessage = Omit<InboxMessage, 'id' | 'at' | 'parent' | 'editedAt' | 'reactions'>

/** What a message does to one that the inbox has, by its id there. */
export interface InboxChange {
  readonly kind: 'reply' | 'edit' | 'reaction'
  readonly id: number
}

/** The store could not do it now; nothing was changed. Anything else a store throws is a bug. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** The only place where something is kept. Every engine passes the same contract suite. */
export interface Store extends OperatedStore, ToldStore, SilenceStore {
  /**
   * Event, trace and deliveries in one transaction; resolved once it is on disk.
   * @param onKept told of each delivery that does not go by itself
   * @throws StoreUnavailable when it could not be committed (disk full, read-only, I/O error)
   */
  readonly accept: (acceptance: Acceptance, onKept?: (kept: KeptBack) => void) => Promise<Accepted>
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
  /** What waits in each lane, and how many dead letters there are. */
  readonly backlog: () => Promise<WatchedBacklog>
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
  /** Resolves to the id of what came or changed; null where the message to change is gone. */
  readonly addToInbox: (message: NewInboxMessage, change?: InboxChange) => Promise<number | null>
  /** Newest first; more than `limit` only where replies bring the roots of their threads. */
  readonly inbox: (limit: number) => Promise<readonly InboxMessage[]>
  /** A number that grows whenever a message of the inbox came or changed. */
  readonly inboxVersion: () => Promise<number>
  /** Deletes what is past its time, in batches; resolves to how many rows went. */
  readonly prune: (retentionDays: number) => Promise<number>
  /** Resolves when a write can be committed. @throws StoreUnavailable */
  readonly ping: () => Promise<void>
  readonly close: () => Promise<void>
}
