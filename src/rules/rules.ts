import type { JobEvent } from '../receive/event.ts'
import type { SecretSource } from '../setting-reader.ts'

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

export const PLATFORM_NAMES = ['slack', 'discord', 'inbox'] as const
export type PlatformName = (typeof PLATFORM_NAMES)[number]

/** A workspace, bot or webhook that posts. */
export interface Account {
  /** `slack`, `discord`, a name from `accounts:`, or for a webhook channel `slack-webhook/env/NAME`. */
  readonly name: string
  readonly platform: 'slack' | 'discord'
  readonly kind: 'bot' | 'webhook'
  /** The bot's token or the webhook's URL; null: SLACK_BOT_TOKEN or DISCORD_BOT_TOKEN. */
  readonly secret: SecretSource | null
}

/** A place that each event decides, within an allow-list. */
export interface ComputedPlace {
  /** With fields in braces: `#kylin-{project}`. */
  readonly pattern: string
  /** Globs, of which the place must fit one. */
  readonly allow: readonly string[]
  /** The channel that takes what fits none, and what the platform says does not exist. */
  readonly otherwise: string
}

/** A named destination in rules.yaml. */
export interface Channel {
  /** A team's own channel is `<team>/<name>`. */
  readonly name: string
  /** Whose token posts: the name of an Account, or `inbox`. */
  readonly account: string
  readonly platform: PlatformName
  /** Its address: `#name` or `C…` on Slack, the snowflake on Discord, '' for the inbox, a webhook and a computed place. */
  readonly place: string
  /** Account + normalised place: two names for one place are one lane. '' for a computed place. */
  readonly lane: string
  readonly computed: ComputedPlace | null
  /** Whether long stack traces follow as a file. */
  readonly files: boolean
  readonly language: Language | null
  readonly template: string | null
  /** IANA zone; null: that of the file. */
  readonly timezone: string | null
  /** Least time between two messages, ms; 0 = `pace: none`. */
  readonly paceMs: number
  /** Its own; null: `limit: none`. */
  readonly limit: Limit | null
}

/** One Kylin, by the last part of its callback path. */
export interface Cluster {
  readonly name: string
  /** Base address of its pages, without a slash at the end; null: no links. */
  readonly url: string | null
  /** Who may post as this cluster; null: whoever has the callback credentials of the environment. */
  readonly credentials: { readonly username: string; readonly passwords: readonly SecretSource[] } | null
  /** Where each of its callbacks is passed on to; null: nowhere. */
  readonly forward: string | SecretSource | null
  /** Names of models by uuid. */
  readonly models: ReadonlyMap<string, string>
}

/** Who a mention calls, per account (`slack`, `discord`, …): a Slack id, or `role:…`/`user:…` on Discord. */
export type Mention = Readonly<Record<string, string>>
/** Words that need no entry in `mentions:`. */
export const EVERYONE = ['here', 'channel', 'everyone'] as const

/** At most so many messages in so long a time; what goes beyond is folded into one digest per channel. */
export interface Limit {
  /** Whose it is: '' the channel's own, else the name of the rule (a team's is `<team>/<name>`). */
  readonly key: string
  readonly count: number
  readonly perMs: number
}

/**
 * When a message goes that does not go at once. quiet: held until these hours end. digest: with the others of its time, as one
 * summary. dropped: quiet hours whose rule loses it on purpose.
 */
export type Later =
  | { readonly kind: 'quiet' | 'digest'; /** ms since the epoch. */ readonly at: number }
  | { readonly kind: 'dropped' }

/** With whose later states a message stands in one thread. */
export const THREADS = ['job', 'model', 'none'] as const
export type Thread = (typeof THREADS)[number]

/** Rule + channel + look, for one event: what becomes a delivery. */
export interface Route {
  readonly rule: string
  readonly channel: string
  /** Where this event goes: the channel's, or worked out from the event for a computed one. */
  readonly place: string
  readonly lane: string
  /** Null: the template of the event's state. */
  readonly template: string | null
  /** Whose own templates come first; absent: nobody's. */
  readonly team?: string
  readonly language: Language
  readonly timezone: string
  /** Names from `mentions:` or words of EVERYONE; united over all rules that send here. */
  readonly mentions: readonly string[]
  /** Absent: job. */
  readonly thread?: Thread
  /** Against which it counts; those of all rules that send here, and the channel's own. Absent: none. */
  readonly limits?: readonly Limit[]
  /** Absent: at once. Of several rules at once beats quiet, quiet beats digest, and digest beats dropped. */
  readonly later?: Later
  /** Set where no rule sends it: the story of its job goes on in a channel that was told of its failure. */
  readonly follows?: true
  /** Set where Herald itself has something to tell: it is shown as it is, without a template. */
  readonly notice?: Notice
  /** Set where the whole stack trace follows a message as a file: that message, by its platform's ids. */
  readonly traceOf?: { readonly channel: string; readonly message: string }
}

/** What Herald tells of itself, in the language of its channel. */
export interface Notice {
  readonly title: string
  readonly body: string
  /** Shown in fixed width; '' for none. */
  readonly code: string
}

/** Why one rule did or did not match. */
export interface RuleTrace {
  /** 1-based place in its file. */
  readonly index: number
  /** A team's rule is `<team>/<name>`. */
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
  readonly outcome: 'routed' | 'dropped' | 'unmatched' | 'followed' | 'housekeeping' | 'notice'
  readonly entries: readonly RuleTrace[]
}

/** What the rules say of one event. */
export interface Decision {
  readonly routes: readonly Route[]
  readonly trace: Trace
}

/** A rule as traces name it. */
export interface NamedRule {
  /** A team's rule is `<team>/<name>`. */
  readonly name: string
  /** Null: the root file. */
  readonly team: string | null
  /** 1-based place in its file. */
  readonly index: number
  /** Names of the channels it sends to. */
  readonly channels: readonly string[]
}

/** A loaded and checked rules.yaml, with the teams' files. */
export interface Rules {
  /** SHA-256 of all its files, first 12 hex digits. */
  readonly hash: string
  /** All its files in one text, kept so that an old trace can be worked out again. */
  readonly source: string
  readonly language: Language
  readonly timezone: string
  readonly channels: ReadonlyMap<string, Channel>
  /** Every account that a channel uses, `slack` and `discord` included; the inbox is none. */
  readonly accounts: ReadonlyMap<string, Account>
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly mentions: ReadonlyMap<string, Mention>
  /** The channel for Herald's own trouble. */
  readonly notices: string | null
  /** RE2 patterns of `defaults.mask`: what is masked beside what always is. */
  readonly mask: readonly string[]
  /** Every rule, in the order in which an event meets them. */
  readonly rules: readonly NamedRule[]
  /** Names of the templates that rules and channels use. */
  readonly templates: ReadonlySet<string>
  /**
   * Which channels an event goes to, and why. Pure.
   * @param full also says why each other rule did not match
   */
  readonly match: (event: JobEvent, full?: boolean) => Decision
}
