import type { CompiledRule } from '../parts/compile.ts'
import type { Condition } from '../parts/condition.ts'
import { asksInVain, claimOf, claimsOf, covered, demandsOf } from './covers-claim.ts'
import type { Claim, Demand } from './covers-claim.ts'
import { costOf, newAllowance } from './covers-cost.ts'
import type { Spend } from './covers-cost.ts'

/**
 * Whether certainly every event that matches `b` as a `when` matches `a` (null: every event). False also where it is
 * true but not seen.
 */
export function covers(a: Condition | null, b: Condition | null): boolean {
  const wide = claimsOf(a)
  return claimsOf(b)
    .filter(canMatch)
    .every((narrow) => covered(wide, narrow, true))
}

/** Whether certainly no event matches a condition as a `when`. */
export function impossible(condition: Condition | null): boolean {
  return !claimsOf(condition).some(canMatch)
}

/** A rule in a form that can be reasoned about. */
export interface Scope {
  readonly rule: CompiledRule
  /** What its `when` asks. */
  readonly when: readonly Claim[]
  readonly unless: readonly Claim[]
  /** What is certain of the events it matches: `when`, the reach of its file, and what a simple `unless` leaves. Empty: no event. */
  readonly matched: readonly Claim[]
  /** What comparing it costs. */
  readonly cost: number
}

/**
 * Makes a rule ready for reasoning.
 * @param reach which events its file may see; null: all
 * @param spend without it, `unless` and reach are left out of what is certain
 */
export function scopeOf(rule: CompiledRule, reach: Condition | null, spend: Spend = newAllowance()): Scope {
  const when = claimsOf(rule.when)
  const cost = costOf(rule.when)
  const costOfUnless = costOf(rule.unless)
  const left = spend(cost * costOfUnless) ? (rule.unless ?? []).flatMap(opposite) : []
  const reaches = reach !== null && spend(cost * costOf(reach)) ? reach.map(demandsOf) : [[]]
  const matched = when
    .flatMap(({ written, demands }) =>
      reaches.map((extra) => claimOf(written, [...demands, ...extra, ...left])),
    )
    .filter(canMatch)
  const unless = rule.unless === null ? [] : claimsOf(rule.unless)
  return { rule, when, unless, matched, cost: cost + costOfUnless }
}

/** Whether some event may match a `when` with this alternative. */
export function canMatch(claim: Claim): boolean {
  return claim.broken === null && !asksInVain(claim)
}

/** What is certain of an event that does not meet one alternative: something only where that asks one thing. */
function opposite(all: Condition[number]): Demand[] {
  const [first, ...rest] = demandsOf(all)
  if (first === undefined || rest.length > 0) return []
  const { field, part } = first
  if (part.ask === 'any') return [{ field, part: { ask: 'none', texts: part.texts } }]
  return part.ask === 'none' ? [{ field, part: { ask: 'any', texts: part.texts } }] : []
}

/** Whether certainly an earlier rule matches whatever a later one of the same file matches, `unless` and hours included. */
export function ruleCovers(earlier: Scope, later: Scope): boolean {
  return (
    hoursCover(earlier.rule, later.rule) &&
    later.matched.every(
      (narrow) =>
        covered(earlier.when, narrow, true) &&
        earlier.unless.every((except) => isExcepted(narrow, except, later.unless)),
    )
  )
}

/** Whether what an alternative shares with an exception is nothing, or excepted from the later rule too. */
function isExcepted(narrow: Claim, except: Claim, unless: readonly Claim[]): boolean {
  const both = claimOf(narrow.written, [...narrow.demands, ...except.demands])
  return both.broken !== null || covered(unless, both, false)
}

function hoursCover(earlier: CompiledRule, later: CompiledRule): boolean {
  return (
    (earlier.during.length === 0 ||
      (later.during.length > 0 && later.during.every((hours) => earlier.during.includes(hours)))) &&
    earlier.outside.every((hours) => later.outside.includes(hours))
  )
}
