import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Alias, Document, LineCounter, Node, Scalar, YAMLMap } from 'yaml'
import type { PlacedFinding, Span } from '../finding.ts'
import { NAME_FIELDS } from '../fields.ts'
import { dashFinding, ODD_DASH, ODD_SPACE, spaceFinding } from './look-alikes.ts'

/** What a rules file holds, with every number that JavaScript would rewrite (`007`, 19 digits) kept as its text. */
export type Tree = null | boolean | number | string | readonly Tree[] | { readonly [key: string]: Tree }

/** How many values aliases may repeat. */
const MAX_REPEATED = 100_000

interface Walk {
  readonly lines: LineCounter
  readonly findings: PlacedFinding[]
  readonly anchors: Map<string, Node>
  readonly targets: Map<Node, Node>
  /** Nodes that are being walked: an alias to one of them holds itself. */
  readonly open: Set<Node>
  /** The alias whose values are being repeated. */
  repeating: Node | null
  repeated: number
}

/** What comes of a document. */
export interface TreeFile {
  readonly tree: Tree
  /** What YAML alone would let pass: double keys, wild aliases, odd characters. */
  readonly findings: readonly PlacedFinding[]
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Node, Node>
}

/** Turns a document into plain values. */
export function toTree(document: Document.Parsed, lines: LineCounter): TreeFile {
  const targets = new Map<Node, Node>()
  const walk: Walk = {
    lines,
    findings: [],
    anchors: new Map(),
    targets,
    open: new Set(),
    repeating: null,
    repeated: 0,
  }
  return { tree: valueOf(walk, document.contents, ''), findings: walk.findings, targets }
}

/** Where a node stands. */
export function spanOf(node: Node | null | undefined): Span {
  const [start, end] = node?.range ?? [0, 1]
  return { start, end: Math.max(start + 1, end) }
}

/** A map's key as text. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return ''
  return key.source ?? String(key.value)
}

function valueOf(walk: Walk, node: Node | null, key: string): Tree {
  if (walk.repeating !== null) walk.repeated += 1
  if (walk.repeated > MAX_REPEATED) {
    const message = 'aliases multiply this to more than 100,000 values'
    if (walk.repeated < Infinity) note(walk, walk.repeating, 'alias-bomb', message, 'write it out')
    walk.repeated = Infinity
    return null
  }
  if (isAlias(node)) return aliasOf(walk, node, key)
  if (node === null) return null
  if (walk.repeating === null && 'anchor' in node && typeof node.anchor === 'string')
    walk.anchors.set(node.anchor, node)
  if (isScalar(node)) return scalarOf(walk, node, key)
  walk.open.add(node)
  let value: Tree = null
  if (isSeq(node)) value = node.items.map((item) => valueOf(walk, item as Node | null, key))
  if (isMap(node)) value = mapOf(walk, node)
  walk.open.delete(node)
  return value
}

function aliasOf(walk: Walk, alias: Alias, key: string): Tree {
  const text = `*${alias.source}`
  const target = walk.targets.get(alias) ?? walk.anchors.get(alias.source)
  if (target === undefined) {
    note(
      walk,
      alias,
      'yaml-alias',
      `to YAML, ${text} is an alias, not a pattern`,
      `put the pattern in quotes: "${text}"`,
    )
    return text
  }
  if (walk.open.has(target)) {
    note(walk, alias, 'yaml-alias', `the alias ${text} holds itself`, 'write the value out')
    return text
  }
  walk.targets.set(alias, target)
  const outer = walk.repeating
  walk.repeating = outer ?? alias
  const value = valueOf(walk, target, key)
  walk.repeating = outer
  return value
}

function mapOf(walk: Walk, map: YAMLMap): Tree {
  const entries = new Map<string, { readonly node: Node | null; readonly value: Tree }>()
  for (const pair of map.items) {
    const keyNode = pair.key as Node | null
    const key = keyText(keyNode)
    const first = entries.get(key)
    if (first !== undefined) {
      const line = walk.lines.linePos(spanOf(first.node).start).line
      note(
        walk,
        keyNode,
        'duplicate-key',
        `"${key.slice(0, 60)}" is already given in line ${line}`,
        'keep one of the two',
      )
    }
    checkKey(walk, keyNode, key)
    entries.set(key, { node: keyNode, value: valueOf(walk, pair.value as Node | null, key) })
  }
  // No prototype: a key may be called `constructor`.
  const out: Record<string, Tree> = Object.create(null)
  for (const [key, { value }] of entries) if (key !== '__proto__') out[key] = value
  return out
}

const WIDE = /[：，；]/

function checkKey(walk: Walk, node: Node | null, key: string): void {
  if (!isScalar(node) || key === '' || key === '__proto__') {
    const help = isMap(node)
      ? 'one pair of braces makes a mapping: { key: value }'
      : 'a key is a word, followed by a colon and a space'
    note(walk, node, 'bad-key', 'this cannot be a key', help)
  } else if (node.type === 'PLAIN' && key === '<<') {
    const message = 'YAML 1.2 has no merge key: << is a key like any other'
    note(walk, node, 'merge-key', message, 'write the keys out; what every rule has stands under defaults:')
  } else if (node.type === 'PLAIN' && ODD_SPACE.test(key)) {
    noteOddSpace(walk, node, key)
  } else if (node.type === 'PLAIN' && WIDE.test(key)) {
    noteWide(walk, node, key)
  }
}

function noteWide(walk: Walk, node: Node, text: string): void {
  const at = text.search(WIDE)
  const start = spanOf(node).start + at
  walk.findings.push({
    code: 'full-width',
    message: `full-width punctuation is text to YAML: ${text.charAt(at)} ends neither a key nor a value`,
    help: 'use the punctuation of an English keyboard, with a space after it',
    span: { start, end: start + 1 },
  })
}

function scalarOf(walk: Walk, node: Scalar, key: string): Tree {
  const source = node.source ?? ''
  if (node.type === 'PLAIN' && key !== 'name') {
    if (ODD_SPACE.test(source)) {
      noteOddSpace(walk, node, source)
    } else if (ODD_DASH.test(source)) {
      const { start } = spanOf(node)
      walk.findings.push({ ...dashFinding(source.charAt(0)), span: { start, end: start + 1 } })
    } else if (NAME_FIELDS.has(key) && WIDE.test(source)) {
      noteWide(walk, node, source)
    } else if (/^[“”‘’「【［｛]/.test(source)) {
      const message = `full-width punctuation is text to YAML: ${source.charAt(0)} is neither a quote nor a bracket`
      note(walk, node, 'full-width', message, 'use the punctuation of an English keyboard: " [ {')
    }
  }
  const { value } = node
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  return typeof value === 'number' && String(value) === source ? value : source
}

function noteOddSpace(walk: Walk, node: Node, text: string): void {
  const [space = ''] = ODD_SPACE.exec(text) ?? []
  walk.findings.push({ ...spaceFinding(space), span: spanOf(node) })
}

function note(walk: Walk, node: Node | null, code: string, message: string, help: string): void {
  walk.findings.push({ code, message, help, span: spanOf(node) })
}
