import { globMatches, isGlob } from './glob.ts'
import type { Reading } from './reading.ts'
import type { Search } from './regex.ts'

/** One or more wanted texts, compiled: any of them is enough. */
export interface Texts {
  /** As a person would say it: `sandbox or *_test`. */
  readonly wanted: string
  /** What is asked for exactly, in lower case. */
  readonly exact: ReadonlySet<string>
  /** Patterns of `*` and `?`, in lower case. */
  readonly globs: readonly string[]
  readonly regexes: readonly WantedRegex[]
  readonly test: (reading: Reading) => boolean
}

/** A regex that is searched in the text as it came. */
export interface WantedRegex {
  /** What stands between the slashes. */
  readonly pattern: string
  readonly search: Search
}

/** A written text: its regex where it is one. */
export interface WantedText {
  readonly text: string
  readonly search?: Search
}

/** Compiles texts, globs (`*`, `?`, the whole value) and regexes (searched); all ignore case. */
export function compileTexts(all: readonly WantedText[]): Texts {
  const regexes = all.flatMap(({ text, search }) =>
    search === undefined ? [] : [{ pattern: text.slice(1, -1), search }],
  )
  const plain = all.flatMap(({ text, search }) => (search === undefined ? [text.toLowerCase()] : []))
  const globs = plain.filter(isGlob)
  const exact = new Set(plain.filter((text) => !isGlob(text)))
  const searches = regexes.map(({ search }) => search)
  const wanted = listed(all.map(({ text }) => text))
  return { wanted, exact, globs, regexes, test: testFor(exact, globs, searches) }
}

function testFor(
  exact: ReadonlySet<string>,
  globs: readonly string[],
  searches: readonly Search[],
): (reading: Reading) => boolean {
  const [only] = exact
  if (globs.length === 0 && searches.length === 0 && exact.size === 1) {
    return (reading) => reading.folded().some((text) => text === only)
  }
  return (reading) =>
    (plainWanted(exact, globs) &&
      reading.folded().some((text) => exact.has(text) || globs.some((glob) => globMatches(glob, text)))) ||
    reading.texts.some((text) => searches.some((search) => search(text)))
}

function plainWanted(exact: ReadonlySet<string>, globs: readonly string[]): boolean {
  return exact.size > 0 || globs.length > 0
}

const LISTED = 6

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, LISTED).map((text) => (text === '' ? '""' : text))
  if (texts.length > LISTED) return `${shown.join(', ')} or ${texts.length - LISTED} more`
  const last = shown.pop() ?? ''
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`
}
