import { isScalar } from 'yaml'
import type { LineCounter } from 'yaml'
import { HIDDEN, starSecrets } from '../../problem.ts'
import type { Problem } from '../../problem.ts'
import type { Draft } from './declared.ts'
import type { PlacedFinding, Report, Span } from '../finding.ts'
import type { Source } from '../match/matcher.ts'
import { placesIn, translated } from './places.ts'
import type { RulesShape, TeamFileShape } from './schema.ts'
import { secretsIn } from './secrets.ts'
import { checkShape } from './shape.ts'
import type { Steps } from './steps.ts'
import { notAKey } from './structure.ts'
import { toTree } from './tree.ts'
import { parsingYaml } from './yaml.ts'
import type { YamlFile } from './yaml.ts'

/** One file as far as YAML and the schema can tell. */
export interface RulesFile {
  /** The name that its problems carry. */
  readonly file: string
  readonly text: string
  /** Null where there is nothing to look at. */
  readonly draft: Draft | null
  /** What was found so far; the draft's source adds to it. */
  readonly findings: PlacedFinding[]
  readonly lines: LineCounter
}

/** Parses a file and holds it against its schema; every mistake is a finding. Never throws, whatever the text. */
export function* openFile(
  text: string,
  file: string,
  schema: typeof RulesShape | typeof TeamFileShape,
  team: string | null,
): Steps<RulesFile> {
  const body = text.replace(/^\ufeff/, '')
  const yaml = yield* parsingYaml(body)
  yield
  const findings = [...secretsIn(body), ...yaml.findings]
  return { file, text, draft: draftOf(yaml, body, findings, schema, team), findings, lines: yaml.lines }
}

function draftOf(
  { document, lines, sound }: YamlFile,
  text: string,
  findings: PlacedFinding[],
  schema: typeof RulesShape | typeof TeamFileShape,
  team: string | null,
): Draft | null {
  if (document === null || !sound) return null
  const wrongRoot = rootFinding(document.contents, text, team)
  if (wrongRoot !== undefined) {
    findings.push(wrongRoot)
    return null
  }
  const { tree, findings: ofTree, targets } = toTree(document, lines)
  findings.push(...ofTree)
  if (ofTree.some(({ code }) => code === 'alias-bomb')) return null
  // What YAML misread is said once, not again as whatever it was misread for.
  const misread = new Set(findings.map(({ span }) => lines.linePos(span.start).line))
  const places = placesIn(document.contents, targets, text)
  const report: Report = (path, finding, at = 'value') => {
    const span = at === 'value' ? places.value(path) : at === 'key' ? places.key(path) : at
    if (!misread.has(lines.linePos(span.start).line)) findings.push({ ...finding, span })
  }
  const { draft, isSound, inFile } = checkShape(schema, tree, places, report)
  const source: Source = {
    report: (path, finding, at) => report(inFile(path), finding, at),
    places: translated(places, inFile),
    isSound,
  }
  return { team, text: draft, tree, source }
}

function rootFinding(root: unknown, text: string, team: string | null): PlacedFinding | undefined {
  if (root !== null && !isScalar(root)) return undefined
  const [start = 0] = root?.range ?? []
  if (typeof root?.value === 'string' && root.value !== '') return notAKey(text, start)
  const keys = team === null ? 'version, channels, rules and unmatched' : 'rules'
  const message = 'there is nothing in this file'
  return { code: 'empty-file', message, help: `a file needs ${keys}`, span: { start: 0, end: 1 } }
}

/** Whether a file holds an error. */
export function hasErrors({ findings }: RulesFile): boolean {
  return findings.some(({ severity }) => severity !== 'warning')
}

/** More than a person mends in one go, and than a terminal shows. */
const MAX_PROBLEMS = 200

/** What was found in a file, in its order, each once. */
export function problemsIn({ file, findings, lines }: RulesFile): Problem[] {
  const inOrder = withoutNeighboursOfSecrets(findings, lines)
  const problems = inOrder.slice(0, MAX_PROBLEMS).map((finding) => placed(finding, lines, file))
  const [next, ...rest] = inOrder.slice(MAX_PROBLEMS)
  if (next !== undefined) {
    const message = `${rest.length + 1} more problems are not shown`
    const worst = [next, ...rest].find(({ severity }) => severity === undefined) ?? next
    problems.push(
      placed({ ...worst, code: 'too-many-problems', message, help: 'mend those above first' }, lines, file),
    )
  }
  return problems
}

/** In order, each once. A frame shows the whole line, so a line with a secret is shown only from before the secret. */
function withoutNeighboursOfSecrets(findings: readonly PlacedFinding[], lines: LineCounter): PlacedFinding[] {
  const known = new Map(findings.map((finding) => [idOf(finding), finding]))
  const inOrder = [...known.values()].sort((a, b) => a.span.start - b.span.start)
  const lineOf = ({ span }: PlacedFinding): number => lines.linePos(span.start).line
  const first = new Map<number, PlacedFinding>()
  for (const finding of inOrder) {
    if (HIDDEN.has(finding.code) && !first.has(lineOf(finding))) first.set(lineOf(finding), finding)
  }
  return inOrder.filter((finding) => (first.get(lineOf(finding)) ?? finding) === finding)
}

function idOf({ span, code, message }: PlacedFinding): string {
  return `${span.start} ${code} ${message}`
}

function placed(finding: PlacedFinding, lines: LineCounter, file: string): Problem {
  const { code, message, help, span } = finding
  const severity: Problem['severity'] = finding.severity ?? 'error'
  const problem = { severity, code, message: brief(message), file, ...placeOf(span, lines) }
  return help === undefined ? problem : { ...problem, help: brief(help) }
}

const LONGEST = 300

function brief(text: string): string {
  const safe = starSecrets(text)
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe
}

/** Where a stretch of a file stands, as a problem says it. */
export interface Place {
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number
  /** At least 1. */
  readonly length: number
}

/** The place of a stretch of text. */
export function placeOf({ start, end }: Span, lines: LineCounter): Place {
  const { line, col } = lines.linePos(start)
  return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, end - start) }
}
