import { isMap, isScalar } from 'yaml'
import { LANGUAGES, type Language } from '../rules/rules.ts'
import type { Expression, Leaf } from './engine.ts'
import { readExpression, readText, type Read } from './read-text.ts'
import { entriesOf, scalarText, type Entry, type YamlText } from './yaml-text.ts'

/** A text in each language. */
export type Text = Readonly<Record<Language, Leaf>>

/** Names that `$each` above gives, beside the variables. */
export type Locals = readonly string[]

/** What decides whether, and how often, an item of a list stands there. */
export interface Guard {
  /** `$if`: null always. */
  readonly when: Expression | null
  /** `$each`: null once. */
  readonly each: { readonly item: string; readonly of: Expression } | null
  /** The names known inside. */
  readonly locals: Locals
}

/** A further look at what is written in one language. */
export type CheckLeaf = (written: string, entry: Entry) => void

/** The keys of a guard. */
export const GUARD_KEYS = ['$if', '$each'] as const
const NOTHING: Text = { en: '', zh: '' }
const NO_GUARD: Guard = { when: null, each: null, locals: [] }

/** A text leaf, or a mapping of languages to leaves; a language that is not there takes the other's text. */
export function textOf(
  entry: Entry | undefined,
  yaml: YamlText,
  locals: Locals = [],
  check: CheckLeaf = () => undefined,
): Text {
  if (entry === undefined) return NOTHING
  if (!isMap(entry.value)) {
    const leaf = leafOf(entry, yaml, locals, check)
    return { en: leaf, zh: leaf }
  }
  const leaves: Partial<Record<Language, Leaf>> = {}
  for (const translation of entriesOf(entry.value, yaml)) {
    const language = LANGUAGES.find((known) => known === translation.key)
    if (language !== undefined) leaves[language] = leafOf(translation, yaml, locals, check)
    else {
      const help = `languages: ${LANGUAGES.join(', ')}`
      yaml.report(translation.keyNode, 'unknown-key', `"${translation.key}" is no language`, { help })
    }
  }
  const first = leaves.en ?? leaves.zh
  if (first === undefined) yaml.report(entry.value, 'template-shape', `"${entry.key}" has no text`)
  for (const language of LANGUAGES) {
    if (first === undefined || leaves[language] !== undefined) continue
    const message = `"${entry.key}" has no "${language}" text; the other language is shown`
    yaml.report(entry.keyNode, 'missing-translation', message, { severity: 'warning' })
  }
  return { en: leaves.en ?? first ?? '', zh: leaves.zh ?? first ?? '' }
}

function leafOf(entry: Entry, yaml: YamlText, locals: Locals, check: CheckLeaf): Leaf {
  const text = plainText(entry, yaml)
  if (text !== null) check(text, entry)
  return text === null ? '' : (sound(readText(text, locals, yaml.variables), entry, yaml) ?? '')
}

/** `$if` and `$each` of a mapping. */
export function guardOf(entries: ReadonlyMap<string, Entry>, yaml: YamlText, locals: Locals = []): Guard {
  const each = eachOf(entries.get('$each'), yaml, locals)
  const inner = each === null ? locals : [...locals, each.item]
  const when = entries.get('$if')
  if (each === null && when === undefined) return locals.length === 0 ? NO_GUARD : { ...NO_GUARD, locals }
  return { each, locals: inner, when: when === undefined ? null : expressionOf(when, yaml, inner) }
}

/** `segment_ids`, whose items are called `item`, or `segment in segment_ids`. */
function eachOf(entry: Entry | undefined, yaml: YamlText, locals: Locals): Guard['each'] {
  const text = entry === undefined ? null : plainText(entry, yaml)
  if (entry === undefined || text === null) return null
  const [named, item = 'item'] = /^\s*([a-z_]\w*)\s+in\s+/i.exec(text) ?? ['']
  const of = expressionOf(entry, yaml, locals, named.length)
  return of === null ? null : { item, of }
}

function expressionOf(entry: Entry, yaml: YamlText, locals: Locals, skip = 0): Expression | null {
  const text = plainText(entry, yaml)
  return text === null
    ? null
    : sound(readExpression(text.slice(skip), locals, yaml.variables), entry, yaml, skip)
}

/** What was read, null where it has mistakes, which are reported. */
function sound<C>(read: Read<C>, entry: Entry, yaml: YamlText, skip = 0): C | null {
  if ('compiled' in read) return read.compiled
  for (const { code, message, help, start, end } of read.mistakes) {
    const within = { start: start + skip, end: end + skip }
    const more = help === undefined ? { within } : { within, help }
    yaml.report(entry.value, code, `"${entry.key}": ${message}`, more)
  }
  return null
}

/** One of some words, as it stands. */
export function wordOf<W extends string>(
  entry: Entry | undefined,
  words: readonly W[],
  yaml: YamlText,
): W | null {
  const text = entry === undefined ? null : plainText(entry, yaml)
  const word = words.find((known) => known === text) ?? null
  if (entry !== undefined && text !== null && word === null) {
    yaml.report(entry.value, 'template-word', `"${entry.key}" is one of ${words.join(', ')}`)
  }
  return word
}

/** The text of a leaf; null where it is none, which is reported. */
export function plainText(entry: Entry, yaml: YamlText): string | null {
  const text = scalarText(entry.value)
  if (text !== null) return text
  const empty = entry.value === null || isScalar(entry.value)
  const message = empty ? `"${entry.key}" is empty` : `"${entry.key}" is a text`
  const help = empty
    ? 'a # after a space starts a comment, and {{ starts a mapping: put the text in quotes'
    : undefined
  yaml.report(entry.value ?? entry.keyNode, 'template-shape', message, help === undefined ? {} : { help })
  return null
}
