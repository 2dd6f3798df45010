import type { JobEvent } from '../../receive/event.ts'
import type { CompiledRule } from '../parts/compile.ts'
import type { Condition } from '../parts/condition.ts'
import type { Fields } from './event-fields.ts'
import { alternativesOf, firstAsking, firstHolding, hoursAgainst } from './holding.ts'
import type { Hours } from '../time/hours.ts'
import type { Matcher } from './matcher.ts'
import type { Reading } from './reading.ts'

/** Why a rule matched: `project sales_eu, job_state ERROR, during office`. @param all the alternative that held */
export function whyMatched(
  all: readonly Matcher[],
  rule: CompiledRule,
  event: JobEvent,
  fields: Fields,
): string {
  const reasons = all.map((matcher) => holds(matcher, fields))
  const during = rule.during.find(({ contains }) => contains(event.receivedAt))
  if (during !== undefined) reasons.push(`during ${during.name}`)
  if (rule.outside.length > 0) reasons.push(`outside ${namesOf(rule.outside, 'and')}`)
  return reasons.length === 0 ? 'every event' : reasons.join(', ')
}

/** Why a rule did not match: the first of `when`, `unless`, `during` and `outside` that kept it. */
export function whyMissed(rule: CompiledRule, event: JobEvent, fields: Fields): string {
  if (firstAsking(alternativesOf(rule.when), event, fields) === undefined)
    return whyNot(rule.when ?? [], event, fields)
  const excepted = rule.unless === null ? undefined : firstHolding(rule.unless, fields)
  if (excepted !== undefined) return `unless ${excepted.map((matcher) => holds(matcher, fields)).join(', ')}`
  const against = hoursAgainst(rule, event.receivedAt)
  if (against === null) return ''
  const { word, hours } = against
  return `it is ${hours[0]?.clock(event.receivedAt) ?? ''}, wanted ${word} ${namesOf(hours, 'or')}`
}

/** Why a team's file does not see an event: `limited by team sales: project is hr, wanted sales`. */
export function whyLimited(team: string, reach: Condition, event: JobEvent, fields: Fields): string {
  return `limited by team ${team}: ${whyNot(reach, event, fields)}`
}

/** Of each alternative the first matcher that failed. */
function whyNot(condition: Condition, event: JobEvent, fields: Fields): string {
  const reasons = condition.map((all) => {
    const failed = all.find((matcher) => !matcher.test(fields(matcher.field)))
    return failed === undefined ? notAsked(event) : fails(failed, fields(failed.field))
  })
  return [...new Set(reasons)].join('; ') || notAsked(event)
}

function notAsked(event: JobEvent): string {
  return `job_type ${event.job_type} is housekeeping, wanted by its name or housekeeping: true`
}

function holds({ field, wanted }: Matcher, fields: Fields): string {
  const reading = fields(field)
  const value = reading.shown()
  if (value === null) return `${field} matches ${wanted}`
  return reading.texts.length === 0 ? `${field} is ${value}` : `${field} ${value}`
}

function fails({ field, wanted }: Matcher, reading: Reading): string {
  return `${field} is ${reading.shownCut()}, wanted ${wanted}`
}

function namesOf(hours: readonly Hours[], word: 'and' | 'or'): string {
  return hours.map(({ name }) => name).join(` ${word} `)
}
