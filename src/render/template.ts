import { isMap, isScalar, isSeq, type Node } from 'yaml'
import type { Problem } from '../problem.ts'
import { LANGUAGES, type Language } from '../rules/rules.ts'
import { SEVERITIES, type CardButton, type Severity } from './card.ts'
import { compile, compileExpression, mistakeOf, type Expression, type Leaf } from './engine.ts'
import { entriesOf, readYaml, scalarText, type Entry, type YamlText } from './yaml-text.ts'

/** A text in each language. */
export type Text = Readonly<Record<Language, Leaf>>

const TEXT_PARTS = ['summary', 'title', 'link', 'body', 'suggestion', 'code', 'footer'] as const
const PARTS = [...TEXT_PARTS, 'severity', 'fields', 'buttons'] as const
const FIELD_KEYS = ['$if', 'name', 'value'] as const
const BUTTON_KEYS = ['$if', 'text', 'url', 'style'] as const
const STYLES = ['default', 'primary', 'danger'] as const

/** One of `fields:`. */
export interface TemplateField {
  readonly when: Expression | null
  readonly name: Text
  readonly value: Text
}

/** One of `buttons:`. */
export interface TemplateButton {
  readonly when: Expression | null
  readonly text: Text
  readonly url: Text
  readonly style: CardButton['style']
}

/** A compiled template file. */
export interface Template {
  readonly name: string
  readonly texts: Readonly<Partial<Record<(typeof TEXT_PARTS)[number], Text>>>
  /** Null: that of the job's state. */
  readonly severity: Severity | null
  readonly fields: readonly TemplateField[]
  readonly buttons: readonly TemplateButton[]
}

/** Templates by name. */
export type Templates = ReadonlyMap<string, Template>

/** A template's text, with the file it came from. */
export interface TemplateFile {
  readonly file: string
  readonly text: string
}

/** Compiles templates by name. A template with an error is in `problems` and not in `templates`. */
export function loadTemplates(files: ReadonlyMap<string, TemplateFile>): {
  readonly templates: Templates
  readonly problems: readonly Problem[]
} {
  const templates = new Map<string, Template>()
  const problems: Problem[] = []
  for (const [name, { file, text }] of files) {
    const yaml = readYaml(file, text)
    const template = templateOf(name, yaml)
    if (!yaml.problems.some((problem) => problem.severity === 'error')) templates.set(name, template)
    problems.push(...yaml.problems)
  }
  return { templates, problems }
}

function templateOf(name: string, yaml: YamlText): Template {
  const parts = keysOf(yaml.root, 'a template', PARTS, ['summary'], yaml)
  const texts: Partial<Record<(typeof TEXT_PARTS)[number], Text>> = {}
  for (const part of TEXT_PARTS) {
    const entry = parts.get(part)
    if (entry !== undefined) texts[part] = textOf(entry, yaml)
  }
  return {
    name,
    texts,
    severity: wordOf(parts.get('severity'), SEVERITIES, yaml),
    fields: itemsOf(parts.get('fields'), 'a field', FIELD_KEYS, ['name', 'value'], yaml).map((item) => ({
      when: expressionOf(item.get('$if'), yaml),
      name: textOf(item.get('name'), yaml),
      value: textOf(item.get('value'), yaml),
    })),
    buttons: itemsOf(parts.get('buttons'), 'a button', BUTTON_KEYS, ['text', 'url'], yaml).map((item) => ({
      when: expressionOf(item.get('$if'), yaml),
      text: textOf(item.get('text'), yaml),
      url: textOf(item.get('url'), yaml),
      style: wordOf(item.get('style'), STYLES, yaml) ?? 'default',
    })),
  }
}

/** The entries of a mapping by key, with unknown and missing keys reported. */
function keysOf(
  node: Node | null,
  what: string,
  known: readonly string[],
  required: readonly string[],
  yaml: YamlText,
): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>()
  if (!isMap(node)) {
    if (yaml.problems.length === 0 || node !== null) {
      yaml.report(node, 'template-shape', `${what} is a mapping`, { help: `its keys: ${known.join(', ')}` })
    }
    return found
  }
  for (const entry of entriesOf(node, yaml)) {
    if (known.includes(entry.key)) found.set(entry.key, entry)
    else {
      const help = `known keys: ${known.join(', ')}`
      yaml.report(entry.keyNode, 'unknown-key', `${what} has no key "${entry.key}"`, { help })
    }
  }
  for (const key of required) {
    if (!found.has(key)) yaml.report(node, 'missing-key', `${what} needs "${key}"`)
  }
  return found
}

function itemsOf(
  entry: Entry | undefined,
  what: string,
  known: readonly string[],
  required: readonly string[],
  yaml: YamlText,
): readonly ReadonlyMap<string, Entry>[] {
  if (entry === undefined) return []
  if (!isSeq(entry.value)) {
    yaml.report(entry.value ?? entry.keyNode, 'template-shape', `"${entry.key}" is a list`)
    return []
  }
  return entry.value.items.map((item) => keysOf(item as Node, what, known, required, yaml))
}

const NOTHING: Text = { en: '', zh: '' }

/** A text leaf, or a mapping of languages to leaves; a language that is not there takes the other's text. */
function textOf(entry: Entry | undefined, yaml: YamlText): Text {
  if (entry === undefined) return NOTHING
  if (!isMap(entry.value)) {
    const leaf = leafOf(entry, yaml)
    return { en: leaf, zh: leaf }
  }
  const leaves: Partial<Record<Language, Leaf>> = {}
  for (const translation of entriesOf(entry.value, yaml)) {
    const language = LANGUAGES.find((known) => known === translation.key)
    if (language !== undefined) leaves[language] = leafOf(translation, yaml)
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

function leafOf(entry: Entry, yaml: YamlText): Leaf {
  const text = plainText(entry, yaml)
  return text === null ? '' : (attempt(() => compile(text), entry, yaml) ?? '')
}

function expressionOf(entry: Entry | undefined, yaml: YamlText): Expression | null {
  const text = entry === undefined ? null : plainText(entry, yaml)
  return entry === undefined || text === null ? null : attempt(() => compileExpression(text), entry, yaml)
}

function wordOf<W extends string>(entry: Entry | undefined, words: readonly W[], yaml: YamlText): W | null {
  const text = entry === undefined ? null : plainText(entry, yaml)
  const word = words.find((known) => known === text) ?? null
  if (entry !== undefined && text !== null && word === null) {
    yaml.report(entry.value, 'template-word', `"${entry.key}" is one of ${words.join(', ')}`)
  }
  return word
}

function plainText(entry: Entry, yaml: YamlText): string | null {
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

function attempt<T>(make: () => T, entry: Entry, yaml: YamlText): T | null {
  try {
    return make()
  } catch (error) {
    const { message, at } = mistakeOf(error)
    yaml.report(entry.value, 'template-text', `"${entry.key}": ${message}`, { at })
    return null
  }
}
