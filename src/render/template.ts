import { once } from '../once.ts'
import type { Problem } from '../problem.ts'
import { webAddress } from './address.ts'
import { SEVERITIES, type CardButton, type Severity } from './card.ts'
import { GUARD_KEYS, guardOf, textOf, wordOf, type CheckLeaf, type Guard, type Text } from './leaves.ts'
import { itemsOf, keysOf } from './mappings.ts'
import { DISCORD_NATIVE } from './native-discord.ts'
import { readNative, type NativeMap } from './native-read.ts'
import type { MapShape } from './native-shape.ts'
import { SLACK_NATIVE } from './native-slack.ts'
import { NATIVE_PLATFORMS, type NativePlatform } from './native.ts'
import { VARIABLES_OF, type Subject } from './variables.ts'
import { readYaml, type YamlText } from './yaml-text.ts'

const TEXT_PARTS = ['summary', 'title', 'link', 'body', 'suggestion', 'code', 'footer'] as const
const PARTS = [...TEXT_PARTS, 'severity', 'fields', 'buttons', ...NATIVE_PLATFORMS] as const
const STYLES = ['default', 'primary', 'danger'] as const
const NATIVE_SHAPES: Readonly<Record<NativePlatform, MapShape>> = {
  slack: SLACK_NATIVE,
  discord: DISCORD_NATIVE,
}
/** More entries than any platform shows. */
const MOST_ITEMS = 100

/** One of `fields:`. */
export interface TemplateField {
  readonly guard: Guard
  readonly name: Text
  readonly value: Text
}

/** One of `buttons:`. */
export interface TemplateButton {
  readonly guard: Guard
  readonly text: Text
  readonly url: Text
  readonly style: CardButton['style']
}

/** A compiled template file. */
export interface Template {
  readonly name: string
  /** What its variables tell of. */
  readonly of: Subject
  readonly texts: Readonly<Partial<Record<(typeof TEXT_PARTS)[number], Text>>>
  /** Null: that of the job's state. */
  readonly severity: Severity | null
  readonly fields: readonly TemplateField[]
  readonly buttons: readonly TemplateButton[]
  readonly native: Readonly<Partial<Record<NativePlatform, NativeMap>>>
}

/** Templates by name; a team's own is `<team>/<name>`. */
export type Templates = ReadonlyMap<string, Template>

/** A template's text, with the file it came from. */
export interface TemplateFile {
  readonly file: string
  readonly text: string
}

/**
 * Compiles templates by name. A template with an error is in `problems` and not in `templates`.
 * @param sound names of those that are known to have none: each is compiled when it is first used
 */
export function loadTemplates(
  files: ReadonlyMap<string, TemplateFile>,
  sound: ReadonlySet<string> = new Set(),
): {
  readonly templates: Templates
  readonly problems: readonly Problem[]
} {
  const templates = new Map<string, Template>()
  const problems: Problem[] = []
  for (const [name, { file, text }] of files) {
    const of = subjectOf(name)
    const read = (): YamlText => readYaml(file, text, VARIABLES_OF[of])
    if (sound.has(name)) {
      templates.set(
        name,
        whenUsed(name, of, () => templateOf(name, of, read())),
      )
      continue
    }
    const yaml = read()
    const template = templateOf(name, of, yaml)
    if (!yaml.problems.some((problem) => problem.severity === 'error')) templates.set(name, template)
    problems.push(...yaml.problems)
  }
  return { templates, problems }
}

/** The template of that name; a team's own comes first. */
export function templateFor(
  templates: Templates,
  name: string,
  team: string | undefined,
): Template | undefined {
  const own = team === undefined ? undefined : templates.get(`${team}/${name}`)
  return own ?? templates.get(name)
}

/** `digest` and `digest-…` tell of a digest, a team's too; all others tell of one event. */
function subjectOf(name: string): Subject {
  return /(?:^|\/)digest(?:-[^/]*)?$/.test(name) ? 'digest' : 'event'
}

function whenUsed(name: string, of: Subject, compile: () => Template): Template {
  const compiled = once(compile)
  return {
    name,
    of,
    get texts() {
      return compiled().texts
    },
    get severity() {
      return compiled().severity
    },
    get fields() {
      return compiled().fields
    },
    get buttons() {
      return compiled().buttons
    },
    get native() {
      return compiled().native
    },
  }
}

function templateOf(name: string, of: Subject, yaml: YamlText): Template {
  const parts = keysOf(yaml.root, 'a template', PARTS, ['summary'], yaml)
  const texts: Partial<Record<(typeof TEXT_PARTS)[number], Text>> = {}
  for (const part of TEXT_PARTS) {
    const entry = parts.get(part)
    if (entry !== undefined)
      texts[part] = textOf(entry, yaml, [], part === 'link' ? addressCheck(yaml) : undefined)
  }
  const native: Partial<Record<NativePlatform, NativeMap>> = {}
  for (const platform of NATIVE_PLATFORMS) {
    const entry = parts.get(platform)
    const read = entry === undefined ? null : readNative(entry, NATIVE_SHAPES[platform], yaml)
    if (read !== null) native[platform] = read
  }
  return {
    name,
    of,
    texts,
    severity: wordOf(parts.get('severity'), SEVERITIES, yaml),
    fields: listOf(parts, 'fields', 'a field', ['name', 'value'], [], yaml).map((item) => {
      const guard = guardOf(item, yaml)
      return {
        guard,
        name: textOf(item.get('name'), yaml, guard.locals),
        value: textOf(item.get('value'), yaml, guard.locals),
      }
    }),
    buttons: listOf(parts, 'buttons', 'a button', ['text', 'url'], ['style'], yaml).map((item) => {
      const guard = guardOf(item, yaml)
      return {
        guard,
        text: textOf(item.get('text'), yaml, guard.locals),
        url: textOf(item.get('url'), yaml, guard.locals, addressCheck(yaml)),
        style: wordOf(item.get('style'), STYLES, yaml) ?? 'default',
      }
    }),
    native,
  }
}

/** Says of an address that is written out whether it can ever be shown. */
function addressCheck(yaml: YamlText): CheckLeaf {
  return (written, entry) => {
    if (/\{[{%]/.test(written) || webAddress(written.trim()) !== null) return
    const message = `"${entry.key}" is no http(s) address, and is left out`
    yaml.report(entry.value, 'template-address', message, { severity: 'warning', help: 'write https://…' })
  }
}

function listOf(
  parts: ReturnType<typeof keysOf>,
  name: string,
  what: string,
  required: readonly string[],
  optional: readonly string[],
  yaml: YamlText,
): ReturnType<typeof itemsOf> {
  const entry = parts.get(name)
  const items = itemsOf(entry, what, [...GUARD_KEYS, ...required, ...optional], required, yaml)
  if (entry === undefined || items.length <= MOST_ITEMS) return items
  yaml.report(entry.keyNode, 'template-too-many', `"${name}" takes at most ${MOST_ITEMS} entries`)
  return items.slice(0, MOST_ITEMS)
}
