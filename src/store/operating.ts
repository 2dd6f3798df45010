import type { DeliveryPlatform, Reason } from '../platforms/platform.ts'
import type { JobEvent } from '../receive/event.ts'
import type { Quarantined } from '../receive/quarantine.ts'
import type { LedgerPage, LedgerQuery } from './ledger-entry.ts'
import type { DeliveryState } from './stored.ts'
import type { NewDelivery } from './accepting.ts'

/** A delivery in a list: its event in a few words, and how it stands. Times are ms since the epoch. */
export interface ListedDelivery extends Pick<
  JobEvent,
  'cluster' | 'receivedAt' | 'job_id' | 'project' | 'job_state' | 'job_type'
> {
  readonly id: string
  /** Id of its event. */
  readonly event: string
  readonly channel: string
  readonly platform: DeliveryPlatform
  readonly place: string
  readonly state: DeliveryState
  /** How many attempts were made. */
  readonly tries: number
  /** Of the last attempt that failed; null and '' where none did. */
  readonly reason: Reason | null
  readonly detail: string
  readonly help: string
  readonly note: string
  /** When it became what it is; null while it waits. */
  readonly endedAt: number | null
}

export interface DeliveryQuery {
  /** Only these; ids that are none are left out. */
  readonly ids?: readonly string[]
  readonly state?: DeliveryState
  readonly channel?: string
  /** Of events that came in from then on, ms since the epoch. */
  readonly since?: number
  /** The `next` of the page before. */
  readonly before?: number
  /** At most this many, 1 to 100; 100 when absent. */
  readonly limit?: number
}

/** Some deliveries, newest first. It may hold fewer than asked for, or none, and still not be the last. */
export interface DeliveryPage {
  readonly deliveries: readonly ListedDelivery[]
  readonly next: number | null
}

/** What a replay takes: dead letters, or everything that came in within a time. */
export interface ReplayRange {
  readonly dead: boolean
  /** Only deliveries for this channel. */
  readonly channel?: string
  /** Events that came in from then on and before `until`, ms since the epoch. */
  readonly since: number
  readonly until: number
  /** The `next` of the page before. */
  readonly after?: RangeCursor
}

/** A place in the order of a range: oldest first. */
export interface RangeCursor {
  readonly at: number
  readonly id: string
}

/** Some events of a range, each with those of its deliveries that the range takes, if any. */
export interface RangePage {
  readonly taken: readonly { readonly event: string; readonly deliveries: readonly string[] }[]
  readonly next: RangeCursor | null
}

/** Why a delivery was left as it was. `file`: it comes with its message, as edits and marks do. */
export type LeftAlone = Exclude<DeliveryState, 'dead'> | 'file' | 'no-such-delivery'

/** What a replay did with one delivery, or would do. */
export interface Replayed {
  readonly delivery: string
  readonly event: string | null
  readonly channel: string | null
  /** replayed: it waits again, as new. resent: another delivery like it waits. */
  readonly did: 'replayed' | 'resent' | 'left'
  /** Only where it was left. */
  readonly why?: LeftAlone
  /** The delivery that was made; only where it was resent, and not in a dry run. */
  readonly as?: string
}

export interface ReplayOptions {
  /** What was sent is sent again. */
  readonly resend: boolean
  /** Says what would be done. */
  readonly dryRun: boolean
}

/** A delivery as far as new rules ask about it. */
export interface RoutedDelivery {
  readonly id: string
  readonly state: DeliveryState
  /** `own`: what Herald passes on, tells of itself, or adds as a file; rules do not decide on it. */
  readonly kind: 'message' | 'own'
  /** Where it is for, and where it was first for if it was moved. */
  readonly channels: readonly string[]
  readonly lanes: readonly string[]
  /** It was a dead letter, and others took its place. */
  readonly rerouted: boolean
}

/** An event and what was made of it. */
export interface Routing {
  readonly event: JobEvent
  /** It is no callback, but what Herald told of itself. */
  readonly isNotice: boolean
  readonly deliveries: readonly RoutedDelivery[]
}

/** What is done to the deliveries of one event by other rules. */
export interface Reroute {
  /** As it was read: where it is different now, nothing is done. */
  readonly routing: Routing
  /** Dead letters that wait again, with this route and in its lane. */
  readonly revive: readonly { readonly delivery: string; readonly as: NewDelivery }[]
  readonly add: readonly NewDelivery[]
  /** Dead letters whose place others take. */
  readonly close: readonly string[]
  /** Names of the channels that take their place. */
  readonly to: readonly string[]
  /** Hash of the rules by which. */
  readonly rules: string
}

/** An unusable body as it is kept. */
export interface KeptBody extends Quarantined {
  readonly id: number
}

/** What operators ask of a store, and what they change in it. */
export interface OperatedStore {
  /** One page; its cost is bounded. */
  readonly deliveries: (query: DeliveryQuery) => Promise<DeliveryPage>
  /** How many dead letters there are; more than 10,000 count as 10,000. */
  readonly deadLetters: () => Promise<number>
  /** One page of the audit ledger; its cost is bounded. */
  readonly ledger: (query: LedgerQuery) => Promise<LedgerPage>
  /** Deletes what is older from the audit ledger, in batches; resolves to how many rows went. */
  readonly pruneLedger: (auditDays: number) => Promise<number>
  /** One page, oldest first; its cost is bounded. */
  readonly range: (range: ReplayRange) => Promise<RangePage>
  /**
   * Dead letters wait again, as new, but for their attempts and for the mark that they may have been posted. What
   * was sent stays as it is and is sent by a new delivery, only if asked for. All else is left alone. One answer an id.
   */
  readonly replay: (ids: readonly string[], options: ReplayOptions) => Promise<readonly Replayed[]>
  /** What is known of an event's deliveries before it is rerouted; null where there is no such event. */
  readonly routing: (event: string) => Promise<Routing | null>
  /** All of it in one transaction. Resolves to the ids of what was added, or null where its deliveries had changed. */
  readonly reroute: (reroute: Reroute) => Promise<readonly string[] | null>
  /** Unusable bodies, newest first, at most 20. @param before the id of the last one of the page before */
  readonly quarantined: (before?: number) => Promise<readonly KeptBody[]>
}
