import type { Card } from '../render/card.ts'
import type { Language, PlatformName } from '../rules/rules.ts'

/** Where deliveries go: the chat platforms, and Herald's own way to pass callbacks on. */
export type DeliveryPlatform = PlatformName | 'forward'

/** What a card's translation to a platform needs to know beside the card. */
export interface Look {
  readonly language: Language
  /** Ids on this platform (`S…`, `U…`, `role:…`, `user:…`) or `here`, `channel`, `everyone`. */
  readonly mentions: readonly string[]
  /** The delivery's id, also in the card's footer. */
  readonly delivery: string
  /** True when the message could not be shown to be new: it says so. */
  readonly maybeRepeat: boolean
}

/** A message that was posted, by the platform's ids from its receipt. */
export interface MessageRef {
  readonly channel: string
  readonly message: string
}

/**
 * What a message changes, where it is no new one in its channel. reply: a new one in the thread of `to`; `title` names
 * the thread where the platform needs a name. edit: it takes the place of `of`, which notifies nobody. reaction: only
 * a mark on `on`, set or (none) taken back; the payload is empty.
 */
export type Change =
  | { readonly kind: 'reply'; readonly to: MessageRef; readonly title: string }
  | { readonly kind: 'edit'; readonly of: MessageRef }
  | { readonly kind: 'reaction'; readonly on: MessageRef; readonly mark: 'done' | 'none' }

/** A card in a platform's own shape, or the callback to pass on: the exact body of the call. */
export interface Message {
  readonly platform: DeliveryPlatform
  readonly payload: Readonly<Record<string, unknown>>
  /** Absent: a new message in the channel. */
  readonly change?: Change
  /** A text to be shared as a file; the payload then says where. */
  readonly file?: MessageFile
  /** What could not be shown as the template has it, for who looks after it. */
  readonly note?: string
}

/** A text file. */
export interface MessageFile {
  readonly name: string
  readonly text: string
}

/** The platform's ids of what it posted. */
export interface Receipt {
  /** Channel id as the platform knows it (it may differ from the place, e.g. `#name`); '' where it does not tell. */
  readonly channel: string
  /** Message id: Slack's ts, Discord's snowflake. A string always: a float loses its last digits. '' where it does not tell. */
  readonly message: string
  readonly permalink?: string
}

/** A message that an earlier attempt may have posted. */
export interface Sought {
  readonly message: Message
  readonly place: string
  /** What the platform calls the place, from an earlier receipt; null where none told. */
  readonly placeId: string | null
  readonly delivery: string
  /** When the earliest attempt that may have posted it started, ms since the epoch. */
  readonly since: number
  /** When the latest such attempt started, ms since the epoch. */
  readonly until: number
}

/** How a platform finds out whether a message was posted. */
export interface Lookup {
  /** Sent again within so long of its first attempt, ms, it is one message to the platform. */
  readonly sameWithinMs: number
  /** The first look comes so long after the attempt, ms. */
  readonly afterMs: number
  /** So many looks have to miss it. */
  readonly misses: number
  /** The next look comes so long after a miss, ms. */
  readonly apartMs: number
  /**
   * The receipt of the message; null where it is not there.
   * @throws DeliveryError one that waiting does not mend: it cannot be found out
   */
  readonly find: (sought: Sought, signal: AbortSignal) => Promise<Receipt | null>
}

/** One account on one platform. Throws only DeliveryError. */
export interface Platform {
  readonly name: DeliveryPlatform
  /**
   * Posts one message and makes at most one HTTP request for it (Slack: three for a file).
   * @param delivery the delivery's id: the platform's own key against repeats, where it has one
   * @param signal ends the request; the outcome is then unknown
   */
  readonly send: (message: Message, place: string, delivery: string, signal: AbortSignal) => Promise<Receipt>
  /** Absent where nobody can tell whether a message was posted. */
  readonly lookup?: Lookup
  /** Resolves when the account works, by its cheapest call; absent where there is none. */
  readonly probe?: (signal: AbortSignal) => Promise<void>
  readonly close: () => Promise<void>
}

/** Translates a card; pure, always within the platform's limits, never a live mention from data. */
export type ToMessage = (card: Card, look: Look) => Message

/**
 * Why an attempt failed; the closed list used in logs, metrics, rows and tests. `crashed`: the process ended in it;
 * `not-found`: it only looked for what an earlier one may have posted, and it was not there. `no-such-message`: the
 * message to reply to, to edit or to mark is gone; `message-closed`: its thread is locked, or it cannot be edited any more.
 */
export const REASONS = [
  'rate-limited',
  'unreachable',
  'timeout',
  'connection-lost',
  'server-error',
  'unexpected-answer',
  'no-such-place',
  'not-in-channel',
  'forbidden',
  'no-such-message',
  'message-closed',
  'bad-credentials',
  'too-big',
  'malformed',
  'not-configured',
  'no-such-account',
  'crashed',
  'not-found',
  'internal',
] as const
export type Reason = (typeof REASONS)[number]

/**
 * What is to be done about a reason.
 * later: try again. never: permanent here, dead letter. account: the whole account is down, keep its backlog.
 * degrade: once more as plain text. anew: as a message of its own, or not at all where it is an edit or a mark.
 */
export type Remedy = 'later' | 'never' | 'account' | 'degrade' | 'anew'

/** The one table of remedies. */
export const REMEDY = {
  'rate-limited': 'later',
  unreachable: 'later',
  timeout: 'later',
  'connection-lost': 'later',
  'server-error': 'later',
  'unexpected-answer': 'later',
  'no-such-place': 'never',
  'not-in-channel': 'never',
  forbidden: 'never',
  'no-such-message': 'anew',
  'message-closed': 'anew',
  'bad-credentials': 'account',
  'too-big': 'degrade',
  malformed: 'degrade',
  'not-configured': 'account',
  'no-such-account': 'never',
  crashed: 'later',
  'not-found': 'later',
  internal: 'later',
} as const satisfies Record<Reason, Remedy>

export interface DeliveryErrorInit {
  readonly reason: Reason
  /** `not-sent`: surely not posted. `unknown`: may have been. */
  readonly outcome: 'not-sent' | 'unknown'
  /** From Retry-After, ms. */
  readonly retryAfterMs?: number
  /** True when the limit holds for the whole account, not for one channel. */
  readonly accountWide?: boolean
  /** True when the far side lives and fails on this one alone: a strike, though nothing else of the account went. */
  readonly strikes?: boolean
  /** What the platform said, short and without secrets, e.g. `channel_not_found`. */
  readonly detail?: string
  /** What a person can do. */
  readonly help?: string
  readonly cause?: unknown
}

/** The only thing a platform throws. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly reason: Reason
  readonly outcome: 'not-sent' | 'unknown'
  readonly retryAfterMs: number | undefined
  readonly accountWide: boolean
  readonly strikes: boolean
  readonly detail: string
  readonly help: string | undefined

  constructor(init: DeliveryErrorInit) {
    super(init.detail === undefined ? init.reason : `${init.reason}: ${init.detail}`, { cause: init.cause })
    this.reason = init.reason
    this.outcome = init.outcome
    this.retryAfterMs = init.retryAfterMs
    this.accountWide = init.accountWide ?? false
    this.strikes = init.strikes ?? false
    this.detail = init.detail ?? ''
    this.help = init.help
  }
}
