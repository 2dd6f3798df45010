import type { JobEvent } from '../receive/event.ts'
import type { Condition } from './condition.ts'
import type { Matcher } from './matcher.ts'
import type { Reading } from './reading.ts'
import { shown, shownCut } from './reading.ts'

/** Reads a field of one event, once. */
export type Fields = (name: string) => Reading

/** Why a rule matched: `project sales_eu, job_state ERROR`. */
export function whyMatched(all: readonly Matcher[], fields: Fields): string {
  return all.length === 0 ? 'every event' : all.map((matcher) => holds(matcher, fields)).join(', ')
}

/** Why its `unless` kept a rule from matching. */
export function whyExcepted(all: readonly Matcher[], fields: Fields): string {
  return `unless ${whyMatched(all, fields)}`
}

/** Why a rule did not match: of each alternative the first matcher that failed. */
export function whyNot(condition: Condition, event: JobEvent, fields: Fields): string {
  const reasons = condition.map((all) => {
    const failed = all.find((matcher) => !matcher.test(fields(matcher.field)))
    if (failed !== undefined) return fails(failed, fields(failed.field))
    return `job_type ${event.job_type} is housekeeping, wanted by its name or housekeeping: true`
  })
  return [...new Set(reasons)].join('; ')
}

function holds({ field, wanted }: Matcher, fields: Fields): string {
  const reading = fields(field)
  const value = shown(reading)
  if (value === null) return `${field} matches ${wanted}`
  return reading.texts.length === 0 ? `${field} is ${value}` : `${field} ${value}`
}

function fails({ field, wanted }: Matcher, reading: Reading): string {
  return `${field} is ${shownCut(reading)}, wanted ${wanted}`
}
