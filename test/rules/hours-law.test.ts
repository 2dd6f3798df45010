import {
  array,
  assert,
  constantFrom,
  integer,
  nat,
  oneof,
  pre,
  property,
  record,
  uniqueArray,
} from 'fast-check'
import { expect, test } from 'vitest'
import { zoneClock } from '../../src/rules/time/zone-clock.ts'
import { hoursOf } from './some-hours.ts'

const ZONES = Intl.supportedValuesOf('timeZone')
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const DAY_MS = 86_400_000

/** What a zone's clock on the wall reads, as Intl writes it out field by field. */
function wall(zone: string, at: number): { date: string; day: number; minute: number } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const read = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? ''
  return {
    date: `${read('year')}-${read('month')}-${read('day')}`,
    day: DAYS.findIndex((day) => day === read('weekday').toLowerCase()),
    minute: Number(read('hour')) * 60 + Number(read('minute')),
  }
}

const clockText = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** From 1970 to 2100, half of them within hours of a change of daylight saving time. */
const CHANGES = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2026-04-04T15:00Z',
]
const instant = oneof(
  integer({ min: 0, max: 4_102_444_800_000 }),
  record({ change: constantFrom(...CHANGES), off: integer({ min: -10_800_000, max: 10_800_000 }) }).map(
    ({ change, off }) => Date.parse(change) + off,
  ),
)
const zone = oneof(
  constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Cairo'),
  constantFrom(...ZONES),
)

test('hours of the week hold exactly where the clock on the wall reads them', () => {
  const week = record({
    days: uniqueArray(constantFrom(...DAYS), { minLength: 1 }),
    start: nat(1_439),
    end: integer({ min: 1, max: 1_440 }),
  })
  assert(
    property(array(week, { minLength: 1, maxLength: 3 }), zone, instant, (weeks, name, at) => {
      const sound = weeks.filter(({ start, end }) => start !== end)
      const now = wall(name, at)
      const expected = sound.some(({ days, start, end }) => {
        const starts = (day: number) => days.some((word) => DAYS[(day + 7) % 7] === word)
        if (start < end) return starts(now.day) && now.minute >= start && now.minute < end
        return (starts(now.day) && now.minute >= start) || (starts(now.day - 1) && now.minute < end)
      })
      const texts = sound.map(({ days, start, end }) => ({
        [days.join(',')]: `${clockText(start)}-${clockText(end)}`,
      }))
      pre(texts.length > 0)
      expect(hoursOf(texts, name).contains(at)).toBe(expected)
    }),
    { numRuns: 600 },
  )
})

test('dates hold from their first midnight to their last', () => {
  assert(
    property(zone, instant, integer({ min: -3, max: 3 }), nat(4), (name, at, before, length) => {
      const { date } = wall(name, at)
      const iso = (days: number) => new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
      const hours = hoursOf({ dates: `${iso(before)}..${iso(before + length)}` }, name)
      expect(hours.contains(at)).toBe(before <= 0 && before + length >= 0)
    }),
    { numRuns: 600 },
  )
})

test('the wall clock is that of Intl at any instant, also before zones were whole quarters', () => {
  const ever = oneof(
    instant,
    integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
    integer({ min: -5e12, max: 0 }),
  )
  assert(
    property(zone, array(ever, { minLength: 1, maxLength: 4 }), (name, instants) => {
      const { wallMinutes } = zoneClock(name)
      for (const at of instants) {
        const minutes = wallMinutes(at)
        const { minute, day } = wall(name, at)
        expect(((minutes % 1_440) + 1_440) % 1_440).toBe(minute)
        expect((((Math.floor(minutes / 1_440) + 4) % 7) + 7) % 7).toBe(day)
      }
    }),
    { numRuns: 600 },
  )
})

test('around each change of daylight saving time every minute is right', () => {
  for (const name of [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'America/Santiago',
    'Africa/Cairo',
  ]) {
    const { contains } = hoursOf({ daily: ['01:30-02:30', '23:45-00:15'] }, name)
    for (const change of CHANGES) {
      for (let minute = -180; minute < 180; minute += 5) {
        const at = Date.parse(change) + minute * 60_000
        const now = wall(name, at).minute
        expect(contains(at)).toBe((now >= 90 && now < 150) || now >= 1_425 || now < 15)
      }
    }
  }
})
