import {
  array,
  assert,
  boolean,
  constantFrom,
  integer,
  nat,
  oneof,
  option,
  pre,
  property,
  record,
  subarray,
} from 'fast-check'
import { expect, test } from 'vitest'
import { nextTick, rememberedTicks } from '../../src/rules/parts/digest.ts'
import type { Digest } from '../../src/rules/parts/digest.ts'
import { endOf, isQuiet, rememberedEnd } from '../../src/rules/parts/quiet-times.ts'
import type { QuietTimes } from '../../src/rules/parts/quiet-times.ts'
import { zoneClock } from '../../src/rules/time/zone-clock.ts'
import { momentAt } from '../../src/rules/time/zone-moments.ts'
import { someHours } from './some-hours.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
const DAY_MS = 86_400_000

/** Zones whose clocks are moved by an hour, by half of one, at midnight, over midnight, by a day, or never. */
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'America/St_Johns',
  'Asia/Beirut',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Asia/Shanghai',
  'Pacific/Apia',
  'UTC',
]
const CHANGES = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-04-04T15:00Z',
  '2026-10-03T15:30Z',
  '2026-09-06T04:00Z',
  '2026-04-05T03:00Z',
  '2026-03-28T22:00Z',
  '2026-10-29T21:00Z',
  '2011-12-30T10:00Z',
  '2010-11-07T02:31Z',
  '2010-03-14T03:31Z',
].map((text) => Date.parse(text))

const zone = oneof(
  { weight: 4, arbitrary: constantFrom(...ZONES) },
  constantFrom(...Intl.supportedValuesOf('timeZone')),
)
const instant = oneof(
  integer({ min: Date.UTC(2010, 0), max: Date.UTC(2040, 0) }),
  record({ change: constantFrom(...CHANGES), off: integer({ min: -93_600_000, max: 93_600_000 }) }).map(
    ({ change, off }) => change + off,
  ),
)

