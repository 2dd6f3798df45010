import type { JobEvent } from '../../receive/event.ts'
import type { CompiledRule } from '../parts/compile.ts'
import type { Condition } from '../parts/condition.ts'
import type { Fields } from './event-fields.ts'
import type { Hours } from '../time/hours.ts'
import type { Matcher } from './matcher.ts'

/** One way to match a rule. */
export interface Alternative {
  /** All its matchers. */
  readonly all: readonly Matcher[]
  /** Those that are still to be tested. */
  readonly rest: readonly Matcher[]
}

/** The alternatives of a rule's `when` (null: every event), with everything still to be tested. */
export function alternativesOf(when: Condition | null): readonly Alternative[] {
  return (when ?? [[]]).map((all) => ({ all, rest: all }))
}

/** The first alternative of a condition that holds. */
export function firstHolding(condition: Condition, fields: Fields): readonly Matcher[] | undefined {
  for (const all of condition) if (allHold(all, fields)) return all
  return undefined
}

/** The first alternative of a rule that holds; a housekeeping job must be asked for by name. */
export function firstAsking(
  alternatives: readonly Alternative[],
  event: JobEvent,
  fields: Fields,
): readonly Matcher[] | undefined {
  for (const { all, rest } of alternatives) {
    if (allHold(rest, fields) && (!event.housekeeping || asksForHousekeeping(all, event))) return all
  }
  return undefined
}

/** The alternative by which a rule matches an event; undefined where it does not. */
export function matchOf(
  rule: CompiledRule,
  alternatives: readonly Alternative[],
  event: JobEvent,
  fields: Fields,
): readonly Matcher[] | undefined {
  const found = firstAsking(alternatives, event, fields)
  if (found === undefined) return undefined
  if (rule.unless !== null && firstHolding(rule.unless, fields) !== undefined) return undefined
  return hoursAgainst(rule, event.receivedAt) === null ? found : undefined
}

/** Hours that keep a rule from matching at a time; null for none. @param at ms since the epoch */
export function hoursAgainst(
  { during, outside }: CompiledRule,
  at: number,
): { readonly word: 'during' | 'outside'; readonly hours: readonly Hours[] } | null {
  if (during.length > 0 && !during.some(({ contains }) => contains(at)))
    return { word: 'during', hours: during }
  const inside = outside.find(({ contains }) => contains(at))
  return inside === undefined ? null : { word: 'outside', hours: [inside] }
}

/** Whether all of some matchers hold. */
export function allHold(all: readonly Matcher[], fields: Fields): boolean {
  for (const matcher of all) if (!matcher.test(fields(matcher.field))) return false
  return true
}

function asksForHousekeeping(all: readonly Matcher[], event: JobEvent): boolean {
  return all.some(
    ({ field, exact }) =>
      (field === 'job_type' && exact.has(event.job_type.toLowerCase())) ||
      (field === 'housekeeping' && exact.has('true')),
  )
}
