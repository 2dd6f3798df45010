import { z } from 'zod'
import type { Path, Report } from '../finding.ts'
import type { Places } from './places.ts'
import { RuleDraftShape, TeamFileShape } from './schema.ts'
import type { RuleDraft, RulesDraft, RulesShape } from './schema.ts'
import { noteIssue } from './shape-findings.ts'
import type { PlacedIssue } from './shape-findings.ts'
import type { Tree } from './tree.ts'

type Issue = z.core.$ZodIssue
type Step = string | number

/** What the schema says of a file. */
export interface Shape {
  /** What is sound of it. */
  readonly draft: RulesDraft
  /** Whether nothing is wrong at a path and below it. */
  readonly isSound: (path: Path) => boolean
  /** Where in the file a path of the draft stands: a list without its wrong items counts otherwise. */
  readonly inFile: (path: Path) => Path
}

/** Holds a file against its schema, and notes every mistake. */
export function checkShape(
  schema: typeof RulesShape | typeof TeamFileShape,
  tree: Tree,
  places: Places,
  report: Report,
): Shape {
  const parsed = schema.safeParse(tree)
  if (parsed.success) {
    const draft = { ...NOTHING, ...parsed.data, channels: parsed.data.channels ?? {} }
    return { draft, isSound: () => true, inFile: (path) => path }
  }
  const issues = parsed.error.issues.flatMap((issue) => deepest(issue, []))
  for (const placed of issues) noteIssue(placed, schema, tree, places, report)
  const wrong = issues.flatMap(pathsOf)
  const flawed = new Set(
    wrong.flatMap((path) => [keyOf(path), ...path.map((_, depth) => keyOf(path.slice(0, depth)))]),
  )
  const kept: Kept = new Map()
  const draft = soundParts(schema, without(tree, new Set(wrong.map(keyOf)), [], kept))
  const inFile = (path: Path): Path => (kept.size === 0 ? path : pathInFile(path, kept))
  return { draft, isSound: (path) => !flawed.has(keyOf(inFile(path))), inFile }
}

/** By the path of a list that lost items: where those that are left stood. */
type Kept = Map<string, readonly number[]>

function pathInFile(path: Path, kept: Kept): Path {
  const found: Step[] = []
  for (const step of path) {
    const item = typeof step === 'number' ? kept.get(keyOf(found))?.[step] : undefined
    found.push(item ?? step)
  }
  return found
}

function keyOf(path: Path): string {
  return JSON.stringify(path)
}

/** Of a union's branches, the one that the value's kind fits tells what is wrong. */
function deepest(issue: Issue, before: readonly Step[]): PlacedIssue[] {
  const path = [...before, ...(issue.path as Step[])]
  if (issue.code !== 'invalid_union') return [{ issue, path }]
  const fitting = issue.errors.find((branch) => !branch.some(isOfAnotherKind))
  return fitting === undefined ? [{ issue, path }] : fitting.flatMap((inner) => deepest(inner, path))
}

function isOfAnotherKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false
  if (issue.code === 'invalid_union') return issue.errors.every((branch) => branch.some(isOfAnotherKind))
  return issue.code === 'invalid_type' || issue.code === 'invalid_value'
}

function pathsOf({ issue, path }: PlacedIssue): (readonly Step[])[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]
}

/** Lists of which each item keeps its position, so that what is said of it points to the right place. */
const POSITIONED: ReadonlySet<unknown> = new Set(['rules', 'tests'])

/** A copy that lacks what stands at the bad paths. */
function without(tree: Tree, bad: ReadonlySet<string>, path: readonly Step[], kept: Kept): Tree {
  if (typeof tree !== 'object' || tree === null) return tree
  const keep = (step: Step): boolean => !bad.has(keyOf([...path, step]))
  if (Array.isArray(tree)) {
    const list = tree as readonly Tree[]
    if (path.length === 1 && POSITIONED.has(path[0])) {
      return list.map((item, index) => (keep(index) ? without(item, bad, [...path, index], kept) : null))
    }
    const left = [...list.keys()].filter(keep)
    if (left.length < list.length) kept.set(keyOf(path), left)
    return left.map((index) => without(list[index] ?? null, bad, [...path, index], kept))
  }
  const out: Record<string, Tree> = Object.create(null)
  for (const [key, value] of Object.entries(tree))
    if (keep(key)) out[key] = without(value, bad, [...path, key], kept)
  return out
}

const NOTHING: RulesDraft = { channels: {}, rules: [], unmatched: 'drop' }

function soundParts(schema: typeof RulesShape | typeof TeamFileShape, tree: Tree): RulesDraft {
  if (!isMapping(tree)) return NOTHING
  const sound: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(schema.shape)) {
    const value = tree[key]
    if (value === undefined || POSITIONED.has(key)) continue
    const inner = part instanceof z.ZodOptional ? part.unwrap() : part
    const taken = inner instanceof z.ZodRecord ? soundEntries(inner, value) : take(part, value).value
    if (taken !== undefined) sound[key] = taken
  }
  const rules = listAt(tree, 'rules').map((rule): RuleDraft => take(RuleDraftShape, rule).value ?? {})
  const tests = listAt(tree, 'tests').map(
    (test) => take(TeamFileShape.shape.tests, [test]).value?.[0] ?? null,
  )
  return { ...NOTHING, ...sound, rules, tests }
}

/** Of a mapping of names, the entries that are sound. */
function soundEntries(schema: z.ZodRecord, tree: Tree): Readonly<Record<string, unknown>> {
  const sound: Record<string, unknown> = Object.create(null)
  for (const [key, value] of Object.entries(isMapping(tree) ? tree : {})) {
    const parsed = z.safeParse(schema.valueType, value)
    if (parsed.success) sound[key] = parsed.data
  }
  return sound
}

function isMapping(tree: Tree | undefined): tree is { readonly [key: string]: Tree } {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree)
}

function listAt(tree: Readonly<Record<string, Tree>>, key: string): readonly Tree[] {
  const value = tree[key]
  return Array.isArray(value) ? (value as readonly Tree[]) : []
}

function take<T>(schema: z.core.$ZodType<T>, value: Tree | undefined): { readonly value?: T } {
  const parsed = z.safeParse(schema, value)
  return parsed.success ? { value: parsed.data } : {}
}
