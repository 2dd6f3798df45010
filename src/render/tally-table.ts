import { once } from '../once.ts'
import type { Language } from '../rules/rules.ts'
import { toWidth, widthOf, wrapTo } from './display-width.ts'
import type { Tally, TallyProject } from './tally.ts'
import { WORDS } from './words.ts'

/** Columns that a fixed-width block of either platform shows without a break; Discord's is the narrower. */
const COLUMNS = 56
/** More lines than this are folded away on Slack. */
const MOST_LINES = 22
const MOST_PROJECTS = 12
/** Of one project, where there are few projects. */
const MOST_CAUSES = 6
/** A project's name gives way to its only cause beyond this many columns. */
const NAME_BESIDE_CAUSE = 24
const INDENT = '  '

interface Entry {
  readonly count: number
  readonly text: string
  readonly indent: string
}

const numbers = once(() => new Intl.NumberFormat('en'))

/**
 * A tally as lines for a fixed-width block: the count first, since nothing after it has to stand in a column. A project
 * with one cause takes one entry, another one an entry for each of the causes that fit; the rest is summed up. Where
 * there is room, an entry takes two lines.
 */
export function tallyTable(tally: Tally, language: Language): string {
  const entries = entriesOf(tally, language)
  const digits = entries.reduce((most, { count }) => Math.max(most, numbers().format(count).length), 0)
  const lines = Math.max(1, Math.min(2, Math.floor(MOST_LINES / Math.max(1, entries.length))))
  return entries.flatMap((entry) => linesOf(entry, digits, lines)).join('\n')
}

function linesOf({ count, text, indent }: Entry, digits: number, most: number): readonly string[] {
  const start = `${indent}${numbers().format(count).padStart(digits)}  `
  const [first = '', ...more] = wrapTo(text, COLUMNS - start.length, most)
  return [start + first, ...more.map((line) => ' '.repeat(start.length) + line)]
}

function entriesOf({ projects, others }: Tally, language: Language): readonly Entry[] {
  const shown = projects.slice(0, MOST_PROJECTS)
  const spare = Math.floor((MOST_LINES - shown.length) / Math.max(1, shown.length))
  const causes = Math.max(1, Math.min(MOST_CAUSES, spare))
  const rest = projects.slice(shown.length).reduce((sum, { count }) => sum + count, others)
  return [
    ...shown.flatMap((project) => projectEntries(project, causes, language)),
    ...(rest > 0 ? [{ count: rest, text: WORDS[language].other_projects, indent: '' }] : []),
  ]
}

function projectEntries(
  { project, count, causes, others }: TallyProject,
  most: number,
  language: Language,
): readonly Entry[] {
  const [only, ...further] = causes
  if (only !== undefined && further.length === 0 && others === 0) {
    const name = widthOf(project) > NAME_BESIDE_CAUSE ? toWidth(project, NAME_BESIDE_CAUSE) : project
    return [{ count, text: `${name} · ${withoutPackage(only.cause)}`, indent: '' }]
  }
  const rest = causes.slice(most).reduce((sum, cause) => sum + cause.count, others)
  return [
    { count, text: project, indent: '' },
    ...causes.slice(0, most).map((cause) => ({
      count: cause.count,
      text: withoutPackage(cause.cause),
      indent: INDENT,
    })),
    ...(rest > 0 ? [{ count: rest, text: WORDS[language].other_causes, indent: INDENT }] : []),
  ]
}

/** `org.apache.spark.sql.AnalysisException: …` without its package: the line is short, and the list in the thread has it. */
function withoutPackage(cause: string): string {
  return cause.replace(/^(?:[a-z][\w$]*\.)+(?=[A-Z])/, '')
}
