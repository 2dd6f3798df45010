import { compileCondition } from './condition.ts'
import type { Condition } from './condition.ts'
import type { Path } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Hours } from '../time/hours.ts'
import { compileLimit } from './limits.ts'
import type { Source } from '../match/matcher.ts'
import { idOn } from './mentions.ts'
import { fullName } from './named.ts'
import { checkTemplate, resolveHours, resolveMentions } from './names.ts'
import type { NamedMention, Names } from './names.ts'
import { resolveChannels } from './resolve-channel.ts'
import type { Channel, Limit, Route } from '../rules.ts'
import type { RuleDraft } from '../file/schema.ts'
import { compileTiming } from './timing.ts'
import type { Timing } from './timing.ts'

/** A rule's message to one channel. */
export interface Target {
  readonly channel: Channel
  /** What takes an event whose computed place is not allowed; null where the place is not computed. */
  readonly otherwise: Channel | null
  /** Null: at once at any time. */
  readonly timing: Timing | null
  /** Complete but for the place and lane of a computed channel, which are ''. */
  readonly route: Route
}

/** The rules of one file. */
export interface RuleGroup {
  /** Null: the root file. */
  readonly team: string | null
  /** Which events the file may see; null: all. */
  readonly reach: Condition | null
  readonly rules: readonly CompiledRule[]
}

/** A rule ready to be matched. */
export interface CompiledRule {
  /** 1-based. */
  readonly index: number
  /** A team's rule is `<team>/<name>`. */
  readonly name: string
  /** Null: every event. */
  readonly when: Condition | null
  readonly unless: Condition | null
  /** The callback must arrive within one of these; empty: at any time. */
  readonly during: readonly Hours[]
  /** The callback must arrive within none of these. */
  readonly outside: readonly Hours[]
  readonly targets: readonly Target[]
  /** Names of the channels; a team's own is `<team>/<name>`. */
  readonly channels: readonly string[]
  /** Names of the mentions; a team's own is `<team>/<name>`. */
  readonly mentions: readonly string[]
  readonly drop: boolean
  readonly stop: boolean
}

/** Compiles one rule; mistakes are reported. */
export function compileRule(rule: RuleDraft, index: number, names: Names, source: Source): CompiledRule {
  const path = ['rules', index]
  const at = (key: keyof RuleDraft): Path => [...path, key]
  const name = fullName(names.team, rule.name ?? `rule ${index + 1}`)
  checkAction(rule, path, source)
  checkTemplate(rule.template ?? null, at('template'), names.templates, source, names.team)
  const rate = compileLimit(rule.limit, at('limit'), source.report)
  const limit = rate === undefined ? names.defaults.limit : rate
  const timing = compileTiming(rule, path, names, source)
  const channels = resolveChannels(rule.send ?? [], at('send'), names, source)
  const own =
    rule.mention === undefined ? null : resolveMentions(rule.mention, at('mention'), names.mentions, source)
  if (own !== null) checkReach(channels, own, at('mention'), source)
  const mentions = (own ?? (channels.length > 0 ? names.defaults.mentions : [])).map(
    (mention) => mention.name,
  )
  return {
    index: index + 1,
    name,
    when: rule.when === undefined ? null : compileCondition(rule.when, at('when'), source),
    unless: rule.unless === undefined ? null : compileCondition(rule.unless, at('unless'), source),
    during: resolveHours(rule.during, at('during'), names.hours, source),
    outside: resolveHours(rule.outside, at('outside'), names.hours, source),
    targets: channels.map((channel) =>
      targetOf(channel, { ...rule, name, mentions, timing, limit: limit && { key: name, ...limit } }, names),
    ),
    channels: channels.map((channel) => channel.name),
    mentions,
    drop: rule.drop ?? false,
    stop: rule.stop ?? false,
  }
}

/** Compiles `unmatched:`; empty for `drop`. */
export function compileUnmatched(text: string | string[], names: Names, source: Source): Target[] {
  if (text === 'drop') return []
  const channels = resolveChannels(text, ['unmatched'], names, source, ['drop'])
  const rule = { name: 'unmatched', mentions: [], timing: null, limit: null }
  return channels.map((channel) => targetOf(channel, rule, names))
}

type Sender = Pick<RuleDraft, 'template' | 'language' | 'thread'> & {
  readonly name: string
  readonly mentions: readonly string[]
  readonly timing: Timing | null
  readonly limit: Limit | null
}

/** Language: the channel's, else the rule's, the default, the file's. Template: the rule's, else the channel's, the default. */
function targetOf(channel: Channel, rule: Sender, names: Names): Target {
  const { defaults } = names
  const thread = rule.thread ?? defaults.thread ?? 'job'
  const limits = [channel.limit, rule.limit].filter((limit) => limit !== null)
  return {
    channel,
    otherwise: names.fallbacks.get(channel.name) ?? null,
    timing: rule.timing,
    route: {
      rule: rule.name,
      channel: channel.name,
      place: channel.place,
      lane: channel.lane,
      template: rule.template ?? channel.template ?? defaults.template,
      language: channel.language ?? rule.language ?? defaults.language ?? names.language,
      timezone: channel.timezone ?? names.timezone,
      mentions: rule.mentions,
      ...(names.team === null ? {} : { team: names.team }),
      ...(thread === 'job' ? {} : { thread }),
      ...(limits.length === 0 ? {} : { limits }),
    },
  }
}

function checkAction(rule: RuleDraft, path: Path, source: Source): void {
  if (rule.send !== undefined && rule.drop === true) {
    const message = 'a rule either sends or drops'
    const help = 'to send and look no further, write stop: true'
    source.report([...path, 'drop'], { code: 'send-and-drop', message, help }, 'key')
  }
  if (rule.send === undefined && rule.drop !== true && rule.stop !== true && source.isSound(path)) {
    const message = `${quoted(rule.name ?? `rule ${Number(path[1]) + 1}`)} does nothing`
    const help = 'give it send: <channel>, drop: true or stop: true'
    source.report(path, { code: 'no-action', message, help })
  }
}

/** A mention without an id on the channel's account would call nobody there. */
function checkReach(
  channels: readonly Channel[],
  mentions: readonly NamedMention[],
  path: Path,
  source: Source,
): void {
  for (const { name, mention } of mentions) {
    if (Object.keys(mention).length === 0) continue
    const deaf = channels.find(
      (channel) => channel.platform !== 'inbox' && idOn(mention, channel) === undefined,
    )
    if (deaf === undefined) continue
    const key = deaf.account.includes('/') ? deaf.platform : deaf.account
    const message = `${quoted(name)} has no ${key} id, so it calls nobody in ${quoted(deaf.name)}`
    const help = `add ${key}: … to it under mentions:`
    source.report(path, { code: 'mention-without-id', message, help, severity: 'warning' })
  }
}
