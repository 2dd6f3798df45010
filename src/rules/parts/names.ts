import type { Path } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Hours } from '../time/hours.ts'
import type { Rate } from './limits.ts'
import type { Source } from '../match/matcher.ts'
import { isWordForEveryone } from './mentions.ts'
import { itemPath, listOf } from './named.ts'
import type { Quiet } from './quiet.ts'
import type { Channel, Language, Mention, Thread } from '../rules.ts'
import { didYouMean } from '../suggest.ts'

/** A mention as the whole configuration knows it. */
export interface NamedMention {
  /** A team's own is `<team>/<name>`. */
  readonly name: string
  readonly mention: Mention
}

/** What holds for every rule that does not say otherwise. */
export interface Defaults {
  readonly template: string | null
  readonly language: Language | null
  readonly mentions: readonly NamedMention[]
  readonly limit: Rate | null
  readonly quiet: Quiet | null
  readonly thread: Thread | null
}

/** What the rules of one file may name, and the look they fall back to. */
export interface Names {
  /** Null: the root file. */
  readonly team: string | null
  readonly language: Language
  readonly timezone: string
  /** Every name that counts as a channel; null for one whose entry is wrong. */
  readonly channels: ReadonlyMap<string, Channel | null>
  /** Channels of the root file that the team may not post to. */
  readonly withheld: ReadonlySet<string>
  /** By the whole name of a computed channel: what takes an event whose place is not allowed. */
  readonly fallbacks: ReadonlyMap<string, Channel>
  readonly mentions: ReadonlyMap<string, NamedMention>
  /** Null for one whose entry is wrong. */
  readonly hours: ReadonlyMap<string, Hours | null>
  /** Undefined: the templates are not known here, every name will do. */
  readonly templates: ReadonlySet<string> | undefined
  readonly defaults: Defaults
}

/** Reports a template that is not there; a team's own come first. */
export function checkTemplate(
  template: string | null,
  path: Path,
  templates: ReadonlySet<string> | undefined,
  source: Source,
  team: string | null = null,
): void {
  if (template === null || templates === undefined || templates.has(template)) return
  if (team !== null && templates.has(`${team}/${template}`)) return
  const own = team === null ? [] : [...templates].filter((name) => name.startsWith(`${team}/`))
  const shared = [...templates].filter((name) => !name.includes('/'))
  const known = [...own.map((name) => name.slice(name.indexOf('/') + 1)), ...shared].sort()
  const help = didYouMean(template, known, `templates: ${known.join(', ')}`)
  source.report(path, { code: 'unknown-template', message: `there is no template ${quoted(template)}`, help })
}

/** The mentions that a file names; an unknown one is reported. */
export function resolveMentions(
  text: string | readonly string[] | undefined,
  path: Path,
  mentions: Names['mentions'],
  source: Source,
): NamedMention[] {
  return listOf(text).flatMap((name, index) => {
    const found = mentions.get(name)
    if (found !== undefined) return [found]
    if (isWordForEveryone(name)) return [{ name, mention: {} }]
    const known = [...mentions.keys(), 'here', 'channel', 'everyone']
    const bare = name.replace(/^@/, '')
    const help =
      bare !== name && known.includes(bare)
        ? `leave out the @: ${bare}`
        : didYouMean(bare, known, `mentions: ${known.slice(0, 20).join(', ')}`)
    const at = itemPath(text ?? '', path, index)
    source.report(at, { code: 'unknown-mention', message: `there is no mention ${quoted(name)}`, help })
    return []
  })
}

/** The hours that a file names; an unknown name is reported. */
export function resolveHours(
  text: string | readonly string[] | undefined,
  path: Path,
  hours: Names['hours'],
  source: Source,
): Hours[] {
  return listOf(text).flatMap((name, index) => {
    const found = hours.get(name)
    if (found !== undefined) return found === null ? [] : [found]
    const help = didYouMean(name, hours.keys(), howToName(name, [...hours.keys()]))
    const message = `there are no hours ${quoted(name)}`
    source.report(itemPath(text ?? '', path, index), { code: 'unknown-hours', message, help })
    return []
  })
}

function howToName(written: string, known: readonly string[]): string {
  if (/^\d{1,2}:\d\d/.test(written))
    return `give these times a name, hours: { nights: { daily: ${written} } }, and write the name`
  return known.length === 0
    ? `name them under hours:, such as hours: { nights: { daily: 22:00-08:00 } }`
    : `hours: ${known.slice(0, 20).join(', ')}`
}
