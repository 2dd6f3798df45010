import type { PlatformName } from '../../rules/rules.ts'
import type { WatchedBacklog } from '../pages/backlog.ts'
import type { Query } from './engine.ts'
import type { OperatedOperations } from './operating-rows.ts'
import type { SilenceOperations } from '../operate/silences.ts'
import type { Accepted, ActiveSilence, DeliveryKind, KeptBack, NewDelivery, Telling } from '../accepting.ts'
import type { Claim, ClaimedDigest, ClaimedStory, Root, Settlement } from '../claimed.ts'
import type { EventPage, EventQuery, InboxChange, InboxCount, InboxMessage, TeamFile } from '../stored.ts'
import type { SettledResult } from '../settled.ts'
import type { Trouble } from '../operate/trouble.ts'

/** An acceptance as it crosses to the store's thread: flat, events and routes as JSON text. */
export interface AcceptRow {
  readonly hash: string
  readonly event: NewEventRow
  readonly deliveries: readonly NewDeliveryRow[]
  readonly unmatched: boolean
  /** Of the trace, where no rule took it and a story goes on by it. */
  readonly followed_trace: string
  /** What its stories would be about: its job, and its model if it has one. */
  readonly job_subject: string
  readonly model_subject: string | null
  /** When the job ended, or else when it came in, ms since the epoch. */
  readonly ended_at: number
  readonly silences: readonly ActiveSilence[]
}

interface NewEventRow {
  readonly id: string
  readonly cluster: string
  readonly received_at: number
  readonly job_id: string
  readonly project: string
  readonly job_state: string
  readonly job_type: string
  readonly end_time: string
  readonly trace: string
  readonly body: string
  readonly cause: string
}

/** A lane, and the name of the channel that a delivery in it is for. */
export interface LaneRow extends Pick<NewDelivery, 'lane' | 'account' | 'platform' | 'place'> {
  readonly gap_ms: number
  readonly channel: string
}

/** Where a delivery goes instead, and by which limits. */
export interface MoveRow extends LaneRow {
  readonly telling: Telling | null
}

export interface NewDeliveryRow extends LaneRow {
  readonly route: string
  readonly kind: DeliveryKind
  readonly of_story: number | null
  readonly of_digest: number | null
  readonly due_at: number
  readonly telling: Telling | null
  /** Names of the mentions. */
  readonly mentions: readonly string[]
}

export interface QuarantineRow {
  readonly cluster: string
  readonly received_at: number
  readonly problems: string
  readonly body: string
  readonly bytes: number
}

export interface ClaimRow extends Omit<Claim, 'event' | 'route' | 'story' | 'digest'> {
  readonly story: StoryRow | null
  readonly digest: DigestRow | null
  readonly event: string
  readonly channel: string
  readonly route: string
}

interface RootRow extends Omit<Root, 'receipt'> {
  readonly receipt: string | null
}

export interface StoryRow extends Omit<ClaimedStory, 'root' | 'first' | 'failed' | 'marked'> {
  readonly failed: 0 | 1
  readonly marked: 0 | 1
  readonly root: RootRow | null
  readonly first: { readonly event: string; readonly route: string; readonly toldBefore: boolean } | null
}

export interface DigestRow extends Omit<ClaimedDigest, 'root' | 'tally' | 'mentions'> {
  readonly root: RootRow
  readonly tally: string
  readonly mentions: string
}

/** Booleans as 0 and 1, absent texts as ''. */
export interface SettleRow extends Pick<Settlement, 'delivery' | 'lane' | 'fence' | 'ms'> {
  readonly state: SettledResult['state']
  readonly outcome: 'sent' | 'not-sent' | 'unknown'
  readonly reason: string | null
  readonly detail: string
  readonly help: string
  readonly receipt: string | null
  readonly note: string | null
  readonly wait_ms: number
  readonly counted: 0 | 1
  readonly plain: 0 | 1
  readonly pause_ms: number
  readonly misses: number
  /** When it was last sent, where this was a look-up only. */
  readonly tried_at: number | null
  /** 1: no earlier attempt posted it either. */
  readonly cleared: 0 | 1
  /** What the platform calls the place, where it told. */
  readonly place_id: string | null
  readonly beside: 0 | 1
  /** 1: it is the first message of its story or digest from now on. */
  readonly root: 0 | 1
  readonly shows_story: string | null
  readonly shows_digest: number | null
  /** Only where it was moved. */
  readonly to: MoveRow | null
  /** What follows, only where it was sent. */
  readonly followedBy: readonly NewDeliveryRow[]
}

