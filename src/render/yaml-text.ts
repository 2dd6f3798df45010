import { isAlias, isScalar, LineCounter, parseDocument, type Node, type YAMLError, type YAMLMap } from 'yaml'
import type { Problem } from '../problem.ts'
import type { SyntaxFinding } from '../rules/finding.ts'
import { endOfLine } from '../rules/file/structure.ts'
import { plainly } from '../rules/file/traps.ts'
import { placesOf } from './scalar-place.ts'
import type { Variables } from './variables.ts'

/** A template file may be this long, in UTF-16 units. */
const MAX_LENGTH = 256 * 1024
/** Mistakes told of one file. */
const MAX_PROBLEMS = 100

/** A key of a mapping with what stands under it. */
export interface Entry {
  readonly key: string
  readonly keyNode: Node
  readonly value: Node | null
}

/** A YAML file whose mistakes are collected with their places. */
export interface YamlText {
  readonly root: Node | null
  readonly problems: Problem[]
  /** What its texts may name. */
  readonly variables: Variables
  /** Adds a mistake at a node. */
  readonly report: (node: Node | null, code: string, message: string, more?: Report) => void
}

interface Report {
  readonly severity?: Problem['severity']
  readonly help?: string
  /** A part of a scalar's value to point at instead of the whole node. */
  readonly within?: { readonly start: number; readonly end: number }
}

/** Reads a YAML text; what YAML itself finds wrong is already in `problems`. */
export function readYaml(file: string, text: string, variables: Variables): YamlText {
  if (text.length > MAX_LENGTH) {
    const message = `the template is longer than ${MAX_LENGTH / 1024} kB`
    const problems: Problem[] = [{ severity: 'error', code: 'template-too-long', message, file }]
    return { root: null, problems, variables, report: () => undefined }
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const problems: Problem[] = []
  for (const { code, message, help, span } of mistakesOf(document.errors, text)) {
    const length = Math.max(1, text.slice(span.start, span.end).split('\n', 1)[0]?.length ?? 1)
    problems.push({
      severity: 'error',
      code,
      message,
      file,
      ...place(span.start),
      length,
      ...(help === undefined ? {} : { help }),
    })
  }
  for (const { message, pos } of document.warnings.slice(0, MAX_PROBLEMS)) {
    problems.push({ severity: 'warning', code: 'yaml-syntax', message, file, ...place(pos[0]) })
  }
  const report = (node: Node | null, code: string, message: string, more: Report = {}): void => {
    if (problems.length >= MAX_PROBLEMS) return
    const [start, end] = spanOf(text, node, more.within)
    problems.push({
      severity: more.severity ?? 'error',
      code,
      message,
      file,
      ...place(start),
      length: Math.max(1, text.slice(start, end).trimEnd().split('\n', 1)[0]?.length ?? 1),
      ...(more.help === undefined ? {} : { help: more.help }),
    })
  }
  const root = document.errors.length > 0 ? null : document.contents
  return { root, problems, variables, report }
}

/** What YAML finds wrong, in plain words, up to what makes the rest of the file mean something else. */
function mistakesOf(errors: readonly YAMLError[], text: string): readonly SyntaxFinding[] {
  const found = errors.slice(0, MAX_PROBLEMS).map((error) => bareOutput(error, text) ?? plainly(error, text))
  const worst = found.findIndex(({ spoils }) => spoils === 'rest')
  return worst === -1 ? found : found.slice(0, worst + 1)
}

/** `summary: {{ project }} failed`: the commonest mistake. */
function bareOutput({ pos }: YAMLError, text: string): SyntaxFinding | null {
  const from = text.lastIndexOf('\n', pos[0] - 1) + 1
  const end = endOfLine(text, from)
  const start = from + (/^[^'"{]*?(?::|-) +(?=\{\{)/.exec(text.slice(from, end))?.[0].length ?? -1)
  if (start < from) return null
  const written = text.slice(start, end).trimEnd()
  return {
    code: 'template-key',
    message: '{{ at the start of a text starts a mapping in YAML',
    help: `put the text in quotes: ${written.includes("'") ? JSON.stringify(written) : `'${written}'`}`,
    span: { start, end: start + written.length },
    spoils: 'rest',
  }
}

function spanOf(text: string, node: Node | null, within: Report['within']): readonly [number, number] {
  const [start, end] = node?.range ?? [0, 1]
  const places = within === undefined || !isScalar(node) ? null : placesOf(text, node)
  if (places === null || within === undefined) return [start, end]
  return [places(within.start), within.end > within.start ? places(within.end - 1) + 1 : end]
}

/** The entries of a mapping in their order; a key that is no plain text is reported and left out. */
export function entriesOf(map: YAMLMap, yaml: YamlText): readonly Entry[] {
  const entries: Entry[] = []
  for (const pair of map.items) {
    const keyNode = pair.key as Node
    const value = (pair.value ?? null) as Node | null
    if (!isScalar(keyNode)) {
      const help = '{{ starts a mapping: put the text in quotes'
      yaml.report(keyNode, 'template-key', 'a key must be a plain word', { help })
    } else if (isAlias(value))
      yaml.report(value, 'template-alias', 'templates take no YAML aliases', {
        help: 'put the text in quotes',
      })
    else entries.push({ key: String(keyNode.value), keyNode, value })
  }
  return entries
}

/** The text of a scalar as it is written: `007` stays `007`. Null for an empty one or no scalar. */
export function scalarText(node: Node | null): string | null {
  if (!isScalar(node) || node.value === null) return null
  return typeof node.value === 'string' ? node.value : (node.source ?? null)
}
