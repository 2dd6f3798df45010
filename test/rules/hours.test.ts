import { expect, test } from 'vitest'
import { HoursShape } from '../../src/rules/time/hours-shape.ts'
import type { HoursText } from '../../src/rules/time/hours-shape.ts'
import { parseYaml } from '../../src/rules/file/yaml.ts'
import { toTree } from '../../src/rules/file/tree.ts'
import { hoursOf, someHours } from './some-hours.ts'

const holds = (text: HoursText, time: string, zone = 'UTC') => hoursOf(text, zone).contains(Date.parse(time))

// 2026-10-05 is a Monday.
test.each<[HoursText, string, boolean]>([
  [{ daily: '22:00-08:00' }, '2026-10-05T21:59:59.999Z', false],
  [{ daily: '22:00-08:00' }, '2026-10-05T22:00Z', true],
  [{ daily: '22:00-08:00' }, '2026-10-05T07:59:59.999Z', true],
  [{ daily: '22:00-08:00' }, '2026-10-05T08:00Z', false],
  [{ 'mon-fri': '09:00-18:30' }, '2026-10-09T18:29Z', true],
  [{ 'mon-fri': '09:00-18:30' }, '2026-10-10T12:00Z', false],
  [{ weekdays: '9:00-18:30' }, '2026-10-05T09:00Z', true],
  [{ weekends: 'all day' }, '2026-10-10T00:00Z', true],
  [{ weekends: 'all day' }, '2026-10-11T23:59:59.999Z', true],
  [{ weekends: 'all day' }, '2026-10-12T00:00Z', false],
  [{ daily: '00:00-24:00' }, '2026-10-12T23:59Z', true],
  [{ daily: '18:00-24:00' }, '2026-10-12T00:00Z', false],
  [{ sat: '10:00-14:00' }, '2026-10-10T10:00Z', true],
  [{ 'fri-mon': 'all day' }, '2026-10-11T10:00Z', true],
  [{ 'fri-mon': 'all day' }, '2026-10-13T10:00Z', false],
  [{ 'mon, wed-thu': 'all day' }, '2026-10-06T10:00Z', false],
  [{ 'mon, wed-thu': 'all day' }, '2026-10-08T10:00Z', true],
  [{ Monday: 'all day' }, '2026-10-05T10:00Z', true],
  [{ daily: '08:00-12:00, 13:00-17:00' }, '2026-10-05T12:30Z', false],
  [{ daily: ['08:00-12:00', '13:00-17:00'] }, '2026-10-05T13:30Z', true],
  [[{ 'mon-fri': '09:00-18:30' }, { sat: '10:00-14:00' }], '2026-10-10T13:00Z', true],
  [{ 'mon-fri': '09:00-18:30', sat: '10:00-14:00' }, '2026-10-10T13:00Z', true],
  [{ 'mon-fri': '09:00-18:30', sat: '10:00-14:00' }, '2026-10-10T15:00Z', false],
  [{ dates: ['2026-10-01..2026-10-07', '2027-01-01'] }, '2026-10-07T23:59Z', true],
  [{ dates: ['2026-10-01..2026-10-07', '2027-01-01'] }, '2026-10-08T00:00Z', false],
  [{ dates: '2027-01-01' }, '2027-01-01T00:00Z', true],
  [{ dates: '2026-10-10', daily: '09:00-18:00' }, '2026-10-10T08:59Z', false],
  [{ dates: '2026-10-10', daily: '22:00-02:00' }, '2026-10-11T01:59Z', true],
])('%j at %s: %s', (text, time, expected) => {
  expect(holds(text, time)).toBe(expected)
})

test('what runs past midnight belongs to the day it starts on', () => {
  const fridays = { fri: '22:00-06:00' }
  expect(holds(fridays, '2026-10-09T23:00Z')).toBe(true)
  expect(holds(fridays, '2026-10-10T05:59Z')).toBe(true)
  expect(holds(fridays, '2026-10-09T05:59Z')).toBe(false)
})

const noonIn = (day: string) => Date.parse(`${day}T12:00+08:00`)

test('Chinese holidays: working Saturdays are taken out of the weekend', () => {
  const others = {
    makeup: { dates: ['2026-09-27', '2026-10-10'] },
    holidays: { dates: '2026-10-01..2026-10-07' },
  }
  const off = hoursOf({ weekends: 'all day', except: 'makeup' }, 'Asia/Shanghai', others)
  expect(['2026-10-10', '2026-10-17'].map((day) => off.contains(noonIn(day)))).toEqual([false, true])
  const work = hoursOf(
    [
      { 'mon-fri': '09:00-18:30', except: ['holidays'] },
      { dates: ['2026-09-27', '2026-10-10'], daily: '09:00-18:30' },
    ],
    'Asia/Shanghai',
    others,
  )
  expect(
    ['2026-10-05', '2026-10-09', '2026-10-10', '2026-10-11'].map((day) => work.contains(noonIn(day))),
  ).toEqual([false, true, true, false])
})

