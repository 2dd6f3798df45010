import type { Hours } from '../time/hours.ts'
import { DAY_MS } from '../time/hours-times.ts'

/** When it is quiet: in any of some hours, or in none of some; one of the two lists is empty. */
export interface QuietTimes {
  readonly inside: readonly Hours[]
  readonly outside: readonly Hours[]
}

/** Nothing is held for longer. */
export const LONGEST_DAYS = 400

/** Whether it is quiet at a moment, ms since the epoch. */
export function isQuiet({ inside, outside }: QuietTimes, at: number): boolean {
  if (inside.some((hours) => hours.contains(at))) return true
  return outside.length > 0 && !outside.some((hours) => hours.contains(at))
}

/**
 * The first moment, `at` or later, at which it is not quiet; null where none comes within LONGEST_DAYS. Both in ms since the
 * epoch.
 */
export function endOf(times: QuietTimes, at: number): number | null {
  const all = [...times.inside, ...times.outside]
  let moment = at
  while (isQuiet(times, moment)) {
    moment = all.reduce((next, hours) => Math.min(next, hours.nextTurn(moment)), Infinity)
    if (moment > at + LONGEST_DAYS * DAY_MS) return null
  }
  return moment
}

/** endOf that remembers until its answer changes; quiet that does not end is taken to end after a day. */
export function rememberedEnd(times: QuietTimes): (at: number) => number {
  let from = Number.NaN
  let end = Number.NaN
  return (at) => {
    if (at >= from && at < end) return end
    const found = endOf(times, at) ?? at + DAY_MS
    from = at
    end = found
    return found
  }
}

/** Any week will do for hours of the week. */
const SOME_MONDAY = Date.UTC(2026, 0, 5)
/** Later on the day than it begins in any zone. */
const IN_EVERY_ZONE_MS = 54_000_000
/** Of many dates so many are tried from either end. */
const MOST_TRIED = 25

/** Quiet that does not end within LONGEST_DAYS: of which moment that was found, and whether of each that was tried. */
export interface Endless {
  /** ms since the epoch. */
  readonly since: number
  readonly always: boolean
}

/** Finds quiet that does not end, in a week without dates and after each date; null where it ends each time. */
export function endlessIn(times: QuietTimes): Endless | null {
  const days = [...times.inside, ...times.outside].flatMap(({ turnDays }) => turnDays)
  const dates = [...new Set(days)].sort((a, b) => a - b)
  const some =
    dates.length > 2 * MOST_TRIED ? [...dates.slice(0, MOST_TRIED), ...dates.slice(-MOST_TRIED)] : dates
  const tried = [SOME_MONDAY, ...some.map((day) => day * DAY_MS + IN_EVERY_ZONE_MS)]
  const endless = tried.filter((at) => endOf(times, at) === null)
  const [since] = endless
  return since === undefined ? null : { since, always: endless.length === tried.length }
}
