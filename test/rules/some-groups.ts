import type { CompiledRule, RuleGroup, Target } from '../../src/rules/parts/compile.ts'
import { compileCondition } from '../../src/rules/parts/condition.ts'
import { INBOX } from '../../src/rules/parts/channels.ts'
import type { Hours } from '../../src/rules/time/hours.ts'
import { matchWith } from '../../src/rules/match/match.ts'
import type { Channel, Cluster, ComputedPlace, Rules } from '../../src/rules/rules.ts'
import type { ConditionText } from '../../src/rules/file/schema.ts'
import { aSource } from './a-source.ts'

/** A rule with only what matters written out. */
export interface RuleText {
  readonly name: string
  readonly when?: ConditionText
  readonly unless?: ConditionText
  readonly during?: readonly Hours[]
  readonly outside?: readonly Hours[]
  readonly send?: readonly Channel[]
  /** Takes what a computed channel may not. */
  readonly otherwise?: Channel
  readonly mention?: readonly string[]
  readonly drop?: boolean
  readonly stop?: boolean
}

/** A Slack or Discord channel. */
export function aChannel(name: string, place: string, over: Partial<Channel> = {}): Channel {
  const platform = /^\d/.test(place) ? 'discord' : 'slack'
  return { ...INBOX, name, account: platform, platform, place, lane: `${platform}:${place}`, ...over }
}

/** A channel whose place each event decides. */
export function aComputedChannel(
  name: string,
  computed: Partial<ComputedPlace>,
  over: Partial<Channel> = {},
): Channel {
  const whole = { pattern: '#kylin-{project}', allow: ['#kylin-*'], otherwise: 'ops', ...computed }
  return aChannel(name, '', { lane: '', computed: whole, ...over })
}

/** The rules of one file, compiled; those of a team carry its name. */
export function aGroup(
  rules: readonly RuleText[],
  team: string | null = null,
  reach?: ConditionText,
): RuleGroup {
  return {
    team,
    reach: reach === undefined ? null : conditionOf(reach),
    rules: rules.map((rule, index) =>
      compiled({ ...rule, name: team === null ? rule.name : `${team}/${rule.name}` }, index),
    ),
  }
}

/** The decision over some files, the root file first. */
export function matchIn(
  groups: readonly RuleGroup[],
  over: { unmatched?: readonly Channel[]; clusters?: ReadonlyMap<string, Cluster> } = {},
): Rules['match'] {
  const unmatched = (over.unmatched ?? []).map((channel) => target('unmatched', channel, [], undefined))
  return matchWith(groups, unmatched, { hash: 'h', clusters: over.clusters ?? new Map() })
}

function compiled(rule: RuleText, index: number): CompiledRule {
  const { name, when, unless, send = [], mention = [], otherwise } = rule
  return {
    index: index + 1,
    name,
    when: when === undefined ? null : conditionOf(when),
    unless: unless === undefined ? null : conditionOf(unless),
    during: rule.during ?? [],
    outside: rule.outside ?? [],
    targets: send.map((channel) => target(name, channel, mention, otherwise)),
    channels: send.map((channel) => channel.name),
    mentions: mention,
    drop: rule.drop ?? false,
    stop: rule.stop ?? false,
  }
}

function target(
  rule: string,
  channel: Channel,
  mentions: readonly string[],
  otherwise: Channel | undefined,
): Target {
  const { name, place, lane, template } = channel
  const look = { template, language: channel.language ?? 'en', timezone: 'UTC' } as const
  return {
    channel,
    otherwise: otherwise ?? null,
    timing: null,
    route: { rule, channel: name, place, lane, mentions, ...look },
  }
}

function conditionOf(text: ConditionText) {
  const source = aSource()
  const condition = compileCondition(text, [], source)
  const wrong = source.problems.filter(({ severity }) => severity === undefined)
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong))
  return condition
}
