import type { Language } from '../rules/rules.ts'
import { cleanLine } from './clean.ts'
import { head } from './cut.ts'
import { stampText } from './dates.ts'
import { padTo, toWidth, widthOf } from './display-width.ts'
import { MISSING } from './look.ts'
import type { Member } from './tally.ts'
import { WORDS } from './words.ts'

/** A file in a chat may have so many bytes. */
const MOST_BYTES = 1_000_000
/** Of them for the rows before what is left out: the beginning of a storm tells more than its middle or end. */
const HEAD_BYTES = 600_000
/** The lines that say what is what. */
const FRAME_BYTES = 2_000
/** Columns that a value takes at most; a cause is the last, and takes what it needs. */
const MOST_COLUMNS = { project: 40, job_type: 30, job_state: 16, job_id: 80 } as const
const CAUSE = 500
const NAMES = ['project', 'job_type', 'job_state', 'job_id'] as const
const GAP = '  '

/**
 * The single messages of a digest as a text file: one line each, in columns. At most 1 MB: of more the first and the
 * last are kept, and a line between them says how many are not. Nothing in the data can begin a line of its own.
 * @param rows in the order of their times
 * @param total how many there were, where `rows` are not all
 */
export function membersFile(
  rows: readonly Member[],
  total: number,
  language: Language,
  timezone: string,
): { readonly name: string; readonly text: string } {
  const words = WORDS[language]
  const titles = [`${words.time} (${timezone})`, words.project, words.job_type, words.state, words.job]
  const cells = rows.map((row) => [stampText(row.at, timezone), ...NAMES.map((name) => cellOf(row, name))])
  const columns = titles.map((title, index) => widestOf([title, ...cells.map((line) => line[index] ?? '')]))
  const lineOf = (texts: readonly string[], cause: string): string =>
    [...texts.map((text, index) => padTo(text, columns[index] ?? 0)), cause].join(GAP).trimEnd()
  const lines = rows.map((row, index) => lineOf(cells[index] ?? [], causeOf(row)))
  const [before, after] = keptOf(lines)
  const missing = Math.max(0, Math.max(total, rows.length) - before.length - after.length)
  const gap = missing === 0 ? [] : [`… ${words.left_out.replace('{n}', String(missing))} …`]
  const text = [lineOf(titles, words.cause), ...before, ...gap, ...after].join('\n')
  return { name: `messages-${Math.max(total, rows.length)}.txt`, text: `${text}\n` }
}

function cellOf(row: Member, name: (typeof NAMES)[number]): string {
  return toWidth(cleanLine(head(row[name], 4 * MOST_COLUMNS[name])), MOST_COLUMNS[name]) || MISSING
}

function causeOf({ cause }: Member): string {
  const line = cleanLine(head(cause, 4 * CAUSE))
  return line.length <= CAUSE ? line : `${head(line, CAUSE - 1)}…`
}

function widestOf(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0)
}

/** The lines before and after what is left out. */
function keptOf(lines: readonly string[]): readonly [readonly string[], readonly string[]] {
  const sizes = lines.map((line) => Buffer.byteLength(line) + 1)
  const room = MOST_BYTES - FRAME_BYTES
  if (sizes.reduce((sum, size) => sum + size, 0) <= room) return [lines, []]
  const first = countWithin(sizes, HEAD_BYTES)
  const last = countWithin(sizes.slice(first).toReversed(), room - HEAD_BYTES)
  return [lines.slice(0, first), last === 0 ? [] : lines.slice(-last)]
}

/** How many of the first take no more than `most` together. */
function countWithin(sizes: readonly number[], most: number): number {
  let sum = 0
  const end = sizes.findIndex((size) => {
    sum += size
    return sum > most
  })
  return end === -1 ? sizes.length : end
}
