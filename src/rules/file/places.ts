import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Node, Pair } from 'yaml'
import type { Path, Span } from '../finding.ts'
import { keyText, spanOf } from './tree.ts'

/** Finds the place of a value in the text of the file. */
export interface Places {
  /** The value's first line; of a missing value the key, or what comes nearest. */
  readonly value: (path: Path) => Span
  readonly key: (path: Path) => Span
  /** The comment that stands where the value at a path should go on. */
  readonly comment: (path: Path) => Span | undefined
  /** How a single value was written, quotes and escapes included; '' for anything else. */
  readonly written: (path: Path) => string
  readonly text: (span: Span) => string
}

interface Found {
  readonly key: Node | null
  readonly value: Node | null
}

/**
 * Places of one parsed file.
 * @param targets what each alias stands for
 */
export function placesIn(root: Node | null, targets: ReadonlyMap<Node, Node>, text: string): Places {
  const keys = new WeakMap<Node, Map<string, Pair>>()
  const find = (path: Path): Found => {
    let found: Found = { key: null, value: root }
    for (const step of path) {
      const child = childOf(targets, keys, found.value, step)
      if (child === undefined) break
      found = { key: child.key ?? found.key, value: child.value }
    }
    return found
  }
  const value = (path: Path): Span => {
    const found = find(path)
    const dash = typeof path.at(-1) === 'number' && isEmpty(found.value) ? dashBefore(text, found.value) : -1
    if (dash !== -1) return { start: dash, end: dash + 1 }
    return firstLine(
      text,
      found.value === null || isEmpty(found.value) ? (found.key ?? found.value) : found.value,
    )
  }
  return {
    value,
    key: (path) => {
      const found = find(path)
      return typeof path.at(-1) === 'number' || found.key === null ? value(path) : spanOf(found.key)
    },
    comment: (path) => {
      const found = find(path)
      const node = isEmpty(found.value) ? found.key : found.value
      return node === null ? undefined : commentAfter(text, spanOf(node).end)
    },
    written: (path) => {
      const found = find(path).value
      return isScalar(found) ? text.slice(spanOf(found).start, spanOf(found).end) : ''
    },
    text: ({ start, end }) => text.slice(start, end),
  }
}

function childOf(
  targets: ReadonlyMap<Node, Node>,
  keys: WeakMap<Node, Map<string, Pair>>,
  node: Node | null,
  step: string | number,
): Found | undefined {
  const parent = isAlias(node) ? targets.get(node) : node
  if (isSeq(parent) && typeof step === 'number') {
    const item = parent.items[step] as Node | null | undefined
    return item === undefined ? undefined : { key: null, value: item }
  }
  if (!isMap(parent)) return undefined
  let pairs = keys.get(parent)
  if (pairs === undefined) {
    pairs = new Map(parent.items.map((pair) => [keyText(pair.key), pair]))
    keys.set(parent, pairs)
  }
  const pair = pairs.get(String(step))
  return pair === undefined ? undefined : { key: pair.key as Node | null, value: pair.value as Node | null }
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && (node.source ?? '') === '')
}

/** Where the dash of an empty item stands; -1 for none. */
function dashBefore(text: string, node: Node | null): number {
  if (node === null) return -1
  const { start } = spanOf(node)
  const ahead = text.slice(Math.max(0, start - LONGEST_GAP), start)
  const dash = /-\s*$/.exec(ahead)
  return dash === null ? -1 : start - ahead.length + dash.index
}

const LONGEST_GAP = 200

/** A mapping in block form is shown by its first key. */
function firstLine(text: string, node: Node | null): Span {
  const first = isMap(node) && node.flow !== true ? (node.items[0]?.key as Node | undefined) : undefined
  const { start, end } = spanOf(first ?? node)
  const newline = text.slice(start, end).search(/\r?\n/)
  return { start, end: newline === -1 ? end : start + Math.max(1, newline) }
}

function commentAfter(text: string, from: number): Span | undefined {
  const newline = text.indexOf('\n', from)
  const rest = text.slice(from, newline === -1 ? text.length : newline).trimEnd()
  const found = /^:?\s+(?=#)/.exec(rest)
  return found === null ? undefined : { start: from + found[0].length, end: from + rest.length }
}

/** Places for paths that are to be translated first. */
export function translated(places: Places, translate: (path: Path) => Path): Places {
  return {
    value: (path) => places.value(translate(path)),
    key: (path) => places.key(translate(path)),
    comment: (path) => places.comment(translate(path)),
    written: (path) => places.written(translate(path)),
    text: places.text,
  }
}
