import { isMap, isSeq, type Node } from 'yaml'
import { didYouMean } from '../rules/suggest.ts'
import { isDynamic } from './engine.ts'
import { GUARD_KEYS, guardOf, plainText, textOf, type Guard, type Locals, type Text } from './leaves.ts'
import { keysOf } from './mappings.ts'
import { valueOf, type ValueKind } from './native-value.ts'
import type { MapShape, Shape } from './native-shape.ts'
import type { TextKind } from './native.ts'
import { entriesOf, scalarText, type Entry, type YamlText } from './yaml-text.ts'

/** A native part of a template, compiled against its platform's shapes. */
export type NativeTemplate =
  | { readonly kind: 'text'; readonly text: Text; readonly as: TextKind; readonly most: number }
  | { readonly kind: 'made'; readonly text: Text; readonly value: ValueKind }
  | { readonly kind: 'value'; readonly value: string | boolean }
  | NativeList
  | NativeMap

export interface NativeList {
  readonly kind: 'list'
  readonly name: string
  readonly items: readonly Guarded[]
  readonly most: number
}
export interface NativeMap {
  readonly kind: 'map'
  readonly members: readonly (readonly [string, Guarded])[]
  readonly required: readonly string[]
  readonly oneOf: readonly string[]
}
interface Guarded {
  readonly guard: Guard
  readonly node: NativeTemplate
}

