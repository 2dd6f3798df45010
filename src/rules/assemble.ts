import { createHash } from 'node:crypto'
import { packRules } from './file/bundle.ts'
import { INBOX } from './parts/channels.ts'
import type { Content } from './content.ts'
import { matchWith } from './match/match.ts'
import { onEachAccount } from './parts/mentions.ts'
import type { Account, Channel, Mention, Rules } from './rules.ts'
import type { TeamFile } from './team-files.ts'
import type { TeamContent } from './teams.ts'

/** Puts the root file and the teams' files that are in use together. @param text the root file's */
export function assembleRules(text: string, root: Content, files: readonly TeamFile[]): Rules {
  const inUse = files.flatMap(({ path, inUse: used }) => (used === null ? [] : [{ path, ...used }]))
  const teams = inUse.map(({ content }) => content)
  const source = packRules(text, new Map(inUse.map((file) => [file.path, file.text])))
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 12)
  const { names, clusters, notices, mask, unmatched } = root
  const groups = [root.group, ...teams.map(({ group }) => group)]
  const channels = channelsOf(root, teams)
  const accounts = accountsOf(root, teams)
  const targets = [...groups.flatMap(({ rules }) => rules.flatMap((rule) => rule.targets)), ...unmatched]
  const templates = [
    ...[...channels.values()].map(({ template }) => template),
    ...targets.map(({ route }) => route.template),
  ]
  return {
    hash,
    source,
    language: names.language,
    timezone: names.timezone,
    channels,
    accounts,
    clusters,
    mentions: mentionsOf(root, teams, accounts),
    notices,
    mask,
    rules: groups.flatMap(({ team, rules }) =>
      rules.map(({ name, index, channels: to }) => ({ name, team, index, channels: to })),
    ),
    templates: new Set(templates.filter((template) => template !== null)),
    match: matchWith(groups, unmatched, { hash, clusters }),
  }
}

function channelsOf(root: Content, teams: readonly TeamContent[]): Map<string, Channel> {
  const own = [...root.names.channels.values(), ...teams.flatMap((team) => team.channels)]
  const channels = new Map(own.flatMap((channel) => (channel === null ? [] : [[channel.name, channel]])))
  if (!channels.has(INBOX.name)) channels.set(INBOX.name, INBOX)
  return channels
}

function accountsOf(root: Content, teams: readonly TeamContent[]): Map<string, Account> {
  const used = [...root.used, ...teams.flatMap((team) => team.used)]
  return new Map(used.map((account) => [account.name, account]))
}

function mentionsOf(
  root: Content,
  teams: readonly TeamContent[],
  accounts: ReadonlyMap<string, Account>,
): Map<string, Mention> {
  const mentions = new Map<string, Mention>()
  for (const own of [root.names.mentions, ...teams.map((team) => team.mentions)])
    for (const { name, mention } of own.values())
      mentions.set(name, onEachAccount(mention, accounts.values()))
  return mentions
}
