import { INBOX } from './channels.ts'
import { compileCondition } from './condition.ts'
import type { Condition } from './condition.ts'
import type { Finding, Path } from './finding.ts'
import { quoted } from './finding.ts'
import type { Hours } from './hours.ts'
import type { Source } from './matcher.ts'
import { isWordForEveryone } from './mentions.ts'
import type { Channel, Language, Mention, Route } from './rules.ts'
import type { RuleDraft } from './schema.ts'
import { didYouMean } from './suggest.ts'

/** What a rule may name, and the look it falls back to. */
export interface Names {
  readonly language: Language
  readonly timezone: string
  /** Every name under `channels:`; null for one whose entry is wrong. */
  readonly channels: ReadonlyMap<string, Channel | null>
  readonly mentions: ReadonlyMap<string, Mention>
  /** Undefined: the templates are not known here, every name will do. */
  readonly templates: ReadonlySet<string> | undefined
}

/** A rule's message to one channel. */
export interface Target {
  readonly channel: Channel
  /** What takes an event whose computed place is not allowed; null where the place is not computed. */
  readonly otherwise: Channel | null
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
  readonly name: string
  /** Null: every event. */
  readonly when: Condition | null
  readonly unless: Condition | null
  /** The callback must arrive within one of these; empty: at any time. */
  readonly during: readonly Hours[]
  /** The callback must arrive within none of these. */
  readonly outside: readonly Hours[]
  readonly targets: readonly Target[]
  /** As the rule names them. */
  readonly channels: readonly string[]
  readonly mentions: readonly string[]
  readonly drop: boolean
  readonly stop: boolean
}

/** Compiles one rule; mistakes are reported. */
export function compileRule(rule: RuleDraft, index: number, names: Names, source: Source): CompiledRule {
  const path = ['rules', index]
  const name = rule.name ?? `rule ${index + 1}`
  checkAction(rule, path, source)
  const mentions = listOf(rule.mention)
  checkMentions(rule, mentions, path, names, source)
  const template = rule.template ?? null
  checkTemplate(template, [...path, 'template'], names, source)
  const channels = [...new Set(listOf(rule.send))]
  const resolved = resolveChannels(rule.send ?? [], [...path, 'send'], names, source)
  checkReach(resolved, mentions, path, names, source)
  return {
    index: index + 1,
    name,
    when: rule.when === undefined ? null : compileCondition(rule.when, [...path, 'when'], source),
    unless: rule.unless === undefined ? null : compileCondition(rule.unless, [...path, 'unless'], source),
    during: [],
    outside: [],
    targets: resolved.map((channel) => target(name, channel, { ...rule, mentions }, names)),
    channels,
    mentions,
    drop: rule.drop ?? false,
    stop: rule.stop ?? false,
  }
}

/** Compiles `unmatched:`; empty for `drop`. */
export function compileUnmatched(text: string | string[], names: Names, source: Source): Target[] {
  if (text === 'drop') return []
  const channels = resolveChannels(text, ['unmatched'], names, source)
  return channels.map((channel) => target('unmatched', channel, { mentions: [] }, names))
}

/** Reports a template that is not there. */
export function checkTemplate(template: string | null, path: Path, names: Names, source: Source): void {
  if (template === null || names.templates === undefined || names.templates.has(template)) return
  const known = [...names.templates].sort()
  const help = didYouMean(template, known, `templates: ${known.join(', ')}`)
  source.report(path, { code: 'unknown-template', message: `there is no template ${quoted(template)}`, help })
}

function target(
  rule: string,
  channel: Channel,
  look: { template?: string | undefined; language?: Language | undefined; mentions: readonly string[] },
  names: Names,
): Target {
  return {
    channel,
    otherwise: null,
    route: {
      rule,
      channel: channel.name,
      place: channel.place,
      lane: channel.lane,
      template: look.template ?? channel.template,
      language: look.language ?? channel.language ?? names.language,
      timezone: channel.timezone ?? names.timezone,
      mentions: look.mentions,
    },
  }
}