test('an exception of an exception counts again', () => {
  const others = { a: { daily: '10:00-16:00', except: 'b' }, b: { daily: '12:00-13:00' } }
  const it = hoursOf({ daily: 'all day', except: 'a' }, 'UTC', others)
  const half = [10, 12, 13, 17].map((hour) => Date.parse(`2026-10-05T${hour}:30Z`))
  expect(half.map(it.contains)).toEqual([false, true, false, true])
})

test('where the clock springs forward, an hour that does not exist holds nothing', () => {
  const skipped = hoursOf({ daily: '02:00-03:00' }, 'Europe/Berlin')
  const day = Date.parse('2026-03-28T23:00Z')
  const minutes = Array.from({ length: 23 * 60 }, (_, minute) => day + minute * 60_000)
  expect(minutes.filter((at) => skipped.contains(at))).toEqual([])
  expect(holds({ daily: '02:30-05:00' }, '2026-03-29T01:00Z', 'Europe/Berlin')).toBe(true)
})

test('where the clock falls back, 01:30 and 02:30 hold each time they come', () => {
  const berlin = ['2026-10-24T23:59:59Z', '2026-10-25T00:30Z', '2026-10-25T01:30Z', '2026-10-25T02:00Z']
  expect(berlin.map((time) => holds({ daily: '02:00-03:00' }, time, 'Europe/Berlin'))).toEqual([
    false,
    true,
    true,
    false,
  ])
  const york = ['2026-11-01T05:30Z', '2026-11-01T06:30Z', '2026-11-01T07:30Z']
  expect(york.map((time) => holds({ daily: '01:30-01:31' }, time, 'America/New_York'))).toEqual([
    true,
    true,
    false,
  ])
})

test('each mapping has its own zone; those without take that of the file', () => {
  const text = [{ daily: '09:00-10:00', timezone: 'America/New_York' }, { daily: '09:00-10:00' }]
  expect(holds(text, '2026-10-05T01:30Z', 'Asia/Shanghai')).toBe(true)
  expect(holds(text, '2026-10-05T13:30Z', 'Asia/Shanghai')).toBe(true)
  expect(hoursOf(text, 'Asia/Shanghai').text).toBe(
    '09:00-10:00 daily (America/New_York), 09:00-10:00 daily (Asia/Shanghai)',
  )
})

test('hours say themselves and the time as they see it', () => {
  const sunday = Date.parse('2026-10-03T19:10Z')
  const office = hoursOf([{ 'mon-fri': '09:00-18:30' }, { sat: '10:00-14:00' }], 'Asia/Shanghai')
  expect(office.text).toBe('09:00-18:30 mon-fri, 10:00-14:00 sat (Asia/Shanghai)')
  expect(office.clock(sunday)).toBe('Sun 03:10 (Asia/Shanghai)')
  const dated = hoursOf({ dates: ['2026-10-01..2026-10-07', '2027-01-01'], except: 'x' }, 'UTC', {
    x: { sun: 'all day' },
  })
  expect(dated.text).toBe('2026-10-01..2026-10-07, 2027-01-01 except x (UTC)')
  expect(dated.clock(sunday)).toBe('Sat 2026-10-03 19:10 (UTC)')
})

test('a team names hours of its own file first, then of the root', () => {
  const { hours: outer } = someHours({ nights: { daily: '22:00-06:00' }, office: { daily: '09:00-17:00' } })
  const { hours, problems } = someHours(
    { nights: { daily: '20:00-06:00' }, on: { daily: 'all day', except: ['nights', 'office'] } },
    { outer },
  )
  expect(problems).toEqual([])
  const on = (hour: number) => hours.get('on')?.contains(hour * 3_600_000)
  expect([8, 10, 18, 21].map(on)).toEqual([true, false, true, false])
})

test.each([
  '{ daily: 22:00-08:00 }',
  '{ daily: 9:00-17:00 }',
  '[{ mon-fri: 09:00-18:30 }, { sat: 10:00-14:00 }]',
  '{ weekends: all day, except: makeup-days }',
  '{ dates: [2026-10-01..2026-10-07, 2027-01-01] }',
  '{ dates: 2026-10-01, timezone: Asia/Shanghai }',
])('YAML hands %s over as the texts that stand there', (yaml) => {
  const { document, lines } = parseYaml(`it: ${yaml}\n`)
  const { tree } = toTree(document as NonNullable<typeof document>, lines)
  const parsed = HoursShape.parse((tree as Record<string, unknown>)['it'])
  const written = yaml.match(/\d[\d:.-]+/g) ?? []
  const values = [parsed].flat().flatMap((table) => Object.values(table).flat())
  expect(values).toEqual(expect.arrayContaining(written))
  const { problems } = someHours({ it: parsed, 'makeup-days': { sat: 'all day' } })
  expect(problems).toEqual([])
})
