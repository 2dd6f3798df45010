import { DAY_NAMES } from './hours-days.ts'
import { DAY_MINUTES, DAY_MS } from './hours-times.ts'

/** The offset of one time zone from UTC. */
export interface ZoneClock {
  readonly zone: string
  /** Minutes since 1970-01-01 00:00 as the zone's wall clock counts them. @param at ms since the epoch */
  readonly wallMinutes: (at: number) => number
}

// Since 1972 nearly every change of a zone's offset stands at a multiple of 15 minutes; Intl costs 2–5 µs a call.
const STEP_MS = 900_000
const MOST_STEPS = 4_096
const MINUTE_MS = 60_000

const clocks = new Map<string, ZoneClock>()

/** The clock of an IANA zone, the same for every caller. @throws RangeError when there is no such zone */
export function zoneClock(zone: string): ZoneClock {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const offsetAt = offsets(zone)
  const made = { zone, wallMinutes: (at: number) => Math.floor((at + offsetAt(at)) / MINUTE_MS) }
  clocks.set(zone, made)
  return made
}

/** `Sun 03:10 (Asia/Shanghai)`, or with the date `Sun 2026-10-04 03:10 (Asia/Shanghai)`. */
export function wallText({ zone, wallMinutes }: ZoneClock, at: number, withDate: boolean): string {
  const minutes = wallMinutes(at)
  const day = Math.floor(minutes / DAY_MINUTES)
  const iso = new Date(minutes * MINUTE_MS).toISOString()
  const date = withDate ? `${iso.slice(0, iso.indexOf('T'))} ` : ''
  return `${DAY_NAMES[weekdayOf(day)] ?? ''} ${date}${iso.slice(-13, -8)} (${zone})`
}

/** The day of the week, 0 = Sunday. @param day days since 1970-01-01, a Thursday */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** Offsets from UTC in ms, remembered per quarter of an hour. */
function offsets(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  const known = new Map<number, number>()
  let lastStep = Number.NaN
  let lastOffset = 0
  return (at) => {
    const step = Math.floor(at / STEP_MS)
    if (step === lastStep) return lastOffset
    let offset = known.get(step)
    if (offset === undefined) {
      offset = offsetIn(format, clamped(step * STEP_MS))
      // Before 1972, and at 00:01 in St John's until 2011, an offset may change within the step.
      if (offset !== offsetIn(format, clamped((step + 1) * STEP_MS - 1))) return offsetIn(format, at)
      if (known.size === MOST_STEPS) known.clear()
      known.set(step, offset)
    }
    lastStep = step
    lastOffset = offset
    return offset
  }
}

function clamped(at: number): number {
  return Math.min(Math.max(at, -100_000_000 * DAY_MS), 100_000_000 * DAY_MS)
}

const OFFSET = /GMT(?:([+-])(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/

function offsetIn(format: Intl.DateTimeFormat, at: number): number {
  const [, sign, hours, minutes, seconds = 0] = OFFSET.exec(format.format(at)) ?? []
  if (sign === undefined) return 0
  const ms = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
  return sign === '-' ? -ms : ms
}