function checkAction(rule: RuleDraft, path: Path, source: Source): void {
  if (rule.send !== undefined && rule.drop === true) {
    const message = 'a rule either sends or drops'
    source.report(
      [...path, 'drop'],
      { code: 'send-and-drop', message, help: 'to send and look no further, write stop: true' },
      'key',
    )
  }
  if (rule.send === undefined && rule.drop !== true && rule.stop !== true && source.isSound(path)) {
    const message = `${quoted(rule.name ?? `rule ${Number(path[1]) + 1}`)} does nothing`
    source.report(path, {
      code: 'no-action',
      message,
      help: 'give it send: <channel>, drop: true or stop: true',
    })
  }
}

function resolveChannels(text: string | string[], path: Path, names: Names, source: Source): Channel[] {
  const found: Channel[] = []
  listOf(text).forEach((name, index) => {
    const at = typeof text === 'string' ? path : [...path, index]
    const channel = names.channels.get(name) ?? (name === INBOX.name ? INBOX : undefined)
    const twin = found.find(({ lane }) => lane === channel?.lane)
    if (twin !== undefined) source.report(at, samePlace(name, twin.name))
    else if (channel !== undefined) found.push(channel)
    else if (!names.channels.has(name) && knowsChannels(names, source))
      source.report(at, unknownChannel(name, path.at(-1) === 'unmatched', names))
  })
  return found
}

/** A file without a usable `channels:` is told so once, not at each rule. */
function knowsChannels(names: Names, source: Source): boolean {
  return names.channels.size > 0 || source.isSound(['channels'])
}

function samePlace(name: string, twin: string): Finding {
  const message =
    name === twin
      ? `${quoted(name)} is named twice`
      : `${quoted(name)} and ${quoted(twin)} are the same place`
  return { code: 'same-place', message, help: 'one message goes there; name it once', severity: 'warning' }
}

function unknownChannel(name: string, unmatched: boolean, names: Names): Finding {
  const known = [...names.channels.keys(), INBOX.name, ...(unmatched ? ['drop'] : [])]
  const place = /^(?:slack|discord|inbox):|^#/.test(name)
  const plain = name.replace(/^[#@]/, '')
  const otherwise = place
    ? 'rules name channels; give the place a name under channels:'
    : `channels: ${known.slice(0, 20).join(', ')}`
  const help = didYouMean(plain, known, otherwise)
  return { code: 'unknown-channel', message: `there is no channel ${quoted(name)}`, help }
}

function checkMentions(
  rule: RuleDraft,
  mentions: readonly string[],
  path: Path,
  names: Names,
  source: Source,
): void {
  mentions.forEach((name, index) => {
    if (names.mentions.has(name) || isWordForEveryone(name)) return
    const known = [...names.mentions.keys(), 'here', 'channel', 'everyone']
    const bare = name.replace(/^@/, '')
    const help =
      bare !== name && known.includes(bare)
        ? `leave out the @: ${bare}`
        : didYouMean(bare, known, `mentions: ${known.join(', ')}`)
    const at = typeof rule.mention === 'string' ? [...path, 'mention'] : [...path, 'mention', index]
    source.report(at, { code: 'unknown-mention', message: `there is no mention ${quoted(name)}`, help })
  })
}

/** A mention without an id on the channel's platform would call nobody there. */
function checkReach(
  channels: readonly Channel[],
  mentions: readonly string[],
  path: Path,
  names: Names,
  source: Source,
): void {
  for (const name of mentions) {
    const mention = names.mentions.get(name)
    const deaf = channels.find(
      ({ account, platform }) => platform !== 'inbox' && !Object.hasOwn(mention ?? {}, account),
    )
    if (mention === undefined || Object.keys(mention).length === 0 || deaf === undefined) continue
    const message = `${quoted(name)} has no ${deaf.account} id, so it calls nobody in ${quoted(deaf.name)}`
    const help = `add ${deaf.account}: … to it under mentions:`
    source.report([...path, 'mention'], { code: 'mention-without-id', message, help, severity: 'warning' })
  }
}

function listOf(text: string | readonly string[] | undefined): readonly string[] {
  if (text === undefined) return []
  return typeof text === 'string' ? [text] : text
}
