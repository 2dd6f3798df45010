import type { Json, JsonObject } from '../../receive/event.ts'
import { FIELD_ALIASES, FIELDS, STATE_ALIASES } from '../fields.ts'
import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { numberOf } from '../match/reading.ts'
import { closest } from '../suggest.ts'
import { DURATION_EXAMPLES, parseDuration } from '../time/durations.ts'

/** A part of a callback as Kylin would send it, and what its author surely spells wrong. */
export interface SamplePart {
  readonly part: JsonObject
  readonly findings: readonly Finding[]
}

/**
 * Reads a part of a callback as a person writes it in a test or behind a command: `tag.owner` is a member of `tag`, a
 * length of time its ms. A wrong name would not be noticed otherwise, for a sample value would stand in.
 */
export function readPart(written: JsonObject): SamplePart {
  const part: Record<string, Json> = Object.create(null)
  const findings: Finding[] = []
  for (const [name, value] of Object.entries(written)) {
    findings.push(...nameFindings(name, value))
    const [field = '', ...members] = name.split('.')
    if (FIELDS.get(name) === 'ms') part[name] = lengthOf(name, value, findings)
    else if (members.length === 0 || [field, ...members].includes('')) part[name] = value
    else if (!putMember(part, written, [field, ...members], value)) findings.push(notAMember(name, field))
  }
  return { part, findings }
}

function nameFindings(name: string, value: Json): Finding[] {
  const [field = ''] = name.split('.', 1)
  if (FIELDS.has(field)) return stateFindings(name, value)
  const near = FIELD_ALIASES.get(field) ?? closest(field, FIELDS.keys())
  const message = `Kylin sends no field ${quoted(name)}`
  return near === undefined ? [] : [{ code: 'unknown-field', message, help: `did you mean "${near}"?` }]
}

function stateFindings(name: string, value: Json): Finding[] {
  if (name !== 'job_state' || typeof value !== 'string') return []
  const state = STATE_ALIASES.get(value.toUpperCase())
  if (state === undefined) return []
  const message = `Kylin has no job state ${quoted(value)}`
  return [{ code: 'unknown-job-state', message, help: `did you mean "${state}"?` }]
}

/** `31m` in ms; what is no length of time stays as it is, and a text is told of. */
function lengthOf(name: string, value: Json, findings: Finding[]): Json {
  if (typeof value !== 'string' || numberOf(value) !== undefined) return value
  const length = parseDuration(value)
  if (length !== null) return length
  const message = `${quoted(value)} is neither a number nor a length of time`
  findings.push({ code: 'bad-bound', message, help: `${name} is in ms, or written as ${DURATION_EXAMPLES}` })
  return value
}

/** Whether the members on the way to it can be made: the field may be given whole too, or hold none. */
function putMember(
  part: Record<string, Json>,
  written: JsonObject,
  path: readonly string[],
  value: Json,
): boolean {
  const [field = ''] = path
  const kind = FIELDS.get(field)
  if ((kind !== undefined && kind !== 'object') || Object.hasOwn(written, field)) return false
  let holder = part
  for (const step of path.slice(0, -1)) {
    const inner = Object.hasOwn(holder, step) ? holder[step] : Object.create(null)
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return false
    holder[step] = inner as JsonObject
    holder = inner as Record<string, Json>
  }
  const last = path.at(-1) ?? ''
  if (Object.hasOwn(holder, last)) return false
  holder[last] = value
  return true
}

function notAMember(name: string, field: string): Finding {
  const message = `${quoted(name)} cannot be a member of ${field}`
  const help =
    FIELDS.get(field) === 'object' || !FIELDS.has(field)
      ? `give ${field} once: whole, or by its members`
      : `write ${field}: it has no members`
  return { code: 'bad-event', message, help }
}