/** What releasing a claim restores. */
export interface ReleaseRow extends Pick<Claim, 'delivery' | 'lane' | 'fence'> {
  readonly first_tried_at: number | null
  readonly tried_at: number | null
  readonly unknown: 0 | 2
  readonly unknown_since: number | null
  readonly wait_ms: number
}

interface InboxRow {
  readonly channel: string
  readonly drawn_as: PlatformName
  readonly place: string
  readonly delivery: string
  readonly payload: string
  readonly kind: 'post' | InboxChange['kind']
  /** The id of the message that is replied to, edited or marked. */
  readonly target: number | null
}

export interface InboxMessageRow extends Omit<InboxMessage, 'payload'> {
  readonly payload: string
}

/** A stored event with what hangs on it, all still text. */
export interface EventRow {
  readonly body: string
  readonly trace: string
  readonly repeats: number
  readonly told_before: string | null
  readonly deliveries: readonly DeliveryRow[]
}

interface EventPageRow extends Pick<EventPage, 'next'> {
  readonly events: readonly EventRow[]
}

export interface DeliveryRow {
  readonly id: string
  readonly event_id: string
  readonly lane: string
  readonly channel: string
  readonly platform: string
  readonly place: string
  readonly state: string
  readonly kind: string
  readonly follows: string | null
  readonly digest: string | null
  readonly route: string
  readonly receipt: string | null
  readonly next_at: number | null
  readonly help: string
  readonly note: string
  readonly attempts: readonly AttemptRow[]
}

export interface AttemptRow {
  readonly at: number
  readonly ms: number | null
  readonly outcome: string | null
  readonly reason: string | null
  readonly detail: string
}

/** What became of an acceptance, and which of its deliveries do not go by themselves. */
export interface AcceptAnswer {
  readonly result: Accepted
  readonly kept: readonly KeptBack[]
}

/** Everything a store can be asked: what goes in, and what comes out. */
interface Operations extends OperatedOperations, SilenceOperations {
  /** The wall clock jumped by so many ms: leases and pace move with it. */
  shift: [number, null]
  settle: [SettleRow, null]
  release: [ReleaseRow, null]
  accept: [AcceptRow, AcceptAnswer]
  quarantine: [QuarantineRow, null]
  saveRules: [{ hash: string; source: string }, null]
  keepTeamFile: [{ team: string; text: string }, null]
  toldTeamFile: [{ team: string; told: string }, null]
  addToInbox: [InboxRow, number | null]
  addTrouble: [Trouble, number]
  endTrouble: [string, null]
  ping: [null, null]
  /** At most 1,000 rows of each kind go at a time: [of that kind, of all kinds]. */
  pruneSome: [{ retentionDays: number }, { full: boolean; rows: number }]
  claim: [{ limit: number; busy: readonly string[] }, readonly ClaimRow[]]
  nextDueMs: [{ busy: readonly string[] }, number | null]
  waiting: [null, number]
  backlog: [null, WatchedBacklog]
  events: [EventQuery, EventPageRow]
  event: [string, EventRow | null]
  savedRules: [string, string | null]
  teamFiles: [null, readonly TeamFile[]]
  troubles: [null, readonly Trouble[]]
  inbox: [{ limit: number; channel: string | null }, readonly InboxMessageRow[]]
  inboxCounts: [null, readonly InboxCount[]]
  inboxVersion: [null, number]
}
export type OperationName = keyof Operations
export type Argument<N extends OperationName> = Operations[N][0]
export type Answer<N extends OperationName> = Operations[N][1]

/** Asks the store, in this thread or in its own. */
export type Call = <N extends OperationName>(name: N, argument: Argument<N>) => Promise<Answer<N>>

/** Serves all calls of one kind that a transaction holds; as many answers as arguments, in their order. */
export type Handler<N extends OperationName> = (
  query: Query,
  batch: readonly Argument<N>[],
) => Promise<readonly Answer<N>[]>

/** Serves the calls of one kind one after the other. */
export function each<N extends OperationName>(
  serve: (query: Query, argument: Argument<N>) => Promise<Answer<N>>,
): Handler<N> {
  return async (query, batch) => {
    const answers: Answer<N>[] = []
    for (const argument of batch) answers.push(await serve(query, argument))
    return answers
  }
}
