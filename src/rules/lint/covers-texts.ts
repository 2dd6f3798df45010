import { globCovers, globsMeet } from './covers-globs.ts'
import { globMatches } from '../match/glob.ts'
import type { Texts, WantedRegex } from '../match/texts.ts'

/** One of the wanted texts. */
export type Wish =
  | { readonly kind: 'exact' | 'glob'; readonly text: string }
  | { readonly kind: 'regex'; readonly regex: WantedRegex }

/** The wanted texts, one by one. */
export function wishesOf({ exact, globs, regexes }: Texts): Wish[] {
  return [
    ...Array.from(exact, (text): Wish => ({ kind: 'exact', text })),
    ...globs.map((text): Wish => ({ kind: 'glob', text })),
    ...regexes.map((regex): Wish => ({ kind: 'regex', regex })),
  ]
}

/** Whether certainly every text that one wish takes is taken by the wanted texts. */
export function textsCover(wide: Texts, narrow: Wish): boolean {
  switch (narrow.kind) {
    case 'exact':
      return (
        wide.exact.has(narrow.text) ||
        wide.globs.some((glob) => globMatches(glob, narrow.text)) ||
        wide.regexes.some((regex) => finds(regex, narrow.text) === true)
      )
    case 'glob':
      return (
        wide.globs.some((glob) => globCovers(glob, narrow.text)) ||
        wide.regexes.some((regex) => findsInGlob(regex, narrow.text))
      )
    case 'regex':
      return (
        wide.globs.some((glob) => takesAll(glob, narrow.regex)) ||
        wide.regexes.some((regex) => regexCovers(regex, narrow.regex))
      )
  }
}

/** Whether a text, as it came, fits a wish. */
export function wishTakes(wish: Wish, text: string): boolean {
  if (wish.kind === 'regex') return wish.regex.search(text)
  const folded = text.toLowerCase()
  return wish.kind === 'exact' ? wish.text === folded : globMatches(wish.text, folded)
}

/** Whether one text may fit a wish and the wanted texts; false only when certain that none does. */
export function textsMeet(texts: Texts, wish: Wish): boolean {
  if (wish.kind !== 'exact') return wishesOf(texts).some((other) => wishesMeet(other, wish))
  return (
    texts.exact.has(wish.text) ||
    texts.globs.some((glob) => globMatches(glob, wish.text)) ||
    texts.regexes.some((regex) => finds(regex, wish.text) !== false)
  )
}

/** Whether one text may fit both; false only when certain that none does. */
export function wishesMeet(one: Wish, other: Wish): boolean {
  if (one.kind === 'exact' && other.kind === 'exact') return one.text === other.text
  if (one.kind === 'regex') return other.kind !== 'exact' || finds(one.regex, other.text) !== false
  if (other.kind === 'regex') return one.kind !== 'exact' || finds(other.regex, one.text) !== false
  if (one.kind === 'exact') return globMatches(other.text, one.text)
  return other.kind === 'exact' ? globMatches(one.text, other.text) : globsMeet(one.text, other.text)
}

/** Where upper and lower case may differ for a regex, although it ignores case: (?-i), classes by name. */
const CASE_MAY_MATTER = /\(\?[a-z]*-|\\p|\[:/i

/** Whether a regex finds something in every text, or in none, that is this one when case is ignored; undefined: not certain. */
function finds({ pattern, search }: WantedRegex, text: string): boolean | undefined {
  if (!foldsPlainly(text) || CASE_MAY_MATTER.test(pattern)) return undefined
  // The Kelvin sign is a k in lower case, but for \b it is no letter.
  if (text.includes('k') && /\\b/i.test(pattern)) return undefined
  return search(text)
}

/**
 * Whether toLowerCase and RE2 agree on what is the same but for case: plain letters, and characters without case such
 * as Han. Not the dot above, which toLowerCase makes of İ.
 */
function foldsPlainly(text: string): boolean {
  return /^(?:\p{ASCII}|[^\p{L}\p{M}\p{N}\p{S}]|\p{Lo})*$/u.test(text)
}

/** The plain texts of which a regex finds any, in lower case; undefined when it asks for more than that. */
function literalsOf({ pattern }: WantedRegex): readonly string[] | undefined {
  if (/[\\.+*?()[\]{}^$]/.test(pattern) || !foldsPlainly(pattern)) return undefined
  return pattern.toLowerCase().split('|')
}

function regexCovers(wide: WantedRegex, narrow: WantedRegex): boolean {
  if (wide.pattern === narrow.pattern) return true
  const parts = literalsOf(wide)
  const wholes = literalsOf(narrow)
  return wholes?.every((whole) => parts?.some((part) => whole.includes(part))) ?? false
}

function findsInGlob(regex: WantedRegex, glob: string): boolean {
  const literals = literalsOf(regex)
  if (literals === undefined) return false
  const runs = glob.split(/[*?]+/)
  return runs.some((run, index) => {
    // İ is an i and a dot in lower case, and the wildcard may have taken the dot.
    const sure = index < runs.length - 1 && run.endsWith('i') ? run.slice(0, -1) : run
    return foldsPlainly(run) && literals.some((literal) => sure.includes(literal))
  })
}

/** `*` takes whatever a regex finds something in, `?*` all of it but an empty text. */
function takesAll(glob: string, { search }: WantedRegex): boolean {
  return globCovers(glob, '*') || (globCovers(glob, '?*') && !search(''))
}
