import type { CompiledRule } from './compile.ts'
import type { Condition } from './condition.ts'
import { alternativeOf, alternativesOf, asksInVain, covered, demandsOf } from './covers-alternative.ts'
import type { Alternative, Demand } from './covers-alternative.ts'

/**
 * Whether certainly every event that matches `b` as a `when` matches `a` (null: every event). False also where it is
 * true but not seen.
 */
export function covers(a: Condition | null, b: Condition | null): boolean {
  const wide = alternativesOf(a)
  return alternativesOf(b).every((narrow) => asksInVain(narrow) || covered(wide, narrow, true))
}

/** Whether certainly no event matches a condition as a `when`. */
export function impossible(condition: Condition | null): boolean {
  return alternativesOf(condition).every((one) => one.broken !== null || asksInVain(one))
}

/** A rule in a form that can be reasoned about. */
export interface Scope {
  readonly rule: CompiledRule
  /** What its `when` asks. */
  readonly when: readonly Alternative[]
  readonly unless: readonly Alternative[]
  /** What is certain of the events it matches: `when`, the reach of its file, and what a simple `unless` leaves. */
  readonly matched: readonly Alternative[]
}

/** Beyond this many alternatives, the reach of a file is left out of what is certain. */
const MAX_PRODUCT = 100

/**
 * Makes a rule ready for reasoning.
 * @param reach which events its file may see; null: all
 */
export function scopeOf(rule: CompiledRule, reach: Condition | null): Scope {
  const when = alternativesOf(rule.when)
  const left = (rule.unless ?? []).flatMap(opposite)
  const reaches = reach === null || reach.length * when.length > MAX_PRODUCT ? [[]] : reach.map(demandsOf)
  const matched = when.flatMap(({ written, demands }) =>
    reaches.map((extra) => alternativeOf(written, [...demands, ...extra, ...left])),
  )
  return { rule, when, unless: rule.unless === null ? [] : alternativesOf(rule.unless), matched }
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
        asksInVain(narrow) ||
        (covered(earlier.when, narrow, true) &&
          earlier.unless.every((except) => isExcepted(narrow, except, later.unless))),
    )
  )
}

/** Whether what an alternative shares with an exception is nothing, or excepted from the later rule too. */
function isExcepted(narrow: Alternative, except: Alternative, unless: readonly Alternative[]): boolean {
  const both = alternativeOf(narrow.written, [...narrow.demands, ...except.demands])
  return both.broken !== null || covered(unless, both, false)
}

function hoursCover(earlier: CompiledRule, later: CompiledRule): boolean {
  return (
    (earlier.during.length === 0 ||
      (later.during.length > 0 && later.during.every((hours) => earlier.during.includes(hours)))) &&
    earlier.outside.every((hours) => later.outside.includes(hours))
  )
}
