import type { Claim } from '../../src/store/claimed.ts'

/** A delivery that waits. */
export interface Item {
  readonly event: string
  /** Its place among all deliveries that were ever accepted. */
  readonly order: number
  /** 1 while an attempt has no outcome, 2 once one stays unknown. */
  unknown: 0 | 1 | 2
}

/** What a lane of the store should hold, kept by the plainest means. */
export interface LaneModel {
  readonly name: string
  readonly account: string
  readonly gapMs: number
  queue: Item[]
  /** Null before the lane's first event. */
  nextAt: number | null
  /** 0 when it is not leased. */
  leaseUntil: number
  fence: number
}

export interface Model {
  now: number
  /** How many deliveries were accepted. */
  accepted: number
  readonly lanes: readonly LaneModel[]
  readonly pausedUntil: Map<string, number>
}

/** Five lanes over two accounts, with and without a pace. */
export function aModel(now: number): Model {
  const lanes = ['a', 'b', 'c', 'd', 'e'].map((name, n) => ({
    name,
    account: n % 2 === 0 ? 'slack' : 'discord',
    gapMs: (n % 3) * 700,
    queue: [],
    nextAt: null,
    leaseUntil: 0,
    fence: 0,
  }))
  return { now, accepted: 0, lanes, pausedUntil: new Map() }
}

/** When each lane that has something can be claimed, in the order in which they are. */
export function openings(model: Model): readonly { lane: LaneModel; at: number }[] {
  return model.lanes
    .filter((lane) => lane.queue.length > 0)
    .sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0))
    .map((lane) => ({
      lane,
      at: Math.max(lane.nextAt ?? 0, lane.leaseUntil, model.pausedUntil.get(lane.account) ?? 0),
    }))
}

/** What has to go next: what may have been posted, else the oldest. */
export function headOf({ queue }: LaneModel): Item {
  const [head] = queue.toSorted((a, b) => b.unknown - a.unknown || a.order - b.order)
  if (head === undefined) throw new Error('the lane is empty')
  return head
}

/** The lane of a claim. */
export function laneOf(model: Model, claim: Claim): LaneModel {
  const found = model.lanes.find((lane) => lane.name === claim.lane)
  if (found === undefined) throw new Error(`no lane ${claim.lane}`)
  return found
}

/** Whether this claim is still the one that has its lane. */
export function holds(model: Model, claim: Claim): boolean {
  const lane = laneOf(model, claim)
  return lane.leaseUntil !== 0 && lane.fence === claim.fence
}
