import type { DeliveryPlatform, Reason, Receipt } from '../platforms/platform.ts'
import type { JobEvent } from '../receive/event.ts'
import type { PlatformName, Route, Trace } from '../rules/rules.ts'
import type { DeliveryKind } from './accepting.ts'

export type DeliveryState = 'waiting' | 'sent' | 'held' | 'folded' | 'silenced' | 'dead'

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

/** How many messages of a channel the inbox keeps. */
export interface InboxCount extends Pick<InboxMessage, 'channel' | 'drawnAs'> {
  readonly messages: number
}

/** A message as it comes into the inbox. */
export type NewInboxMessage = Omit<InboxMessage, 'id' | 'at' | 'parent' | 'editedAt' | 'reactions'>

/** What a message does to one that the inbox has, by its id there. */
export interface InboxChange {
  readonly kind: 'reply' | 'edit' | 'reaction' | 'unmark'
  readonly id: number
}
