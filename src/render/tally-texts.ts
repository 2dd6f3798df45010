import { cleanLine } from './clean.ts'
import { head } from './cut.ts'

/** Longest project or job id in a tally, UTF-16 units. */
export const NAME = 100
/** Longest state or type of a job. */
export const WORD = 40
const CAUSE = 200

/** The beginning of a text on one line and without controls, of at most `most` UTF-16 units. */
export function shortLine(text: string, most: number): string {
  const line = cleanLine(head(text, 4 * most))
  return line.length <= most ? line : `${head(line, most - 1).trimEnd()}…`
}

/** A cause as a tally keeps it. */
export function shortCause(cause: string): string {
  return shortLine(cause, CAUSE)
}
