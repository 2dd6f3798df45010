import type { Tally } from '../../render/tally.ts'
import type { AcceptRow, NewDeliveryRow } from '../core/operations.ts'
import type { DeliveryState } from '../stored.ts'
import type { Flow } from './flow.ts'

/** A channel's lane as a batch finds it, and as it leaves it. */
export interface LaneNow {
  readonly lane: string
  flow: Flow
  changed: boolean
}

/** A story as a batch finds it, and as it leaves it. */
export interface StoryNow {
  /** Null until it is written. */
  id: number | null
  readonly lane: string
  readonly subject: string
  readonly channel: string
  /** Number of its first delivery; the delivery itself while it is not written. */
  root: number | Planned | null
  rootState: DeliveryState | null
  /** The digest that its first delivery went into. */
  rootDigest: number | DigestNow | null
  /** Route of its first delivery. */
  route: string
  /** Account, platform and place of its lane. */
  readonly at: Pick<NewDeliveryRow, 'account' | 'platform' | 'place' | 'gap_ms'>
  failed: boolean
  ended: boolean
  since: number
  state: string
  stateAt: number
  shown: string
  /** Whether its first message is marked as one that ended well. */
  readonly marked: boolean
  /** Whether an edit, and a mark, of its first message waits or is under way: it shows what is true by then. */
  editWaits: boolean
  markWaits: boolean
  changed: boolean
}

/** A digest as a batch finds it, and as it leaves it. */
export interface DigestNow {
  /** The number of its delivery; null until that has one. */
  id: number | null
  readonly lane: string
  readonly what: 'storm' | 'quiet' | 'digest'
  /** When it is due; 0 for a storm. */
  readonly at: number
  tally: Tally | null
  joined: number
  readonly edits: boolean
  mentions: readonly string[]
  called: readonly string[]
  /** Whether an attempt to post it was made: what it says of mentions stays. */
  readonly started: boolean
  /** Whether it is posted, and no edit of it waits. */
  readonly wantsEdit: boolean
  overAt: number
  readonly openedAt: number
  readonly account: string
  readonly platform: NewDeliveryRow['platform']
  readonly channel: string
  readonly route: string
  /** Events that join in this batch. */
  readonly joining: AcceptRow[]
  changed: boolean
}

/** A delivery as it is to be written. */
export interface Planned {
  readonly event: string
  readonly lane: string
  readonly channel: string
  readonly route: string
  readonly kind: 'message' | 'digest' | 'call' | 'edit' | 'final' | 'reaction' | 'file'
  readonly state: 'waiting' | 'held' | 'folded' | 'silenced'
  readonly dueAt: number
  readonly note: string
  readonly story: StoryNow | number | null
  /** Of the message of a digest: that digest. */
  readonly digest: DigestNow | number | null
  /** Set before it is written. */
  id: number | null
}

/** All of it, as one batch finds it. */
export interface Now {
  /** Database time, ms. */
  readonly at: number
  readonly lanes: ReadonlyMap<string, LaneNow>
  /** Open ones, by lane. */
  readonly digests: Map<string, DigestNow[]>
  /** By subject. */
  readonly stories: Map<string, StoryNow[]>
}
