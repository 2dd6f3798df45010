import { parseAccounts } from './parts/accounts.ts'
import { parseClusters } from './parts/clusters.ts'
import { compileRule, compileUnmatched } from './parts/compile.ts'
import type { CompiledRule, RuleGroup, Target } from './parts/compile.ts'
import { declare, settleComputed } from './file/declared.ts'
import type { Draft } from './file/declared.ts'
import { compileDefaults, compileMask } from './parts/defaults.ts'
import type { Condition } from './parts/condition.ts'
import type { Path } from './finding.ts'
import { quoted } from './finding.ts'
import { lintRules, watchRules } from './lint/lint.ts'
import type { Source } from './match/matcher.ts'
import { namesAt } from './parts/named.ts'
import type { Names } from './parts/names.ts'
import { resolveChannel } from './parts/resolve-channel.ts'
import type { Account, Channel, Cluster } from './rules.ts'
import type { Steps } from './file/steps.ts'
import { zoneFinding } from './time/zones.ts'

/** The root file's content, compiled: what the teams' files stand on. */
export interface Content {
  readonly names: Names
  /** Null for one whose entry is wrong. */
  readonly accounts: ReadonlyMap<string, Account | null>
  /** Those that its channels use. */
  readonly used: readonly Account[]
  readonly clusters: ReadonlyMap<string, Cluster>
  /** Whether one of them names its models. */
  readonly namesModels: boolean
  readonly notices: string | null
  readonly mask: readonly string[]
  readonly group: RuleGroup
  readonly unmatched: readonly Target[]
}

/** Compiles what the schema found sound of the root file; mistakes are reported. */
export function* compileContent(opened: Draft, templates: ReadonlySet<string> | undefined): Steps<Content> {
  const { text, tree } = opened
  const clusters = parseClusters(text.clusters ?? {}, opened.source)
  const named = [...clusters.values()].some(({ models }) => models.size > 0)
  const namesModels = named || !opened.source.isSound(['clusters'])
  const source = { ...opened.source, namesModels }
  const draft = { ...opened, source }
  const timezone = text.timezone ?? 'UTC'
  const wrongZone = zoneFinding(timezone)
  if (wrongZone !== undefined) source.report(['timezone'], wrongZone)
  const accounts = parseAccounts(text.accounts ?? {}, namesAt(tree, 'accounts'), source.report)
  const declared = declare(draft, { timezone, accounts, templates, hours: new Map() })
  const { mentions, hours } = declared
  const nobody = { team: null, withheld: new Set<string>() }
  const fallbacks = new Map<string, Channel>()
  const written = { ...nobody, channels: declared.channels }
  const channels = settleComputed(declared.channels, written, fallbacks, source)
  const defaults = compileDefaults(text.defaults ?? {}, { mentions, hours, templates }, source)
  const names: Names = {
    ...nobody,
    language: text.language ?? 'en',
    timezone,
    channels,
    fallbacks,
    mentions,
    hours,
    templates,
    defaults,
  }
  return {
    names,
    accounts,
    used: declared.accounts,
    clusters,
    namesModels,
    notices: fixedChannel(text.notices, ['notices'], names, source),
    mask: compileMask(text.defaults?.mask, source),
    group: yield* compileGroup(draft, names, null),
    unmatched: compileUnmatched(text.unmatched, names, source),
  }
}

/** Compiles the rules of one file; mistakes are reported. @param reach which events it may see; null: all */
export function* compileGroup(
  { text, source: own }: Draft,
  names: Names,
  reach: Condition | null,
): Steps<RuleGroup> {
  const watched = watchRules(own)
  const { source } = watched
  const first = new Map<string, number>()
  const rules: CompiledRule[] = []
  for (const [index, rule] of text.rules.entries()) {
    yield
    const earlier = rule.name === undefined ? undefined : first.get(rule.name)
    if (rule.name !== undefined && earlier === undefined) first.set(rule.name, index)
    if (earlier !== undefined) {
      const message = `rule ${earlier + 1} is already called ${quoted(rule.name ?? '')}`
      const help = 'give each rule its own name'
      source.report(['rules', index, 'name'], { code: 'duplicate-name', message, help })
    }
    rules.push(compileRule(rule, index, names, source))
  }
  const group = { team: names.team, reach, rules }
  yield* lintRules(group, text.rules, watched)
  return group
}

/** The name of a channel that must have a place without any event; null, and a report, where it has none. */
export function fixedChannel(
  name: string | undefined,
  path: Path,
  names: Names,
  source: Source,
): string | null {
  const channel = name === undefined ? null : resolveChannel(name, path, names, source)
  if (channel === null || channel.computed === null) return channel?.name ?? null
  const message = `the place of ${quoted(channel.name)} is decided by each event, and here there is none`
  source.report(path, { code: 'computed-place', message, help: 'name a channel with a place of its own' })
  return null
}
