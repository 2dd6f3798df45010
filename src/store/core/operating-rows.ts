import type { LaneRow, NewDeliveryRow } from './operations.ts'
import type { LedgerPage, LedgerQuery } from '../ledger-entry.ts'
import type {
  DeliveryPage,
  DeliveryQuery,
  RangePage,
  Replayed,
  ReplayOptions,
  ReplayRange,
} from '../operating.ts'

/** A delivery of an event, its route still text. */
export interface RoutingRow {
  readonly id: string
  readonly state: string
  readonly kind: string
  readonly platform: string
  readonly channel: string
  readonly lane: string
  readonly route: string
  readonly note: string
}

/** A reroute as it crosses to the store's thread. */
export interface RerouteRow {
  readonly event: string
  readonly known: readonly { readonly id: string; readonly state: string }[]
  readonly revive: readonly { readonly delivery: string; readonly as: NewDeliveryRow }[]
  readonly add: readonly NewDeliveryRow[]
  readonly close: readonly string[]
  /** Of what takes the place of a dead letter, and of the dead letter itself. */
  readonly note: string
  readonly closedNote: string
}

export interface KeptBodyRow {
  readonly id: number
  readonly cluster: string
  readonly received_at: number
  readonly problems: string
  readonly body: string
  readonly bytes: number
}

/** What operators can ask of a store: what goes in, and what comes out. */
export interface OperatedOperations {
  deliveries: [DeliveryQuery, DeliveryPage]
  deadLetters: [null, number]
  ledger: [LedgerQuery, LedgerPage]
  /** At most 1,000 rows go at a time. */
  pruneLedger: [{ readonly auditDays: number }, number]
  range: [ReplayRange, RangePage]
  replay: [ReplayOptions & { readonly ids: readonly string[] }, readonly Replayed[]]
  routing: [
    string,
    { readonly body: string; readonly trace: string; readonly deliveries: readonly RoutingRow[] } | null,
  ]
  reroute: [RerouteRow, readonly string[] | null]
  quarantined: [{ readonly before: number | null }, readonly KeptBodyRow[]]
}

/** Each lane once. */
export function lanesOf(rows: readonly NewDeliveryRow[]): readonly LaneRow[] {
  return [...new Map(rows.map((row) => [row.lane, row])).values()]
}
