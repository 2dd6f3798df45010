import type { z } from 'zod'
import { FIELDS } from '../fields.ts'
import type { Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Places } from './places.ts'
import { RulesShape } from './schema.ts'
import { keysAt } from './schema-keys.ts'
import { isSecretPlace, misplacedSecret, plainSecret } from './secret-source.ts'
import { didYouMean } from '../suggest.ts'
import type { Tree } from './tree.ts'

/** An issue of the schema, and the whole path to it. */
export interface PlacedIssue {
  readonly issue: z.core.$ZodIssue
  readonly path: readonly (string | number)[]
}

/** Keys a file cannot do without, and what to write. */
const REQUIRED: Readonly<Record<string, string>> = {
  version: 'write version: 1',
  channels: 'name at least one channel, such as kylin: slack:#kylin-jobs',
  rules: 'write at least one rule',
  unmatched: 'write unmatched: drop (recorded, not sent) or name a channel',
  'rules.name': 'give the rule a name; it stands in traces and metrics',
  'channels.to': 'write the place, such as to: slack:#kylin-jobs',
  'accounts.platform': 'write platform: slack or platform: discord',
  'accounts.token': 'write where its token stands, such as token: { env: SLACK_EU_TOKEN }',
  'teams.when': 'say which events the team may see, such as when: { project: sales* }',
  'teams.rules': "name the team's file, such as rules: teams/sales.yaml",
  'tests.event': 'give a part of a callback, such as event: { project: sales, job_state: ERROR }',
  'tests.expect': 'say where it goes: a channel, a list of channels, or nothing',
}

/** Notes in plain words what the schema found. */
export function noteIssue(
  { issue, path }: PlacedIssue,
  schema: z.core.$ZodType,
  tree: Tree,
  places: Places,
  report: Report,
): void {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) noteUnknown(path, key, keysAt(schema, path), tree, report)
    return
  }
  const value = valueAt(tree, path)
  const key = path.at(-1)
  if (value === undefined) {
    const help = REQUIRED[path.length === 1 ? String(key) : `${path[0] ?? ''}.${key ?? ''}`]
    const finding = { code: 'missing-key', message: `${quoted(String(key))} is missing` }
    report(path.slice(0, -1), help === undefined ? finding : { ...finding, help })
  } else if (value === null && typeof key === 'string') {
    noteEmpty(path, key, issue.message, places, report)
  } else if (isSecretPlace(path) && typeof value !== 'object') {
    report(path, plainSecret(path, String(value)))
  } else {
    const message = `${labelOf(path)} must be ${issue.message}, not ${kindOf(value)}`
    report(path, { code: isSecretPlace(path) ? 'bad-secret' : 'bad-value', message })
  }
}

function noteUnknown(path: Path, key: string, known: readonly string[], tree: Tree, report: Report): void {
  const inRule = path.length === 2 && path[0] === 'rules'
  const condition = inRule && FIELDS.has(key) ? `write it under when: { ${key}: … }` : undefined
  const elsewhere =
    path.length === 0 && Object.hasOwn(RulesShape.shape, key) ? 'only the root file has it; ' : ''
  const help = condition ?? didYouMean(key, known, `${elsewhere}known here: ${known.join(', ')}`)
  const at = [...path, key]
  if (isSecretPlace(path)) {
    // Not repeated: the key, or what stands behind it, may be the secret itself.
    const message = 'only env or file says where a secret stands'
    report(at, { code: 'bad-secret', message, help: 'write { env: NAME } or { file: path }' }, 'key')
    return
  }
  const secret = typeof valueAt(tree, at) === 'string' ? misplacedSecret(key, known) : undefined
  if (secret !== undefined) report(at, secret)
  else report(at, { code: 'unknown-key', message: `unknown key ${quoted(key)}`, help }, 'key')
}

function noteEmpty(path: Path, key: string, wanted: string, places: Places, report: Report): void {
  const comment = places.comment(path)
  const lost = comment === undefined ? '' : places.text(comment)
  if (comment === undefined) {
    report(path, { code: 'empty-value', message: `${quoted(key)} is empty`, help: `write ${wanted}` }, 'key')
    return
  }
  const word = lost.split(/[\s,\]}]/, 1)[0] ?? lost
  const isPlace = path[0] === 'channels' && (path.length === 2 || key === 'to')
  const help = isPlace ? `write slack:${word}` : `write "${word}"`
  const message = `${quoted(key)} is empty: a # after a space starts a comment`
  report(path, { code: 'comment-ate-value', message, help }, comment)
}

function labelOf(path: Path): string {
  const key = path.at(-1)
  if (key === undefined) return 'the file'
  if (typeof key === 'string') return quoted(key)
  if (path.length === 2 && path[0] === 'rules') return `rule ${key + 1}`
  return path.length === 2 && path[0] === 'tests'
    ? `test ${key + 1}`
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
    value = (value as Readonly<Record<string | number, Tree>>)[step]
  }
  return value
}
