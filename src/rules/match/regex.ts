import { RE2JS, RE2JSException } from 're2js'
import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { requiredLiterals } from './regex-literals.ts'
import { regexSize } from './regex-size.ts'

const MAX_LENGTH = 1_000
/** Counted repeats written out. RE2 itself takes 100,000, which search 1 MB in minutes; these take 0.1 s for 64 kB at worst. */
const MAX_STEPS = 2_000

/** A search in linear time, whatever the pattern. */
export type Search = (text: string) => boolean

/** Whether a written text is meant as a regular expression. */
export function isRegex(text: string): boolean {
  return text.startsWith('/')
}

/**
 * Compiles `/…/`: RE2 syntax, searched anywhere in the text, ignoring case.
 * @param written as it stands in the file, quotes included; in double quotes YAML reads the escapes first
 */
export function compileRegex(text: string, written: string): Search | Finding {
  if (text.length < 2 || !text.endsWith('/')) {
    const flags = /^\/.+\/([gimsuy]{1,6})$/.exec(text)?.[1]
    const help =
      flags === undefined
        ? "write '/…/' in single quotes; a text that begins with / can be written as a pattern, such as ?data*"
        : `leave out ${flags}: case is ignored anyway`
    return { code: 'unclosed-regex', message: `the regex ${quoted(text)} does not end with /`, help }
  }
  const pattern = text.slice(1, -1)
  const escape = lostEscape(written)
  if (escape !== undefined) {
    const message = `in double quotes YAML turns ${escape} into another character, which never matches`
    return { code: 'regex-escape', message, help: `write the regex in single quotes: '${sourceOf(written)}'` }
  }
  if (pattern === '') {
    return {
      code: 'bad-regex',
      message: 'the regex // is empty',
      help: 'to ask for any value, write { present: true }',
    }
  }
  if (pattern.length > MAX_LENGTH) {
    const message = `the regex has ${pattern.length} characters; ${MAX_LENGTH} are allowed`
    return { code: 'bad-regex', message, help: 'use a list of shorter ones' }
  }
  const steps = regexSize(pattern)
  if (steps > MAX_STEPS) {
    const message = `with its repeats written out, the regex has ${steps} steps; ${MAX_STEPS} are allowed`
    return { code: 'bad-regex', message, help: 'use smaller numbers in { }, or * and +' }
  }
  return compile(pattern)
}

function compile(pattern: string): Search | Finding {
  try {
    const regex = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
    const literals = requiredLiterals(pattern)
    if (literals === null) return (text) => regex.test(text)
    return (text) => mayHold(text, literals) && regex.test(text)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    const reason = error.message.replace(/^error parsing regexp: /, '')
    const help = /\(\?<?[=!]/.test(pattern)
      ? 'lookahead and lookbehind are not there in RE2; use unless for "but not"'
      : 'RE2 syntax: no backreferences, and ( [ { \\ are escaped by \\'
    return {
      code: 'bad-regex',
      message: `the regex ${quoted(`/${pattern}/`)} is not valid: ${quoted(reason).slice(1, -1)}`,
      help,
    }
  }
}

/** An s to a regex that ignores case, but not in lower case. */
const LONG_S = '\u017f'

let lastText = ''
let lastFolded = ''
let lastHasLongS = false

/** Whether a text holds one of some literals in any case. Many rules search the same text, one after the other. */
function mayHold(text: string, literals: readonly string[]): boolean {
  if (text !== lastText) {
    lastText = text
    lastFolded = text.toLowerCase()
    lastHasLongS = lastFolded.includes(LONG_S)
  }
  if (lastHasLongS) return true
  for (const literal of literals) if (lastFolded.includes(literal)) return true
  return false
}

/** Of YAML's escapes, those that stand for something else in a regex: \b would be a backspace. */
function lostEscape(written: string): string | undefined {
  if (!written.startsWith('"')) return undefined
  return written.match(/\\[\s\S]/g)?.find((escape) => /\\[be0N_LP]/.test(escape))
}

function sourceOf(written: string): string {
  const inner = written.slice(1, -1).replaceAll('\\\\', '\\').replaceAll("'", "''")
  return inner.length > 60 ? '/…/' : inner
}
