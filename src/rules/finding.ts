import { starSecrets } from '../problem.ts'
import type { Problem } from '../problem.ts'

/** Keys and list positions from the top of the file to one value. */
export type Path = readonly (string | number)[]

/** A problem that has no place yet. */
export type Finding = Pick<Problem, 'code' | 'message' | 'help'> & { readonly severity?: 'warning' }

/** A stretch of the file's text, in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A problem and where it stands. */
export interface PlacedFinding extends Finding {
  readonly span: Span
}

/** A syntax mistake in plain words. */
export interface SyntaxFinding extends PlacedFinding {
  /** How much of the file means something else because of it; `rest`: what YAML says of later lines is aftermath. */
  readonly spoils: 'word' | 'line' | 'rest'
}

/** Notes a problem with the value at a path, with its key, or with another stretch of text. */
export type Report = (path: Path, finding: Finding, at?: 'key' | 'value' | Span) => void

/** Puts a text between quotes: on one line, short, without secrets. */
export function quoted(text: string): string {
  const line = starSecrets(text).replaceAll(/\s+/g, ' ')
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`
}
