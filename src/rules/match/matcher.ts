import { DURATION_EXAMPLES, parseDuration } from '../time/durations.ts'
import { FIELDS } from '../fields.ts'
import type { Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import { partTest, partWanted } from './part.ts'
import type { Part } from './part.ts'
import type { Places } from '../file/places.ts'
import type { Reading } from './reading.ts'
import { numberOf } from './reading.ts'
import { compileRegex, isRegex } from './regex.ts'
import type { MatcherText, ScalarText } from '../file/schema.ts'
import { compileTexts } from './texts.ts'
import type { Texts, WantedText } from './texts.ts'

/** What is asked of one field. */
export interface Matcher {
  readonly field: string
  /** As a person would say it: `sandbox or *_test`, `not SUCCEED`, `over 30m`. */
  readonly wanted: string
  /** What is asked for exactly, in lower case; empty for anything else. */
  readonly exact: ReadonlySet<string>
  /** What it is made of: all of them must hold. */
  readonly parts: readonly Part[]
  readonly test: (reading: Reading) => boolean
}

/** What compiling needs from the file. */
export interface Source {
  readonly report: Report
  readonly places: Places
  /** Whether the schema found nothing wrong at a path and below it. */
  readonly isSound: (path: Path) => boolean
  /** Whether some cluster names its models. */
  readonly namesModels?: boolean
}

const NONE: ReadonlySet<string> = new Set()

/** Compiles one matcher; mistakes are reported and leave it null. */
export function compileMatcher(field: string, text: MatcherText, path: Path, source: Source): Matcher | null {
  if (typeof text !== 'object' || isList(text)) {
    const texts = textsOf(text, path, source)
    if (texts === null) return null
    const { wanted, exact, test } = texts
    return { field, wanted, exact, parts: [{ ask: 'any', texts }], test }
  }
  const parts: (Part | null)[] = []
  if (text.not !== undefined) parts.push(negated(textsOf(text.not, [...path, 'not'], source)))
  for (const word of ['over', 'under'] as const) {
    const bound = text[word]
    if (bound !== undefined) parts.push(compared(word, field, String(bound), [...path, word], source))
  }
  if (text.present === true) parts.push({ ask: 'present' })
  if (parts.length === 0 && source.isSound(path)) {
    const help = 'write one of not, over, under, present'
    source.report(path, { code: 'empty-value', message: `${quoted(field)} asks for nothing`, help })
  }
  const sound = parts.filter((part) => part !== null)
  if (sound.length !== parts.length || sound.length === 0) return null
  const tests = sound.map(partTest)
  return {
    field,
    wanted: sound.map(partWanted).join(' and '),
    exact: NONE,
    parts: sound,
    test: (reading) => tests.every((test) => test(reading)),
  }
}

function isList(text: MatcherText): text is ScalarText[] {
  return Array.isArray(text)
}

function textsOf(text: ScalarText | ScalarText[], path: Path, source: Source): Texts | null {
  if (!Array.isArray(text)) {
    const wanted = wantedText(text, path, source)
    return wanted === null ? null : compileTexts([wanted])
  }
  const all = text.map((item, index) => wantedText(item, [...path, index], source))
  const sound = all.filter((wanted) => wanted !== null)
  return sound.length === all.length ? compileTexts(sound) : null
}

function wantedText(scalar: ScalarText, path: Path, source: Source): WantedText | null {
  const text = String(scalar)
  const sign = /^([<>])=? ?(\S.*)$/.exec(text)
  if (sign !== null) {
    const word = sign[1] === '>' ? 'over' : 'under'
    const message = `${quoted(text)} would be compared as a text; comparisons are words`
    source.report(path, { code: 'comparison-sign', message, help: `write { ${word}: ${sign[2] ?? ''} }` })
    return null
  }
  if (!isRegex(text)) return { text }
  const search = compileRegex(text, source.places.written(path))
  if (typeof search === 'function') return { text, search }
  const comment = search.code === 'unclosed-regex' ? source.places.comment(path) : undefined
  if (comment === undefined) source.report(path, search)
  else {
    const span = { start: source.places.value(path).start, end: comment.end }
    const message = 'a # after a space starts a comment, which cuts the regex off'
    const help = `put it in single quotes: '${source.places.text(span)}'`
    source.report(path, { code: 'comment-ate-value', message, help }, span)
  }
  return null
}

function negated(texts: Texts | null): Part | null {
  return texts === null ? null : { ask: 'none', texts }
}

function compared(
  word: 'over' | 'under',
  field: string,
  text: string,
  path: Path,
  source: Source,
): Part | null {
  const kind = FIELDS.get(field)
  const length = parseDuration(text)
  if (length !== null && kind !== undefined && kind !== 'ms') {
    const message = `${quoted(field)} is not a length of time, ${text} is one`
    source.report(path, { code: 'bad-bound', message, help: 'only duration is compared with a duration' })
    return null
  }
  const bound = numberOf(text) ?? length
  if (bound === null) {
    const message = `${quoted(text)} is neither a number nor a duration`
    source.report(path, {
      code: 'bad-bound',
      message,
      help: `write a number, or a duration: ${DURATION_EXAMPLES}`,
    })
    return null
  }
  return { ask: word, bound, wanted: text }
}
