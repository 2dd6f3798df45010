import { parseChannel } from '../parts/channels.ts'
import { compileHours } from '../time/hours.ts'
import type { Hours } from '../time/hours.ts'
import type { Source } from '../match/matcher.ts'
import { parseMention } from '../parts/mentions.ts'
import { fullName, namesAt } from '../parts/named.ts'
import { checkTemplate } from '../parts/names.ts'
import type { NamedMention } from '../parts/names.ts'
import { resolveChannel } from '../parts/resolve-channel.ts'
import type { Account, Channel } from '../rules.ts'
import type { RulesDraft } from './schema.ts'
import type { Tree } from './tree.ts'

/** One file, ready to be compiled. */
export interface Draft {
  /** Null: the root file. */
  readonly team: string | null
  /** What is sound of it. */
  readonly text: RulesDraft
  /** The whole of it, so that a name whose entry is wrong still counts as a name. */
  readonly tree: Tree
  readonly source: Source
}

/** What one file gives names to. */
export interface Declared {
  /** Null for one whose entry is wrong; `computed.otherwise` is as written. */
  readonly channels: ReadonlyMap<string, Channel | null>
  /** Whose tokens and webhooks its channels use. */
  readonly accounts: readonly Account[]
  readonly mentions: ReadonlyMap<string, NamedMention>
  readonly hours: ReadonlyMap<string, Hours | null>
}

/** What a file's names are made with. */
export interface Surroundings {
  readonly timezone: string
  readonly accounts: ReadonlyMap<string, Account | null>
  readonly templates: ReadonlySet<string> | undefined
  /** Hours of the root file, which a team's file may name. */
  readonly hours: ReadonlyMap<string, Hours | null>
}

/** Compiles a file's channels, mentions and hours; mistakes are reported. */
export function declare(draft: Draft, around: Surroundings): Declared {
  const { team, text, tree, source } = draft
  const accounts: Account[] = []
  const channels = new Map<string, Channel | null>(namesAt(tree, 'channels').map((name) => [name, null]))
  for (const [name, channel] of Object.entries(text.channels)) {
    const path = ['channels', name]
    const parsed = parseChannel(name, channel, path, around.accounts, source)
    checkTemplate(parsed?.channel.template ?? null, [...path, 'template'], around.templates, source)
    channels.set(name, parsed === null ? null : { ...parsed.channel, name: fullName(team, name) })
    if (parsed !== null && parsed.account !== null) accounts.push(parsed.account)
  }
  const noOne = (name: string): NamedMention => ({ name: fullName(team, name), mention: {} })
  const mentions = new Map(namesAt(tree, 'mentions').map((name) => [name, noOne(name)]))
  for (const [name, ids] of Object.entries(text.mentions ?? {})) {
    const mention = parseMention(name, ids, ['mentions', name], around.accounts, source)
    mentions.set(name, { name: fullName(team, name), mention })
  }
  const sound = new Map([...around.hours].flatMap(([name, hours]) => (hours === null ? [] : [[name, hours]])))
  const hours = new Map<string, Hours | null>(namesAt(tree, 'hours').map((name) => [name, null]))
  for (const [name, times] of compileHours(text.hours ?? {}, around.timezone, source, sound))
    hours.set(name, times)
  return { channels, accounts, mentions, hours }
}

/**
 * Gives each computed channel of a file the channel that takes what is not allowed; where there is none, which is
 * reported, the channel is null.
 * @param names what the file may name, its own channels included
 * @param fallbacks takes each such channel, by the computed one's whole name
 */
export function settleComputed(
  own: ReadonlyMap<string, Channel | null>,
  names: Parameters<typeof resolveChannel>[2],
  fallbacks: Map<string, Channel>,
  source: Source,
): Map<string, Channel | null> {
  const settled = new Map(own)
  for (const [name, channel] of own) {
    if (channel === null || channel.computed === null) continue
    const path = ['channels', name, 'otherwise']
    const otherwise = resolveChannel(channel.computed.otherwise, path, names, source)
    if (otherwise !== null && otherwise.computed !== null) {
      const message = 'the place of this channel is decided by each event too'
      const help = 'name a channel with a place of its own'
      source.report(path, { code: 'computed-otherwise', message, help })
    }
    if (otherwise === null || otherwise.computed !== null) settled.set(name, null)
    else {
      fallbacks.set(channel.name, otherwise)
      settled.set(name, { ...channel, computed: { ...channel.computed, otherwise: otherwise.name } })
    }
  }
  return settled
}
