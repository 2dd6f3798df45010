import type { PlatformName } from '../rules/rules.ts'
import type { Query } from './engine.ts'
import type { OperatedOperations } from './operating-rows.ts'
import type {
  Claim,
  EventPage,
  EventQuery,
  InboxMessage,
  NewDelivery,
  Settlement,
  TeamFile,
} from './store.ts'
import type { SettledResult } from './settled.ts'
import type { Trouble } from './trouble.ts'

/** An acceptance as it crosses to the store's thread: flat, events and routes as JSON text. */
export interface AcceptRow {
  readonly hash: string
  readonly event: NewEventRow
  readonly deliveries: readonly NewDeliveryRow[]
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
}

/** A lane, and the name of the channel that a delivery in it is for. */
export interface LaneRow extends Pick<NewDelivery, 'lane' | 'account' | 'platform' | 'place'> {
  readonly gap_ms: number
  readonly channel: string
}

export interface NewDeliveryRow extends LaneRow {
  readonly route: string
}

export interface QuarantineRow {
  readonly cluster: string
  readonly received_at: number
  readonly problems: string
  readonly body: string
  readonly bytes: number
}

export interface ClaimRow extends Omit<Claim, 'event' | 'route'> {
  readonly event: string
  readonly channel: string
  readonly route: string
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
  /** Only where it was moved. */
  readonly to: LaneRow | null
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

/** Everything a store can be asked: what goes in, and what comes out. */
interface Operations extends OperatedOperations {
  /** The wall clock jumped by so many ms: leases and pace move with it. */
  shift: [number, null]
  settle: [SettleRow, null]
  release: [ReleaseRow, null]
  accept: [AcceptRow, 'stored' | 'repeat']
  quarantine: [QuarantineRow, null]
  saveRules: [{ hash: string; source: string }, null]
  keepTeamFile: [{ team: string; text: string }, null]
  toldTeamFile: [{ team: string; told: string }, null]
  addToInbox: [InboxRow, number]
  addTrouble: [Trouble, null]
  endTrouble: [string, null]
  ping: [null, null]
  /** At most 1,000 rows of each kind go at a time: [of that kind, of all kinds]. */
  pruneSome: [{ retentionDays: number }, { full: boolean; rows: number }]
  claim: [{ limit: number; busy: readonly string[] }, readonly ClaimRow[]]
  nextDueMs: [{ busy: readonly string[] }, number | null]
  waiting: [null, number]
  events: [EventQuery, EventPageRow]
  event: [string, EventRow | null]
  savedRules: [string, string | null]
  teamFiles: [null, readonly TeamFile[]]
  troubles: [null, readonly Trouble[]]
  inbox: [number, readonly InboxMessageRow[]]
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
