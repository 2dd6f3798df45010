import type { DeliveryPlatform } from '../platforms/platform.ts'
import type { JobEvent } from '../receive/event.ts'
import type { Later, Limit, Route, Thread, Trace } from '../rules/rules.ts'

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
  /** Whether it can mark it. */
  readonly marks: boolean
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

/** Where a delivery goes on waiting instead. */
export interface MoveTarget extends Omit<NewDelivery, 'route'> {
  readonly channel: string
}
