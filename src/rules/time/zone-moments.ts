import { DAY_MINUTES } from './hours-times.ts'
import type { ZoneClock } from './zone-clock.ts'

const MINUTE_MS = 60_000
/** No zone is further from UTC, either way. */
const FURTHEST_MS = 54_000_000

/**
 * The first moment at which a zone's clock on the wall has come to a time: of a time that comes twice the first, of one that
 * is skipped the end of the gap. ms since the epoch.
 * @param wallMinutes since 1970-01-01 00:00 as the clock on the wall counts them
 */
export function momentAt(clock: ZoneClock, wallMinutes: number): number {
  const wall = wallMinutes * MINUTE_MS
  const [from, to] = [wall - FURTHEST_MS, wall + FURTHEST_MS]
  const change = changeIn(clock, from, to)
  const before = wall - offsetAt(clock, from)
  if (change === null || before < change) return before
  return Math.max(change, wall - offsetAt(clock, to))
}

/**
 * The next moment at which the clock on the wall reads one of some minutes of the day, or at which it is moved.
 * @param minutes ascending, 0 among them
 * @param at ms since the epoch, as the answer, which is later
 */
export function nextReading(clock: ZoneClock, minutes: readonly number[], at: number): number {
  const wall = clock.wallMinutes(at)
  const minute = wall - Math.floor(wall / DAY_MINUTES) * DAY_MINUTES
  const next = minutes.find((one) => one > minute) ?? DAY_MINUTES
  const moment = (Math.floor(at / MINUTE_MS) + next - minute) * MINUTE_MS
  return changeIn(clock, at, moment) ?? moment
}

/**
 * Where the offset changes after `from` and not after `to`, which are at most some 30 hours apart: no zone changes twice
 * then. To the minute: America/St_Johns moved its clocks at 00:01 until 2011.
 */
function changeIn(clock: ZoneClock, from: number, to: number): number | null {
  const offset = offsetAt(clock, from)
  if (offset === offsetAt(clock, to)) return null
  let before = Math.floor(from / MINUTE_MS)
  let after = Math.floor(to / MINUTE_MS)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(clock, middle * MINUTE_MS) === offset) before = middle
    else after = middle
  }
  return after * MINUTE_MS
}

function offsetAt({ wallMinutes }: ZoneClock, at: number): number {
  return (wallMinutes(at) - Math.floor(at / MINUTE_MS)) * MINUTE_MS
}
