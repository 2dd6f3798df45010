import type { z } from 'zod'
import { FIELDS } from './fields.ts'
import type { Path, Report } from './finding.ts'
import { quoted } from './finding.ts'
import type { Places } from './places.ts'
import { RuleDraftShape, RuleShape, RulesShape } from './schema.ts'
import type { RuleDraft, RulesDraft } from './schema.ts'
import { didYouMean } from './suggest.ts'
import type { Tree } from './tree.ts'

type Issue = z.core.$ZodIssue
type Step = string | number

/** Keys a file cannot do without, and what to write. */
const REQUIRED: Readonly<Record<string, string>> = {
  version: 'write version: 1',
  channels: 'name at least one channel, such as kylin: slack:#kylin-jobs',
  rules: 'write at least one rule',
  unmatched: 'write unmatched: drop (recorded, not sent) or name a channel',
  name: 'give the rule a name; it stands in traces and metrics',
  to: 'write the place, such as to: slack:#kylin-jobs',
}

/** What the schema says of a file. */
export interface Shape {
  /** What is sound of it. */
  readonly draft: RulesDraft
  /** Whether nothing is wrong at a path and below it. */
  readonly isSound: (path: Path) => boolean
}

/** Holds the file against the schema, and notes every mistake. */
export function checkShape(tree: Tree, places: Places, report: Report): Shape {
  const parsed = RulesShape.safeParse(tree)
  if (parsed.success) return { draft: parsed.data, isSound: () => true }
  const issues = parsed.error.issues.flatMap((issue) => deepest(issue, []))
  for (const issue of issues) noteIssue(issue, tree, places, report)
  const wrong = issues.flatMap(pathsOf)
  const flawed = new Set(
    wrong.flatMap((path) => [keyOf(path), ...path.map((_, depth) => keyOf(path.slice(0, depth)))]),
  )
  return {
    draft: soundParts(without(tree, new Set(wrong.map(keyOf)), [])),
    isSound: (path) => !flawed.has(keyOf(path)),
  }
}

function keyOf(path: Path): string {
  return JSON.stringify(path)
}

interface Placed {
  readonly issue: Issue
  readonly path: readonly Step[]
}

/** Of a union's branches, the one that the value's kind fits tells what is wrong. */
function deepest(issue: Issue, before: readonly Step[]): Placed[] {
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

function pathsOf({ issue, path }: Placed): (readonly Step[])[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]
}

function noteIssue({ issue, path }: Placed, tree: Tree, places: Places, report: Report): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) noteUnknown(path, key, report)
    return
  }
  const value = valueAt(tree, path)
  const key = path.at(-1)
  if (value === undefined) {
    const help = REQUIRED[String(key)]
    const finding = { code: 'missing-key', message: `${quoted(String(key))} is missing` }
    report(path.slice(0, -1), help === undefined ? finding : { ...finding, help })
  } else if (value === null && typeof key === 'string') {
    noteEmpty(path, key, issue.message, places, report)
  } else {
    const message = `${labelOf(path)} must be ${issue.message}, not ${kindOf(value)}`
    report(path, { code: 'bad-value', message })
  }
}

function noteUnknown(path: Path, key: string, report: Report): void {
  const known = keysAt(path)
  const inRule = path.length === 2 && path[0] === 'rules'
  const condition = inRule && FIELDS.has(key) ? `write it under when: { ${key}: … }` : undefined
  const help = condition ?? didYouMean(key, known, `known here: ${known.join(', ')}`)
  report([...path, key], { code: 'unknown-key', message: `unknown key ${quoted(key)}`, help }, 'key')
}

function keysAt(path: Path): string[] {
  if (path.length === 0) return Object.keys(RulesShape.shape)
  if (path[0] === 'rules')
    return path.length === 2 ? Object.keys(RuleShape.shape) : ['not', 'over', 'under', 'present']
  return path[0] === 'channels' ? ['to', 'language', 'template', 'pace', 'timezone'] : ['slack', 'discord']
}

function noteEmpty(path: Path, key: string, wanted: string, places: Places, report: Report): void {
  const comment = places.comment(path)
  const lost = comment === undefined ? '' : places.text(comment)
  if (comment === undefined) {
    report(path, { code: 'empty-value', message: `${quoted(key)} is empty`, help: `write ${wanted}` }, 'key')
    return
  }
  const word = lost.split(/[\s,\]}]/, 1)[0] ?? lost
  const help = path[0] === 'channels' ? `write slack:${word}` : `write "${word}"`
  const message = `${quoted(key)} is empty: a # after a space starts a comment`
  report(path, { code: 'comment-ate-value', message, help }, comment)
}

function labelOf(path: Path): string {
  const key = path.at(-1)
  if (key === undefined) return 'the file'
  if (typeof key === 'string') return quoted(key)
  return path.length === 2 && path[0] === 'rules'
    ? `rule ${key + 1}`
    : `item ${key + 1} of ${labelOf(path.slice(0, -1))}`
}

function kindOf(value: Tree): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'number'
    ? `the number ${value}`
    : typeof value === 'boolean'
      ? String(value)
      : quoted(value)
}

/** What the file holds at a path; undefined for nothing at all. */
export function valueAt(tree: Tree, path: Path): Tree | undefined {
  let value: Tree | undefined = tree
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<Step, Tree>>)[step]
  }
  return value
}

/** A copy that lacks what stands at the bad paths. */
function without(tree: Tree, bad: ReadonlySet<string>, path: readonly Step[]): Tree {
  if (typeof tree !== 'object' || tree === null) return tree
  const keep = (step: Step): boolean => !bad.has(keyOf([...path, step]))
  if (Array.isArray(tree)) {
    const list = tree as readonly Tree[]
    // A rule keeps its position, so that what is said of it points to the right place.
    if (path.length === 1 && path[0] === 'rules') {
      return list.map((item, index) => (keep(index) ? without(item, bad, [...path, index]) : {}))
    }
    return list.flatMap((item, index) => (keep(index) ? [without(item, bad, [...path, index])] : []))
  }
  const out: Record<string, Tree> = Object.create(null)
  for (const [key, value] of Object.entries(tree))
    if (keep(key)) out[key] = without(value, bad, [...path, key])
  return out
}

const NOTHING: RulesDraft = { channels: {}, rules: [], unmatched: 'drop' }

function soundParts(tree: Tree): RulesDraft {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return NOTHING
  const file = tree as Readonly<Record<string, Tree>>
  const shape = RulesShape.shape
  const rules = Array.isArray(file['rules']) ? (file['rules'] as readonly Tree[]) : []
  return {
    language: take(shape.language, file['language']).value,
    timezone: take(shape.timezone, file['timezone']).value,
    channels: take(shape.channels, file['channels']).value ?? {},
    mentions: take(shape.mentions, file['mentions']).value,
    rules: rules.map((rule): RuleDraft => take(RuleDraftShape, rule).value ?? {}),
    unmatched: take(shape.unmatched, file['unmatched']).value ?? 'drop',
  }
}

function take<T>(schema: z.ZodType<T>, value: Tree | undefined): { readonly value?: T } {
  const parsed = schema.safeParse(value)
  return parsed.success ? { value: parsed.data } : {}
}
