import { starSecrets } from '../problem.ts'
import type { Problem } from '../problem.ts'
import type { JobEvent } from '../receive/event.ts'
import { compileCondition } from './parts/condition.ts'
import { fieldsOf } from './match/event-fields.ts'
import type { Finding } from './finding.ts'
import { quoted } from './finding.ts'
import { isGlob } from './match/glob.ts'
import { firstHolding } from './match/holding.ts'
import type { Source } from './match/matcher.ts'
import { isRegex } from './match/regex.ts'
import type { Cluster } from './rules.ts'
import { splitList, unquoted } from './silence-values.ts'

/** What a silence keeps from being sent. */
export interface SilenceMatcher {
  /** Names of the channels it is for; empty: all. */
  readonly channels: readonly string[]
  /** Whether all its conditions on the event hold, housekeeping jobs included. @param clusters name the models */
  readonly matches: (event: JobEvent, clusters: ReadonlyMap<string, Cluster>) => boolean
  /** What may be meant otherwise, such as a field that Kylin is not known to send. */
  readonly warnings: readonly Problem[]
}

/** The key that is no field: the channel of a delivery. */
const CHANNEL = 'channel'
// Far more than a person writes: what the API takes is bounded.
const MOST_CONDITIONS = 50
const LONGEST = 4_000

/**
 * Compiles the conditions of a silence, of which all must hold: `project=sales_*`, `cause=/refused/`, `job_state=[ERROR, PAUSED]`,
 * `channel=ops`. Values mean what they mean under `when:`.
 */
export function compileSilence(
  when: readonly string[],
): SilenceMatcher | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const note = (finding: Finding): void => {
    problems.push(problemOf(finding))
  }
  const fields: Record<string, string | string[]> = Object.create(null)
  const channels: string[] = []
  if (when.length === 0)
    note({ code: 'empty-silence', message: 'a silence needs a condition', help: EXAMPLE })
  if (when.length > MOST_CONDITIONS) {
    const message = `${when.length} conditions are more than ${MOST_CONDITIONS}`
    return {
      problems: [
        problemOf({
          code: 'too-many-conditions',
          message,
          help: 'of one field, write a list: project=[a, b]',
        }),
      ],
    }
  }
  const seen = new Set<string>()
  for (const condition of when) {
    const [key, value] = conditionOf(condition)
    if (key === '' || value === '' || condition.length > LONGEST) {
      note({ code: 'bad-condition', message: `${quoted(condition)} is not a condition`, help: EXAMPLE })
    } else if (seen.has(key)) {
      const message = `${quoted(key)} is given twice, and no event has both`
      note({ code: 'duplicate-key', message, help: `for any of several, write ${key}=[…, …]` })
    } else if (key === CHANNEL) channels.push(...channelsOf(value, note))
    else fields[key] = valueOf(value, key, note)
    seen.add(key)
  }
  const source: Source = {
    report: (_path, finding) => {
      note(MENDED.has(finding.code) ? { ...finding, help: MENDED.get(finding.code) ?? '' } : finding)
    },
    isSound: () => true,
    namesModels: true,
    places: NO_PLACES,
  }
  const all = Object.keys(fields).length === 0 ? null : compileCondition(fields, [], source)
  const wrong = problems.filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) return { problems: wrong }
  return {
    channels,
    matches: (event, clusters) => all === null || firstHolding(all, fieldsOf(event, clusters)) !== undefined,
    warnings: problems,
  }
}

const EXAMPLE = "write field=value, such as project=sales_*, cause='/refused/' or channel=ops"

/** Helps that a silence cannot follow: it has no mappings, and no file. */
const MENDED: ReadonlyMap<string, string> = new Map([
  ['comparison-sign', 'a silence cannot compare; name a value, a pattern or a /regex/'],
  ['bad-bound', 'a silence cannot compare lengths of time; name another field'],
  [
    'unclosed-regex',
    'a regex ends with /; a value that begins with / can be written as a pattern, such as ?data*',
  ],
])

const NO_PLACES: Source['places'] = {
  value: () => ({ start: 0, end: 0 }),
  key: () => ({ start: 0, end: 0 }),
  comment: () => undefined,
  written: () => '',
  text: () => '',
}

/** Spaces around both are a matter of taste. */
function conditionOf(text: string): readonly [key: string, value: string] {
  const at = text.indexOf('=')
  return at === -1 ? ['', ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()]
}

function valueOf(value: string, key: string, note: (finding: Finding) => void): string | string[] {
  if (/^\{.*\}$/.test(value)) {
    const message = `${quoted(value)} is a mapping; a silence takes values`
    note({
      code: 'bad-condition',
      message,
      help: `write ${key}=value, ${key}='/regex/' or ${key}=[one, other]`,
    })
  }
  if (!value.startsWith('[')) return unquoted(value)
  const items = splitList(value)
  if (items !== null && items.length > 0) return items
  const message = `${quoted(value)} is not a list`
  note({ code: 'bad-list', message, help: `write ${key}=[one, other], in a shell within quotes` })
  return []
}

function channelsOf(value: string, note: (finding: Finding) => void): readonly string[] {
  const names = [valueOf(value, CHANNEL, note)].flat()
  const pattern = names.find((name) => isGlob(name) || isRegex(name))
  if (pattern === undefined) return names
  const message = `${quoted(pattern)} is a pattern; a channel is named as in the rules`
  note({ code: 'bad-channel', message, help: 'write channel=ops, or channel=[ops, sales]' })
  return []
}

function problemOf({ severity, code, message, help }: Finding): Problem {
  return {
    severity: severity ?? 'error',
    code,
    message: starSecrets(message),
    ...(help === undefined ? {} : { help: starSecrets(help) }),
  }
}
