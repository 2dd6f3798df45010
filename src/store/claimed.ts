import type { DeliveryPlatform, Receipt } from '../platforms/platform.ts'
import type { JobEvent } from '../receive/event.ts'
import type { Member, Tally } from '../render/tally.ts'
import type { Route } from '../rules/rules.ts'
import type { DeliveryKind } from './accepting.ts'
import type { SettledResult } from './settled.ts'
import type { DeliveryState } from './stored.ts'

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
  /** Whether the first message has the mark of one that ended well. */
  readonly marked: boolean
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
  /**
   * What the first message shows now: the job state of a story, or how many members of a digest; of a mark, by which
   * state it was set or taken back.
   */
  readonly shows?: { readonly story: string } | { readonly digest: number }
}