/** The first whole minute from a moment on (the moment itself included) of which something holds; null after so many days. */
function firstMinute(at: number, days: number, holds: (moment: number) => boolean): number | null {
  if (holds(at)) return at
  const from = (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS
  for (let moment = from; moment < from + days * DAY_MINUTES * MINUTE_MS; moment += MINUTE_MS)
    if (holds(moment)) return moment
  return null
}

const wall = (name: string, at: number): number => zoneClock(name).wallMinutes(at)

test('a time on the wall comes at the first moment at which the clock has reached it', () => {
  assert(
    property(zone, instant, integer({ min: -600, max: 600 }), (name, near, off) => {
      const wanted = wall(name, near) + off
      const slow = firstMinute(
        Math.floor(near / MINUTE_MS) * MINUTE_MS - 2 * DAY_MINUTES * MINUTE_MS,
        4,
        (moment) => wall(name, moment) >= wanted,
      )
      expect(momentAt(zoneClock(name), wanted)).toBe(slow)
    }),
    { numRuns: 70 },
  )
})

const digest = oneof(
  nat(1_439).map((dailyMinute): Digest => ({ dailyMinute })),
  constantFrom(1, 7, 30, 60, 90, 120, 360, 1_440).map((minutes): Digest => ({
    everyMs: minutes * MINUTE_MS,
  })),
)

/** Every tick of the days around a moment, as the words of the language say it, minute by minute. */
function slowTick(rule: Digest, name: string, at: number): number {
  const minutes = Array.from(
    { length: 4 * DAY_MINUTES },
    (_, n) => (Math.floor(at / MINUTE_MS) + n - 1.5 * DAY_MINUTES) * MINUTE_MS,
  )
  const ticks: number[] = []
  let highest = Infinity
  let midnight: number | null = null
  for (const moment of minutes) {
    const now = wall(name, moment)
    const before = highest === Infinity ? now : highest
    const reached = (minute: number): boolean =>
      Math.floor((now - minute) / DAY_MINUTES) > Math.floor((before - minute) / DAY_MINUTES)
    if (reached(0)) midnight = moment
    const isTick =
      'dailyMinute' in rule
        ? reached(rule.dailyMinute)
        : midnight !== null && (moment - midnight) % rule.everyMs === 0
    if (isTick) ticks.push(moment)
    highest = Math.max(before, now)
  }
  return ticks.find((tick) => tick > at) ?? Number.NaN
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const iso = (at: number): string => new Date(at).toISOString().slice(0, 10)
const week = record({
  days: subarray([...DAYS], { minLength: 1 }),
  start: nat(1_439),
  length: integer({ min: 1, max: 1_439 }),
  timezone: zone,
}).map(({ days, start, length, timezone }) => ({
  [days.join(',')]: `${clock(start)}-${clock(start + length)}`,
  timezone,
}))
const dates = record({ change: constantFrom(...CHANGES), days: nat(2), timezone: zone }).map(
  ({ change, days, timezone }) => ({ dates: `${iso(change)}..${iso(change + days * DAY_MS)}`, timezone }),
)
const union = array(oneof({ weight: 3, arbitrary: week }, dates), { minLength: 1, maxLength: 2 })
const quietTimes = record({ one: union, other: union, except: option(union), outside: boolean() }).map(
  ({ one, other, except, outside }): QuietTimes => {
    const texts =
      except === null
        ? { one, other }
        : { free: except, one: one.map((part) => ({ ...part, except: 'free' })), other }
    const { hours, problems } = someHours(texts)
    if (problems.length > 0) throw new Error(JSON.stringify(problems))
    const both = [hours.get('one'), hours.get('other')].filter((found) => found !== undefined)
    return outside ? { inside: [], outside: both } : { inside: both, outside: [] }
  },
)

test('the next digest is the one that a person would find by watching the clock', () => {
  assert(
    property(digest, zone, instant, (rule, name, at) => {
      expect(nextTick(rule, name, at)).toBe(slowTick(rule, name, at))
    }),
    { numRuns: 100 },
  )
})

test('the next digest is the same for all who ask before it, also for those who remember it', () => {
  assert(
    property(
      digest,
      zone,
      instant,
      array(nat(999), { minLength: 1, maxLength: 4 }),
      (rule, name, at, shares) => {
        const tick = nextTick(rule, name, at)
        const remembered = rememberedTicks(rule)
        expect(remembered(name, at)).toBe(tick)
        for (const share of shares) {
          const between = at + Math.floor(((tick - 1 - at) * share) / 1_000)
          expect([nextTick(rule, name, between), remembered(name, between)]).toEqual([tick, tick])
        }
        expect(remembered(name, tick)).toBe(nextTick(rule, name, tick))
        expect(remembered(name, at)).toBe(tick)
      },
    ),
    { numRuns: 200 },
  )
})

/** So many days are looked through minute by minute. */
const WATCHED = 9

test('quiet hours come to their end where clocks are moved within a quarter of an hour', () => {
  const { hours } = someHours({ night: [{ daily: '22:00-00:30', timezone: 'America/St_Johns' }] })
  const inside = [...hours.values()]
  // 23:59 there; a minute past midnight the clock goes to 01:01.
  expect(endOf({ inside, outside: [] }, Date.parse('2010-03-14T03:29Z'))).toBe(
    Date.parse('2010-03-14T03:31Z'),
  )
})

test('quiet hours end at the first minute that is not quiet, of unions, exceptions, nights and moved clocks', () => {
  assert(
    property(quietTimes, instant, (quiet, at) => {
      const slow = firstMinute(at, WATCHED, (moment) => !isQuiet(quiet, moment))
      const end = endOf(quiet, at) ?? Infinity
      expect(end > at + WATCHED * DAY_MS ? null : end).toBe(slow)
    }),
    { numRuns: 70 },
  )
})

test('who remembers the end of quiet hours says the same of moments in any order', () => {
  assert(
    property(
      quietTimes,
      instant,
      array(nat(3 * DAY_MS), { minLength: 2, maxLength: 6 }),
      (quiet, at, steps) => {
        const remembered = rememberedEnd(quiet)
        const moments = steps.map((step) => at + step)
        const ends = moments.map((moment) => endOf(quiet, moment))
        pre(ends.every((end) => end !== null))
        expect(moments.map(remembered)).toEqual(ends)
      },
    ),
    { numRuns: 100 },
  )
})
