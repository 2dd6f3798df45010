import type { Reason, Receipt } from '../platforms/platform.ts'
import type { MoveTarget, NewDelivery } from './accepting.ts'

/** What came of looking for what an earlier attempt may have posted. */
interface Look {
  /** How many look-ups in a row did not find it. */
  readonly misses: number
  /** True when it is now sure that nothing was posted. */
  readonly sure: boolean
  /** The claim's: a look-up is no sending. */
  readonly triedAt: number | null
}

/** What an attempt came to. */
export type SettledResult =
  | {
      readonly state: 'sent'
      readonly receipt: Receipt
      /** What else is worth knowing of how it was sent. */
      readonly detail?: string
      /** Deliveries of the same event that follow from it, in lanes of their own. */
      readonly followedBy?: readonly NewDelivery[]
    }
  | {
      readonly state: 'waiting'
      readonly reason: Reason
      readonly detail: string
      readonly outcome: 'not-sent' | 'unknown'
      /** The lane rests this long, ms, so that nothing overtakes. */
      readonly waitMs: number
      /** Whether it counts as a strike. */
      readonly counted: boolean
      /** Next time as plain text. */
      readonly plain: boolean
      /** Set where nothing was sent, and an earlier attempt was looked for. */
      readonly look?: Look
    }
  | {
      /** Nothing is sent, and nothing is lost by it: another message tells the same. `note` says which. */
      readonly state: 'folded'
      readonly reason: Reason
      readonly detail: string
      readonly outcome: 'not-sent' | 'unknown'
    }
  | {
      /** It goes on waiting in another lane under the same id, as if it were new there; its own is free at once. */
      readonly state: 'moved'
      readonly reason: Reason
      readonly detail: string
      readonly outcome: 'not-sent'
      readonly to: MoveTarget
    }
  | {
      readonly state: 'dead'
      readonly reason: Reason
      readonly detail: string
      readonly outcome: 'not-sent' | 'unknown'
      /** What a person can do. */
      readonly help: string
    }
