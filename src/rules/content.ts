import { INBOX, parseChannel } from './channels.ts'
import { checkTemplate, compileRule, compileUnmatched } from './compile.ts'
import type { Names, RuleGroup, Target } from './compile.ts'
import { quoted } from './finding.ts'
import type { Source } from './matcher.ts'
import { parseMention } from './mentions.ts'
import type { Account, Channel, Cluster, Language, Mention } from './rules.ts'
import type { RuleDraft, RulesDraft } from './schema.ts'
import { valueAt } from './shape-findings.ts'
import type { Tree } from './tree.ts'
import { zoneFinding } from './zones.ts'

/** A file's content, compiled. */
export interface Content {
  readonly language: Language
  readonly timezone: string
  readonly channels: ReadonlyMap<string, Channel>
  readonly mentions: ReadonlyMap<string, Mention>
  readonly templates: ReadonlySet<string>
  readonly accounts: ReadonlyMap<string, Account>
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly notices: string | null
  readonly mask: readonly string[]
  readonly groups: readonly RuleGroup[]
  readonly unmatched: readonly Target[]
}

/**
 * Compiles what the schema found sound; mistakes are reported.
 * @param tree the whole file, so that a name whose entry is wrong still counts as a name
 */
export function compileContent(
  draft: RulesDraft,
  tree: Tree,
  templates: ReadonlySet<string> | undefined,
  source: Source,
): Content {
  const language = draft.language ?? 'en'
  const timezone = draft.timezone ?? 'UTC'
  const wrongZone = zoneFinding(timezone)
  if (wrongZone !== undefined) source.report(['timezone'], wrongZone)
  const channels = new Map<string, Channel | null>(namesAt(tree, 'channels').map((name) => [name, null]))
  for (const [name, text] of Object.entries(draft.channels)) {
    channels.set(name, parseChannel(name, text, ['channels', name], source.report))
  }
  const mentions = new Map<string, Mention>(namesAt(tree, 'mentions').map((name) => [name, {}]))
  for (const [name, text] of Object.entries(draft.mentions ?? {})) {
    mentions.set(name, parseMention(name, text, ['mentions', name], source))
  }
  const names: Names = { language, timezone, channels, mentions, templates }
  for (const [name, channel] of channels) {
    checkTemplate(channel?.template ?? null, ['channels', name, 'template'], names, source)
  }
  const drafts = draft.rules
  checkUnique(drafts, source)
  return {
    language,
    timezone,
    channels: soundChannels(channels),
    mentions,
    templates: templatesOf(channels, drafts),
    accounts: new Map(),
    clusters: new Map(),
    notices: null,
    mask: [],
    groups: [
      {
        team: null,
        reach: null,
        rules: drafts.map((rule, index) => compileRule(rule, index, names, source)),
      },
    ],
    unmatched: compileUnmatched(draft.unmatched, names, source),
  }
}

function namesAt(tree: Tree, key: string): string[] {
  const value = valueAt(tree, [key])
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
}

function soundChannels(channels: ReadonlyMap<string, Channel | null>): Map<string, Channel> {
  const sound = new Map<string, Channel>()
  for (const [name, channel] of channels) if (channel !== null) sound.set(name, channel)
  if (!sound.has(INBOX.name)) sound.set(INBOX.name, INBOX)
  return sound
}

function templatesOf(
  channels: ReadonlyMap<string, Channel | null>,
  rules: readonly RuleDraft[],
): Set<string> {
  const used = [...channels.values(), ...rules].map((user) => user?.template ?? undefined)
  return new Set(used.filter((template) => template !== undefined))
}

function checkUnique(rules: readonly RuleDraft[], source: Source): void {
  const first = new Map<string, number>()
  rules.forEach(({ name }, index) => {
    if (name === undefined) return
    const earlier = first.get(name)
    if (earlier === undefined) first.set(name, index)
    else {
      const message = `rule ${earlier + 1} is already called ${quoted(name)}`
      source.report(['rules', index, 'name'], {
        code: 'duplicate-name',
        message,
        help: 'give each rule its own name',
      })
    }
  })
}
