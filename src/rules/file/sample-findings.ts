import { FIELD_ALIASES, FIELDS, STATE_ALIASES } from '../fields.ts'
import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { closest } from '../suggest.ts'

/** What the event of a test surely spells wrong: it would not be noticed otherwise, for a sample value would stand in. */
export function sampleFindings(event: Readonly<Record<string, unknown>>): Finding[] {
  return Object.entries(event).flatMap(([field, value]) => {
    if (FIELDS.has(field.split('.', 1)[0] ?? '')) return stateFinding(field, value)
    const near = FIELD_ALIASES.get(field) ?? closest(field, FIELDS.keys())
    const message = `Kylin sends no field ${quoted(field)}`
    return near === undefined ? [] : [{ code: 'unknown-field', message, help: `did you mean "${near}"?` }]
  })
}

function stateFinding(field: string, value: unknown): Finding[] {
  if (field !== 'job_state' || typeof value !== 'string') return []
  const state = STATE_ALIASES.get(value.toUpperCase())
  if (state === undefined) return []
  const message = `Kylin has no job state ${quoted(value)}`
  return [{ code: 'unknown-job-state', message, help: `did you mean "${state}"?` }]
}
