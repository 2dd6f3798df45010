import { posix } from 'node:path'
import { compileGroup, fixedChannel } from './content.ts'
import type { Content } from './content.ts'
import { compileCondition } from './parts/condition.ts'
import type { Condition } from './parts/condition.ts'
import { declare, settleComputed } from './file/declared.ts'
import type { Draft } from './file/declared.ts'
import { quoted } from './finding.ts'
import { listOf, itemPath } from './parts/named.ts'
import type { Names } from './parts/names.ts'
import { resolveChannel } from './parts/resolve-channel.ts'
import type { Channel } from './rules.ts'
import type { TeamText } from './file/schema.ts'
import type { Steps } from './file/steps.ts'
import { zoneFinding } from './time/zones.ts'

/** What the root file grants one team. */
export interface Team {
  readonly name: string
  /** As written: relative to the root file's folder. */
  readonly path: string
  /** As problems name it. */
  readonly file: string
  readonly reach: Condition
  /** The channel that hears of mistakes in the file. */
  readonly contact: string | null
  /** Names of the root file's channels that the team may post to. */
  readonly allow: ReadonlySet<string>
  readonly text: TeamText
}

/** Reads the root file's `teams:`; mistakes are reported. @param file the root file's name */
export function compileTeams(root: Draft, { names, namesModels, group }: Content, file: string): Team[] {
  const { text } = root
  const source = { ...root.source, namesModels }
  const byFile = new Map<string, string>()
  return Object.entries(text.teams ?? {}).map(([name, team]) => {
    const path = ['teams', name]
    checkName(name, group.rules, path, source)
    const twin = byFile.get(posix.normalize(team.rules))
    if (twin !== undefined) {
      const message = `team ${quoted(twin)} already has this file`
      source.report([...path, 'rules'], { code: 'same-file', message, help: 'give each team its own file' })
    }
    byFile.set(posix.normalize(team.rules), name)
    if (posix.normalize(team.rules) === posix.basename(file)) {
      const message = 'this is the root file'
      source.report([...path, 'rules'], {
        code: 'same-file',
        message,
        help: 'give the team a file of its own',
      })
    }
    const wrongZone = team.timezone === undefined ? undefined : zoneFinding(team.timezone)
    if (wrongZone !== undefined) source.report([...path, 'timezone'], wrongZone)
    listOf(team.allow).forEach((channel, index) => {
      resolveChannel(channel, itemPath(team.allow ?? '', [...path, 'allow'], index), names, source)
    })
    return {
      name,
      path: team.rules,
      file: posix.isAbsolute(team.rules) ? team.rules : posix.join(posix.dirname(file), team.rules),
      reach: compileCondition(team.when, [...path, 'when'], source),
      contact: fixedChannel(team.contact, [...path, 'contact'], names, source),
      allow: new Set(listOf(team.allow)),
      text: team,
    }
  })
}

function checkName(
  name: string,
  rules: readonly { readonly name: string; readonly index: number }[],
  path: readonly string[],
  source: Draft['source'],
): void {
  if (!/^[\p{L}\p{N}_.-]{1,50}$/u.test(name)) {
    const message = `${quoted(name)} cannot stand before the / of a team's names`
    const help = 'a team has up to 50 letters, digits, -, _ and . in its name'
    source.report(path, { code: 'bad-name', message, help }, 'key')
  }
  for (const rule of rules) {
    if (!rule.name.startsWith(`${name}/`)) continue
    const message = `${quoted(rule.name)} would be a rule of team ${quoted(name)}`
    source.report(['rules', rule.index - 1, 'name'], {
      code: 'bad-name',
      message,
      help: 'choose another name',
    })
  }
}

/** A team's file, compiled. */
export type TeamContent = Pick<Content, 'names' | 'used' | 'group'> & {
  /** Its own channels, sound ones only. */
  readonly channels: readonly Channel[]
  readonly mentions: Names['mentions']
}

/** Compiles what the schema found sound of a team's file; mistakes are reported. */
export function* compileTeamFile(opened: Draft, team: Team, root: Content): Steps<TeamContent> {
  const source = { ...opened.source, namesModels: root.namesModels }
  const draft = { ...opened, source }
  const timezone = team.text.timezone ?? root.names.timezone
  const { accounts } = root
  const around = { timezone, accounts, templates: root.names.templates, hours: root.names.hours }
  const declared = declare(draft, around)
  const granted = [...root.names.channels].filter(([name]) => team.allow.has(name))
  const withheld = new Set(
    [...root.names.channels.keys()].filter((name) => !team.allow.has(name) && !declared.channels.has(name)),
  )
  const own = { team: team.name, withheld }
  const written = { ...own, channels: new Map([...granted, ...declared.channels]) }
  const fallbacks = new Map(root.names.fallbacks)
  const settled = settleComputed(declared.channels, written, fallbacks, source)
  const { defaults } = root.names
  const names: Names = {
    ...own,
    language: team.text.language ?? defaults.language ?? root.names.language,
    timezone,
    channels: new Map([...granted, ...settled]),
    fallbacks,
    mentions: new Map([...root.names.mentions, ...declared.mentions]),
    hours: new Map([...root.names.hours, ...declared.hours]),
    templates: root.names.templates,
    defaults: team.text.language === undefined ? defaults : { ...defaults, language: team.text.language },
  }
  return {
    names,
    used: declared.accounts,
    group: yield* compileGroup(draft, names, team.reach),
    channels: [...settled.values()].filter((channel) => channel !== null),
    mentions: declared.mentions,
  }
}
