import type { JobEvent } from '../receive/event.ts'

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

export const PLATFORM_NAMES = ['slack', 'discord', 'inbox'] as const
export type PlatformName = (typeof PLATFORM_NAMES)[number]

/** A named destination in rules.yaml. */
export interface Channel {
  readonly name: string
  /** Whose token posts: `slack`, `discord`, `inbox`, or a name from `accounts:`. */
  readonly account: string
  readonly platform: PlatformName
  /** Its address on the platform: `#name` or `C…` on Slack, the snowflake on Discord, '' for the inbox. */
  readonly place: string
  /** Account + normalised place: two names for one place are one lane. */
  readonly lane: string
  readonly language: Language | null
  readonly template: string | null
  /** IANA zone; null: that of the file. */
  readonly timezone: string | null
  /** Least time between two messages, ms; 0 = `pace: none`. */
  readonly paceMs: number
}

/** Who a mention calls, per account (`slack`, `discord`, …): a Slack id, or `role:…`/`user:…` on Discord. */
export type Mention = Readonly<Record<string, string>>
/** Words that need no entry in `mentions:`. */
export const EVERYONE = ['here', 'channel', 'everyone'] as const

/** Rule + channel + look, for one event: what becomes a delivery. */
export interface Route {
  readonly rule: string
  readonly channel: string
  /** Null: the template of the event's state. */
  readonly template: string | null
  readonly language: Language
  readonly timezone: string
  /** Names from `mentions:` or words of EVERYONE; united over all rules that send here. */
  readonly mentions: readonly string[]
}

/** Why one rule did or did not match. */
export interface RuleTrace {
  /** 1-based place in the file. */
  readonly index: number
  readonly rule: string
  readonly matched: boolean
  /** `project sales_eu, job_state ERROR` or `project is sales_eu, wanted sandbox or *_test`. */
  readonly why: string
  readonly channels: readonly string[]
  readonly mentions?: readonly string[]
  /** Set on a rule that was not reached, or whose channel was served by an earlier rule. */
  readonly note?: string
}

/** Why each rule did or did not match, for one event. The stored form holds the matches only. */
export interface Trace {
  /** Hash of the rules it was made with. */
  readonly rules: string
  readonly outcome: 'routed' | 'dropped' | 'unmatched' | 'housekeeping'
  readonly entries: readonly RuleTrace[]
}

/** What the rules say of one event. */
export interface Decision {
  readonly routes: readonly Route[]
  readonly trace: Trace
}

/** A loaded and checked rules.yaml. */
export interface Rules {
  /** SHA-256 of the file's bytes, first 12 hex digits. */
  readonly hash: string
  /** The file's text, kept so that an old trace can be worked out again. */
  readonly source: string
  readonly language: Language
  readonly timezone: string
  readonly channels: ReadonlyMap<string, Channel>
  readonly mentions: ReadonlyMap<string, Mention>
  /** Names of the templates that rules and channels use. */
  readonly templates: ReadonlySet<string>
  /**
   * Which channels an event goes to, and why. Pure.
   * @param full also says why each other rule did not match
   */
  readonly match: (event: JobEvent, full?: boolean) => Decision
}
