import type { Language } from '../rules/rules.ts'
import { toWidth, widthOf } from './display-width.ts'
import type { Tally, TallyProject } from './tally.ts'
import { WORDS } from './words.ts'

/** Columns that a fixed-width block of either platform shows without a break; Discord's is the narrower. */
const COLUMNS = 56
/** Longer than this, a block is folded away, and its end is cut on Discord. */
const MOST_LINES = 22
const MOST_PROJECTS = 12
/** Of one project, where there are few projects. */
const MOST_CAUSES = 6
/** A project's name gives way to its only cause beyond this many columns. */
const NAME_BESIDE_CAUSE = 24

/**
 * A tally as lines for a fixed-width block: the count first, since nothing after it has to stand in a column. A project
 * with one cause takes one line, another one a line for each of the causes that fit; the rest is summed up.
 */
export function tallyTable(tally: Tally, language: Language): string {
  const { projects } = tally
  const shown = projects.slice(0, MOST_PROJECTS)
  const spare = Math.floor((MOST_LINES - shown.length) / Math.max(1, shown.length))
  const causes = Math.max(1, Math.min(MOST_CAUSES, spare))
  const others = projects.slice(shown.length).reduce((sum, { count }) => sum + count, tally.others)
  const counts = [...shown.map(({ count }) => count), others].map((count) => numbers.format(count))
  const line = lineOf(Math.max(...counts.map((count) => count.length)))
  const lines = shown.flatMap((project) => projectLines(project, causes, language, line))
  if (others > 0) lines.push(line(others, WORDS[language].other_projects))
  return lines.join('\n')
}

/** `org.apache.spark.sql.AnalysisException: …` without its package: the line is short, and the list in the thread has it. */
function withoutPackage(cause: string): string {
  return cause.replace(/^(?:[a-z][\w$]*\.)+(?=[A-Z])/, '')
}

type Line = (count: number, text: string, indent?: string) => string

const numbers = new Intl.NumberFormat('en')

function lineOf(digits: number): Line {
  return (count, text, indent = '') => {
    const start = `${indent}${numbers.format(count).padStart(digits)}  `
    return start + toWidth(text, COLUMNS - start.length)
  }
}

function projectLines(
  { project, count, causes, others }: TallyProject,
  most: number,
  language: Language,
  line: Line,
): readonly string[] {
  const [only, ...further] = causes
  if (only !== undefined && further.length === 0 && others === 0) {
    const name = widthOf(project) > NAME_BESIDE_CAUSE ? toWidth(project, NAME_BESIDE_CAUSE) : project
    return [line(count, `${name} · ${withoutPackage(only.cause)}`)]
  }
  const listed = causes.slice(0, most)
  const rest = causes.slice(most).reduce((sum, cause) => sum + cause.count, others)
  return [
    line(count, project),
    ...listed.map((cause) => line(cause.count, withoutPackage(cause.cause), '  ')),
    ...(rest > 0 ? [line(rest, WORDS[language].other_causes, '  ')] : []),
  ]
}
