import { RE2JS } from 're2js'
import { isObject } from './computed.ts'
import type { JobEvent, Json, JsonObject } from './event.ts'
import { KYLIN_FIELDS } from './fields.ts'
import { maskedPart } from './mask.ts'
import { joined, type Range } from './ranges.ts'

/** What the rules' own patterns mask, beside what always is. */
export interface ExtraMask {
  /** The event with every match in its texts replaced; the same object where nothing matched. */
  readonly event: (event: JobEvent) => JobEvent
  /** The text with every match replaced. */
  readonly text: (text: string) => string
}

/**
 * Never touched, whatever matches: rules choose by project, type and state, a repeat and a story are known by job and
 * model, and their links lead there. Masked, all jobs would be one.
 */
const IDS: ReadonlySet<string> = new Set(['job_id', 'project', 'job_state', 'job_type', 'model_id'])

/**
 * Masks what RE2 patterns match, in linear time, ignoring case as the rules' regexes do. Each text is searched by
 * itself, so that no match goes from one field into another; names of fields, Herald's ids and Kylin's own numbers
 * stay. No patterns cost nothing.
 * @param patterns checked ones: an invalid one throws
 */
export function maskWith(patterns: readonly string[]): ExtraMask {
  if (patterns.length === 0) return { event: (event) => event, text: (text) => text }
  const text = maskerOf(patterns)
  return { text, event: (event) => maskedEvent(event, text) }
}

type Masker = (text: string) => string

function maskedEvent(event: JobEvent, text: Masker): JobEvent {
  const fields = maskedMembers(event.fields, (name, value) => {
    if (IDS.has(name)) return value
    return maskedValue(value, text, name === 'tag' || !KYLIN_FIELDS.has(name))
  })
  const cause = text(event.cause)
  const excerpt = text(event.excerpt)
  const same = fields === event.fields && cause === event.cause && excerpt === event.excerpt
  return same ? event : { ...event, fields, cause, excerpt }
}

/** @param made whether its sender made it up: then numbers and names in it are texts like any other */
function maskedValue(value: Json, text: Masker, made: boolean): Json {
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number' || typeof value === 'bigint') return made ? maskedNumber(value, text) : value
  if (isObject(value)) {
    const member = (_name: string, inner: Json): Json => maskedValue(inner, text, made)
    return maskedMembers(value, member, made ? text : undefined)
  }
  if (!Array.isArray(value)) return value
  const list = value as readonly Json[]
  const masked = list.map((item) => maskedValue(item, text, made))
  return masked.every((item, index) => item === list[index]) ? list : masked
}

function maskedNumber(value: number | bigint, text: Masker): Json {
  const written = String(value)
  const masked = text(written)
  return masked === written ? value : masked
}

/** An object without a prototype, as the store reads it; the same one where nothing changed. */
function maskedMembers(
  object: JsonObject,
  change: (name: string, value: Json) => Json,
  key: Masker = (name) => name,
): JsonObject {
  const masked = Object.create(null) as Record<string, Json>
  let changed = false
  for (const [name, value] of Object.entries(object)) {
    const told = key(name)
    const inner = change(name, value)
    changed ||= told !== name || inner !== value
    masked[told] = inner
  }
  return changed ? masked : object
}

/** One pattern: `test` is 50 times as fast as finding where it matches. */
interface Pattern {
  readonly regex: RE2JS
  /** Whether it may match a line's end, or knows where the text begins and ends. */
  readonly overLines: boolean
}

/** What makes a pattern see more than one line; a literal control character is among it. */
// eslint-disable-next-line no-control-regex -- a line's end may be written as it is.
const OVER_LINES = /[\^$\u0000-\u001f]|\\[^wdSbB.\-/@+*?()[\]{}|\\"'#%&,:;<=>_~`!]|\[\[|\(\?[a-zA-Z]*s/

function maskerOf(patterns: readonly string[]): Masker {
  const each = patterns.map((pattern) => ({
    regex: RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE),
    overLines: OVER_LINES.test(pattern),
  }))
  const any = anyOf(patterns)
  return (text) => {
    if (any !== null && !any.test(text)) return text
    const ranges = joined(each.flatMap((pattern) => matches(pattern, text)))
    return ranges.length === 0 ? text : maskedPart(text, ranges, 0, text.length)
  }
}

/** All in one, so that most texts are searched once; null where groups with names would clash. */
function anyOf(patterns: readonly string[]): RE2JS | null {
  if (patterns.some((pattern) => /\(\?P?</.test(pattern))) return null
  return RE2JS.compile(patterns.map((pattern) => `(?:${pattern})`).join('|'), RE2JS.CASE_INSENSITIVE)
}

/** Characters of whole lines that are searched at once; a longer text is searched four times as slowly. */
const PART = 4_000

function matches({ regex, overLines }: Pattern, text: string): readonly Range[] {
  if (!regex.test(text)) return []
  if (overLines || text.length <= PART) return found(regex, text, 0)
  const ranges: Range[] = []
  for (let start = 0; start < text.length;) {
    const newline = text.lastIndexOf('\n', start + PART)
    const next = newline > start ? newline : text.indexOf('\n', start + PART)
    const end = next === -1 || start + PART >= text.length ? text.length : next
    const part = text.slice(start, end)
    if (regex.test(part)) ranges.push(...found(regex, part, start))
    start = end === text.length ? end : end + 1
  }
  return ranges
}

/** Where it matches, without the empty matches. */
function found(regex: RE2JS, text: string, offset: number): readonly Range[] {
  const ranges: Range[] = []
  const matcher = regex.matcher(text)
  while (matcher.find()) {
    if (matcher.end() > matcher.start()) {
      ranges.push({ start: offset + matcher.start(), end: offset + matcher.end() })
    }
  }
  return ranges
}
