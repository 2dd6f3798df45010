import { HOUSEKEEPING_JOBS } from '../../receive/event.ts'
import type { Condition } from '../parts/condition.ts'
import { factsOf, factsOfAny, implies } from './covers-facts.ts'
import type { Facts } from './covers-facts.ts'
import { wishTakes } from './covers-texts.ts'
import type { Matcher } from '../match/matcher.ts'
import type { Part } from '../match/part.ts'
import { Reading } from '../match/reading.ts'

/** A demand on one field. */
export interface Demand {
  readonly field: string
  readonly part: Part
}

/** One alternative of a condition, in a form that can be reasoned about. */
export interface Claim {
  /** As the author wrote them: they say whether a housekeeping job is asked for by name. */
  readonly written: readonly Matcher[]
  readonly demands: readonly Demand[]
  /** What is certain of each field that is asked for. */
  readonly facts: ReadonlyMap<string, Facts>
  /** A field of which the demands contradict each other; null where an event may meet them all. */
  readonly broken: string | null
}

/** What every event meets. */
const EVERYTHING: Condition = [[]]

/** The alternatives of a condition; of none, the one that every event meets. */
export function claimsOf(condition: Condition | null): Claim[] {
  return (condition ?? EVERYTHING).map((all) => claimOf(all, demandsOf(all)))
}

/** The demands of some matchers. */
export function demandsOf(all: readonly Matcher[]): Demand[] {
  return all.flatMap(({ field, parts }) => parts.map((part) => ({ field, part })))
}

/** An alternative of these demands. */
export function claimOf(written: readonly Matcher[], demands: readonly Demand[]): Claim {
  const parts = Map.groupBy(demands, ({ field }) => field)
  const facts = new Map<string, Facts>()
  let broken: string | null = null
  for (const [field, list] of parts) {
    const found = factsOf(
      field,
      list.map(({ part }) => part),
    )
    if (found === null) broken ??= field
    else facts.set(field, found)
  }
  return { written, demands, facts, broken }
}

/** What is certain of a field where an alternative holds. */
function factsAt({ facts }: Claim, field: string): Facts {
  return facts.get(field) ?? factsOfAny(field)
}

/** The housekeeping jobs that a `when` with this alternative takes: it must ask for them (spec: a matcher). */
function housekeepingOf(claim: Claim): string[] {
  if (!claim.written.some(({ field }) => field === 'job_type' || field === 'housekeeping')) return []
  const housekeeping = factsAt(claim, 'housekeeping')
  if (!housekeeping.any.every((wishes) => wishes.some((wish) => wishTakes(wish, 'true')))) return []
  const { any, none } = factsAt(claim, 'job_type')
  return [...HOUSEKEEPING_JOBS].filter(
    (type) =>
      asksFor(claim, type) &&
      any.every((wishes) => wishes.some((wish) => wishTakes(wish, type))) &&
      !none.some(({ test }) => test(new Reading(type))),
  )
}

/** Whether a `when` with this alternative takes no event because it takes housekeeping jobs only, and asks for none. */
export function asksInVain(claim: Claim): boolean {
  if (!claim.facts.has('housekeeping')) return false
  const { any } = factsAt(claim, 'housekeeping')
  const only = any.some((wishes) => wishes.every((wish) => !wishTakes(wish, 'false')))
  return only && housekeepingOf(claim).length === 0
}

function asksFor({ written }: Claim, type: string): boolean {
  return written.some(
    ({ field, exact }) =>
      (field === 'job_type' && exact.has(type.toLowerCase())) ||
      (field === 'housekeeping' && exact.has('true')),
  )
}

/** Splits one alternative into that many at most. */
const MAX_SPLITS = 64

/**
 * Whether certainly every event that meets `narrow` meets one of `wide`.
 * @param when both stand in a `when`, where a housekeeping job must be asked for; not so in an `unless`
 */
export function covered(wide: readonly Claim[], narrow: Claim, when: boolean, splits = MAX_SPLITS): boolean {
  if (narrow.broken !== null) return true
  if (wide.some((claim) => holds(claim, narrow, when))) return true
  if (wide.length < 2) return false
  // Together they may cover what none covers alone: [ERROR, PAUSED] by ERROR or PAUSED.
  for (const [field, facts] of narrow.facts) {
    const index = facts.any.findIndex(({ length }) => length > 1 && length <= splits)
    const wishes = facts.any[index]
    if (wishes === undefined || !wide.some(({ facts: asked }) => asked.has(field))) continue
    const left = Math.floor(splits / wishes.length)
    return wishes.every((wish) => {
      const any = facts.any.with(index, [wish])
      const one = { ...narrow, facts: new Map(narrow.facts).set(field, { ...facts, any }) }
      return covered(wide, one, when, left)
    })
  }
  return false
}

function holds(wide: Claim, narrow: Claim, when: boolean): boolean {
  return (
    wide.demands.every(({ field, part }) => implies(factsAt(narrow, field), part, field)) &&
    (!when || housekeepingOf(narrow).every((type) => asksFor(wide, type)))
  )
}