const MENTIONS: Readonly<Partial<Record<TextKind, RegExp>>> = {
  mrkdwn: /<(?:[@#]|!(?!date\^))/,
  markdown: /@(?:everyone|here)\b|<(?:@|#|\/|id:)/,
}

/** Compiles what stands under `slack:` or `discord:`; what the platform would refuse is reported. */
export function readNative(entry: Entry, shape: MapShape, yaml: YamlText): NativeMap | null {
  const read = readMap(entry.value ?? entry.keyNode, shape, yaml, [], false)
  return read?.node ?? null
}

function readNode(entry: Entry, shape: Shape, yaml: YamlText, locals: Locals): Guarded | null {
  const plain = (node: NativeTemplate | null): Guarded | null =>
    node === null ? null : { guard: guardOf(new Map(), yaml, locals), node }
  switch (shape.is) {
    case 'text':
      return plain(readText(entry, shape.as, shape.most, yaml, locals))
    case 'flag':
      return plain(readFlag(entry, shape.only, yaml))
    case 'list':
      return plain(readList(entry, shape.of, shape.most, yaml, locals))
    case 'map':
    case 'kind':
      return readMap(entry.value ?? entry.keyNode, shape, yaml, locals, false)
    case 'url':
    case 'word':
    case 'colour':
    case 'seconds':
    case 'iso':
    case 'count':
      return plain(readValue(entry, shape, yaml, locals))
  }
}

function readText(entry: Entry, as: TextKind, most: number, yaml: YamlText, locals: Locals): NativeTemplate {
  const text = textOf(entry, yaml, locals, (written, leaf) => {
    const mention = MENTIONS[as]?.exec(written)
    if (mention !== null && mention !== undefined) {
      const within = { start: mention.index, end: mention.index + mention[0].length }
      const help = 'who is called stands in the rules: mention:'
      yaml.report(leaf.value, 'template-mention', 'a template calls nobody', { within, help })
    }
    if (!isDynamic(written) && written.length > most) tooMuch(leaf, `at most ${most} characters`, yaml)
  })
  return { kind: 'text', text, as, most }
}

function readFlag(entry: Entry, only: boolean | undefined, yaml: YamlText): NativeTemplate | null {
  const written = scalarText(entry.value)
  const value = written === 'true' ? true : written === 'false' ? false : null
  if (value !== null && (only === undefined || only === value)) return { kind: 'value', value }
  const wanted = only === undefined ? 'true or false' : String(only)
  yaml.report(entry.value ?? entry.keyNode, 'template-word', `"${entry.key}" is ${wanted}`)
  return null
}

function readValue(entry: Entry, value: ValueKind, yaml: YamlText, locals: Locals): NativeTemplate | null {
  const written = plainText(entry, yaml)
  if (written === null) return null
  if (!isDynamic(written) && valueOf(written, value) === null) {
    const wanted = value.is === 'word' ? `one of ${value.words.join(', ')}` : WANTED[value.is]
    yaml.report(entry.value, 'template-word', `"${entry.key}" is ${wanted}`)
  }
  return { kind: 'made', text: textOf(entry, yaml, locals), value }
}

const WANTED = {
  url: 'an http(s) address',
  colour: 'a colour: "#d92d20" in quotes, or a number',
  seconds: 'a time: seconds or ms since the epoch',
  iso: 'a time: seconds or ms since the epoch',
  count: 'a number from 0 to 8',
} as const

function readList(
  entry: Entry,
  of: Shape,
  most: number,
  yaml: YamlText,
  locals: Locals,
): NativeTemplate | null {
  if (!isSeq(entry.value)) {
    yaml.report(entry.value ?? entry.keyNode, 'template-shape', `"${entry.key}" is a list`)
    return null
  }
  const items = entry.value.items
    .map((item) => readMap(item as Node, of, yaml, locals, true))
    .filter((item) => item !== null)
  const sure = items.filter(({ guard }) => guard.when === null && guard.each === null)
  if (sure.length > most) tooMuch(entry, `at most ${most} items`, yaml)
  if (entry.value.items.length === 0) yaml.report(entry.value, 'template-shape', `"${entry.key}" is empty`)
  return { kind: 'list', name: entry.key, items, most }
}

function tooMuch({ key, keyNode }: Entry, limit: string, yaml: YamlText): void {
  yaml.report(keyNode, 'native-limit', `"${key}" takes ${limit}`)
}

function readMap(
  node: Node,
  shape: Shape,
  yaml: YamlText,
  locals: Locals,
  inList: boolean,
): { guard: Guard; node: NativeMap } | null {
  const found = shape.is === 'kind' ? kindOf(node, shape, yaml) : { shape, type: null }
  if (found === null || found.shape.is !== 'map') return null
  const { what, members, required, oneOf = [] } = found.shape
  const own = found.type === null ? GUARD_KEYS : (['type', ...GUARD_KEYS] as const)
  const entries = keysOf(node, what, [...own, ...Object.keys(members)], required, yaml)
  const each = entries.get('$each')
  if (each !== undefined && !inList)
    yaml.report(each.keyNode, 'template-shape', '"$each" stands in lists only')
  if (oneOf.length > 0 && !oneOf.some((name) => entries.has(name))) {
    yaml.report(node, 'missing-key', `${what} needs ${oneOf.join(' or ')}`)
  }
  const guard = guardOf(entries, yaml, locals)
  const read: (readonly [string, Guarded])[] = []
  if (found.type !== null) {
    read.push(['type', { guard: guardOf(new Map(), yaml), node: { kind: 'value', value: found.type } }])
  }
  for (const [name, member] of Object.entries(members)) {
    const entry = entries.get(name)
    const made = entry === undefined ? null : readNode(entry, member, yaml, guard.locals)
    if (made !== null) read.push([name, made])
  }
  return { guard, node: { kind: 'map', members: read, required, oneOf } }
}

/** Which kind of mapping a `type` names. */
function kindOf(
  node: Node,
  { what, kinds, refused = {} }: Extract<Shape, { is: 'kind' }>,
  yaml: YamlText,
): { readonly shape: MapShape; readonly type: string } | null {
  const known = Object.keys(kinds)
  if (!isMap(node)) {
    yaml.report(node, 'template-shape', `${what} is a mapping with a type: ${known.join(', ')}`)
    return null
  }
  const entry = entriesOf(node, yaml).find(({ key }) => key === 'type')
  const type = entry === undefined ? null : plainText(entry, yaml)
  if (entry === undefined) yaml.report(node, 'missing-key', `${what} needs "type": ${known.join(', ')}`)
  if (entry === undefined || type === null) return null
  const shape = Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (shape !== undefined) return { shape, type }
  const help = Object.hasOwn(refused, type) ? refused[type] : didYouMean(type, known, undefined)
  yaml.report(entry.value, 'template-word', `${what} has a type of ${known.join(', ')}`, {
    help: help ?? 'other types wait for an answer from people, or are not for messages',
  })
  return null
}
