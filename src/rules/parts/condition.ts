import { JOB_STATES } from '../../receive/event.ts'
import { parseDuration } from '../time/durations.ts'
import { FIELD_ALIASES, FIELDS, JOB_TYPES, SILENT_STATES, STATE_ALIASES } from '../fields.ts'
import type { Finding, Path } from '../finding.ts'
import { quoted } from '../finding.ts'
import { isGlob } from '../match/glob.ts'
import { compileMatcher } from '../match/matcher.ts'
import type { Matcher, Source } from '../match/matcher.ts'
import { isRegex } from '../match/regex.ts'
import { regexFinding } from './regex-finding.ts'
import type { ConditionText, MatcherText } from '../file/schema.ts'
import { closest } from '../suggest.ts'

/** Any of several lists of matchers, of which all must hold. */
export type Condition = readonly (readonly Matcher[])[]

/** Compiles a `when` or `unless`; mistakes are reported and their matchers left out. */
export function compileCondition(text: ConditionText, path: Path, source: Source): Condition {
  if (!Array.isArray(text)) return [compileAll(text, path, source)]
  return text.map((all, index) => compileAll(all, [...path, index], source))
}

function compileAll(all: Readonly<Record<string, MatcherText>>, path: Path, source: Source): Matcher[] {
  const entries = Object.entries(all)
  if (entries.length === 0 && source.isSound(path)) {
    const help = 'leave it out to match every event'
    source.report(path, { code: 'empty-value', message: 'this mapping asks for nothing', help })
  }
  return entries.flatMap(([field, matcher]) => {
    const at = [...path, field]
    const wrongField = fieldFinding(field, source)
    if (wrongField !== undefined) source.report(at, wrongField, 'key')
    checkNames(field, matcher, at, source)
    const compiled = compileMatcher(field, matcher, at, source)
    return compiled === null ? [] : [compiled]
  })
}

function fieldFinding(field: string, { namesModels = false }: Source): Finding | undefined {
  const [name = ''] = field.split('.', 1)
  const kind = FIELDS.get(name)
  if (kind === 'object' && /\.(?:\.|$)/.test(field)) {
    const help = `write ${name}.owner, with the name of a member`
    return { code: 'unknown-field', message: `${quoted(field)} names no member`, help }
  }
  if (field === 'model' && !namesModels) {
    const help = 'name them, such as clusters: { prod: { models: { <uuid>: orders } } }, or match model_id'
    return { code: 'unknown-field', message: 'nothing names the models', help }
  }
  if (kind !== undefined && (name === field || kind === 'object')) return undefined
  const message = `Kylin sends no field ${quoted(field)}`
  if (kind !== undefined) return { code: 'unknown-field', message, help: `write ${name}: it has no members` }
  const near = FIELD_ALIASES.get(name) ?? closest(name, FIELDS.keys())
  if (near !== undefined) return { code: 'unknown-field', message, help: `did you mean "${near}"?` }
  const help = 'right only if your Kylin adds it; otherwise this never matches'
  return { code: 'unknown-field', message, help, severity: 'warning' }
}

/** Job states and types that Kylin does not have, and lengths of time, where they are asked for exactly. */
function checkNames(field: string, matcher: MatcherText, path: Path, source: Source): void {
  const check = CHECKS.get(field)
  for (const [text, at] of exactTexts(matcher, path)) {
    const finding = regexFinding(field, text) ?? check?.(text)
    if (finding !== undefined) source.report(at, finding)
  }
}

const CHECKS: ReadonlyMap<string, (text: string) => Finding | undefined> = new Map([
  ['job_state', stateFinding],
  ['job_type', typeFinding],
  ['duration', lengthFinding],
  ['housekeeping', switchFinding],
])

function exactTexts(matcher: MatcherText, path: Path): (readonly [string, Path])[] {
  if (Array.isArray(matcher)) return matcher.map((item, index) => [String(item), [...path, index]])
  if (typeof matcher !== 'object') return [[String(matcher), path]]
  return matcher.not === undefined ? [] : exactTexts(matcher.not, [...path, 'not'])
}

/** What is wrong with a job state that is asked for exactly; a warning where Kylin may have come to have it. */
export function stateFinding(text: string): Finding | undefined {
  const state = text.toUpperCase()
  if (isPattern(text) || JOB_STATES.some((known) => known === state)) return undefined
  const message = `Kylin has no job state ${quoted(text)}`
  const near = STATE_ALIASES.get(state) ?? closest(state, JOB_STATES)
  if (near !== undefined) return { code: 'unknown-job-state', message, help: `did you mean "${near}"?` }
  if (SILENT_STATES.has(state)) {
    const help = `Kylin posts no callback while a job runs; its states are ${JOB_STATES.join(', ')}`
    return { code: 'unknown-job-state', message: `Kylin never reports the job state ${quoted(text)}`, help }
  }
  return {
    code: 'unknown-job-state',
    message,
    help: `its states are ${JOB_STATES.join(', ')}`,
    severity: 'warning',
  }
}

function typeFinding(text: string): Finding | undefined {
  const type = text.toUpperCase()
  if (isPattern(text) || JOB_TYPES.some((known) => known === type)) return undefined
  const near = closest(type, JOB_TYPES)
  if (near === undefined) return undefined
  const message = `Kylin is not known to have a job type ${quoted(text)}`
  return { code: 'unknown-job-type', message, help: `did you mean "${near}"?`, severity: 'warning' }
}

/** A duration is a number of ms: no text with a unit equals it. */
function lengthFinding(text: string): Finding | undefined {
  if (parseDuration(text) === null) return undefined
  const message = `no duration equals ${quoted(text)}: it is a number of milliseconds`
  return { code: 'bad-bound', message, help: `write { over: ${text} } or { under: ${text} }` }
}

/** YAML 1.2 reads yes, no, on and off as texts. */
function switchFinding(text: string): Finding | undefined {
  if (isPattern(text) || /^(?:true|false)$/i.test(text)) return undefined
  const help = /^(?:yes|y|on|1)$/i.test(text)
    ? 'write true'
    : /^(?:no|n|off|0)$/i.test(text)
      ? 'write false'
      : 'write true or false'
  return { code: 'bad-value', message: `housekeeping is true or false, never ${quoted(text)}`, help }
}

function isPattern(text: string): boolean {
  return isGlob(text) || isRegex(text) || /^[<>]/.test(text)
}
