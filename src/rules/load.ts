import { createHash } from 'node:crypto'
import { isScalar } from 'yaml'
import type { LineCounter } from 'yaml'
import { starSecrets } from '../problem.ts'
import type { Problem } from '../problem.ts'
import { compileContent } from './content.ts'
import type { Content } from './content.ts'
import type { PlacedFinding, Report, Span } from './finding.ts'
import { matchWith } from './match.ts'
import { placesIn } from './places.ts'
import type { Rules } from './rules.ts'
import { RulesShape } from './schema.ts'
import { secretsIn } from './secrets.ts'
import { checkShape } from './shape.ts'
import { toTree } from './tree.ts'
import { notAKey } from './structure.ts'
import { parseYaml } from './yaml.ts'
import type { YamlFile } from './yaml.ts'

/** What exists outside the file. */
export interface Known {
  /** Names of the templates there are; without it, any name will do. */
  readonly templates?: ReadonlySet<string>
}

/** What came of a file. */
export interface Loaded {
  /** Null where there is an error. */
  readonly rules: Rules | null
  /** Every mistake, in the order of the file; only warnings where there are rules. */
  readonly problems: readonly Problem[]
}

/** More than a person mends in one go, and than a terminal shows. */
const MAX_PROBLEMS = 200

/**
 * Checks and compiles a rules.yaml. Reads no file and never throws, whatever the text.
 * @param file the name that problems carry
 */
export function loadRules(text: string, file: string, known: Known = {}): Loaded {
  const body = text.replace(/^\ufeff/, '')
  const yaml = parseYaml(body)
  const findings = [...secretsIn(body), ...yaml.findings]
  const content = contentOf(yaml, body, findings, known)
  const problems = asProblems(findings, yaml.lines, file)
  if (content === null || problems.some(({ severity }) => severity === 'error'))
    return { rules: null, problems }
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12)
  const { groups, unmatched, ...rest } = content
  const match = matchWith(groups, unmatched, { hash, clusters: content.clusters })
  return { rules: { ...rest, hash, source: text, match }, problems }
}

/** Adds what is wrong with the content to the findings; null where there is nothing to look at. */
function contentOf(yaml: YamlFile, text: string, findings: PlacedFinding[], known: Known): Content | null {
  const { document, lines } = yaml
  if (document === null || !yaml.sound) return null
  const wrongRoot = rootFinding(document.contents, text)
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
  const { draft, isSound } = checkShape(RulesShape, tree, places, report)
  return compileContent(draft, tree, known.templates, { report, places, isSound })
}

function rootFinding(root: unknown, text: string): PlacedFinding | undefined {
  if (root !== null && !isScalar(root)) return undefined
  const [start = 0] = root?.range ?? []
  if (typeof root?.value === 'string' && root.value !== '') return notAKey(text, start)
  const help = 'a file needs version, channels, rules and unmatched'
  return { code: 'empty-file', message: 'there is nothing in this file', help, span: { start: 0, end: 1 } }
}

function asProblems(findings: readonly PlacedFinding[], lines: LineCounter, file: string): Problem[] {
  const known = new Map(findings.map((finding) => [`${finding.span.start} ${finding.code}`, finding]))
  const inOrder = [...known.values()].sort((a, b) => a.span.start - b.span.start)
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

function placed(finding: PlacedFinding, lines: LineCounter, file: string): Problem {
  const { code, message, help, span } = finding
  const severity: Problem['severity'] = finding.severity ?? 'error'
  const { line, column } = placeOf(span, lines)
  const length = Math.max(1, span.end - span.start)
  const problem = { severity, code, message: brief(message), file, line, column, length }
  return help === undefined ? problem : { ...problem, help: brief(help) }
}

const LONGEST = 300

function brief(text: string): string {
  const safe = starSecrets(text)
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe
}

function placeOf({ start }: Span, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(start)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}
