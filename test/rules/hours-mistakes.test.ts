import { array, assert, constantFrom, dictionary, oneof, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { HoursShape } from '../../src/rules/time/hours-shape.ts'
import type { HoursText } from '../../src/rules/time/hours-shape.ts'
import { someHours } from './some-hours.ts'

test.each<[HoursText, string, string, string]>([
  [{ daily: '22-8' }, 'it.daily', 'bad-times', 'write 22:00-08:00'],
  [{ daily: '9am - 5:30pm' }, 'it.daily', 'bad-times', 'write 09:00-17:30'],
  [{ daily: '09:00–17:00' }, 'it.daily', 'bad-times', 'write 09:00-17:00'],
  [{ daily: '9:00' }, 'it.daily', 'bad-times', 'write a range such as 22:00-08:00, or all day'],
  [
    { daily: '22:00-24:30' },
    'it.daily',
    'bad-times',
    'times go from 00:00 to 23:59; a range may end at 24:00',
  ],
  [
    { daily: '24:00-08:00' },
    'it.daily',
    'bad-times',
    'times go from 00:00 to 23:59; a range may end at 24:00',
  ],
  [
    { daily: '08:60-09:00' },
    'it.daily',
    'bad-times',
    'times go from 00:00 to 23:59; a range may end at 24:00',
  ],
  [{ daily: '08:00-08:00' }, 'it.daily', 'bad-times', 'give it two different ends, or write all day'],
  [{ daily: '00:00-00:00' }, 'it.daily', 'bad-times', 'for the whole day, write all day'],
  [
    { daily: ['08:00-09:00', 'x'] },
    'it.daily.1',
    'bad-times',
    'write a range such as 22:00-08:00, or all day',
  ],
  [{ weekend: 'all day' }, 'it.weekend', 'bad-days', 'did you mean "weekends"?'],
  [{ zone: 'Asia/Shanghai', daily: 'all day' }, 'it.zone', 'bad-days', ''],
  [{ 'mon-fry': 'all day' }, 'it.mon-fry', 'bad-days', 'did you mean "mon-fri"?'],
  [{ dates: '2026-02-30' }, 'it.dates', 'bad-dates', '2026-02 has 28 days'],
  [{ dates: '2026-01-01..2028-02-30' }, 'it.dates', 'bad-dates', '2028-02 has 29 days'],
  [{ dates: '2026-30-09' }, 'it.dates', 'bad-dates', 'dates are written year-month-day: 2026-10-01'],
  [{ dates: ['2026-10-07..2026-10-01'] }, 'it.dates.0', 'bad-dates', 'write 2026-10-01..2026-10-07'],
  [{ dates: '2026-10-01 - 2026-10-07' }, 'it.dates', 'bad-dates', 'write 2026-10-01..2026-10-07'],
  [{ dates: '2026/10/01' }, 'it.dates', 'bad-dates', 'write 2026-10-01'],
  [
    { dates: '10-01' },
    'it.dates',
    'bad-dates',
    'write the year too, or a range such as 2026-10-01..2026-10-07',
  ],
  [
    { dates: '2026-10-01', weekends: 'all day' },
    'it.weekends',
    'mixed-days',
    'put them in a list, which means either: [{ weekends: … }, { dates: … }]',
  ],
  [{ daily: 'all day', sat: '10:00-14:00' }, 'it.sat', 'double-day', ''],
  [{ timezone: 'Asia/Shanghai' }, 'it', 'empty-value', 'write daily: all day for every hour of the week'],
  [
    { daily: 'all day', timezone: 'Asia/Beijing' },
    'it.timezone',
    'unknown-timezone',
    'China is Asia/Shanghai',
  ],
  [[{ daily: 'all day', except: ['offce'] }], 'it.0.except.0', 'unknown-hours', 'did you mean "office"?'],
  [{ daily: 'all day', except: 'it' }, 'it.except', 'hours-cycle', 'take one of these exceptions out'],
])('%j is wrong at %s: %s', (text, path, code, help) => {
  const { problems } = someHours({ it: text, office: { daily: '09:00-17:00' } })
  expect(problems.map((problem) => [problem.path.slice(1).join('.'), problem.code])).toEqual([[path, code]])
  expect(problems[0]?.help ?? '').toContain(help)
})

test('a circle of exceptions is told once, with its way', () => {
  const { problems, hours } = someHours({
    a: { daily: 'all day', except: 'b' },
    b: { daily: 'all day', except: ['c'] },
    c: { daily: 'all day', except: 'a' },
  })
  expect(problems).toMatchObject([
    { path: ['hours', 'c', 'except'], message: 'these hours except themselves: a → b → c → a' },
  ])
  expect([...hours.keys()].sort()).toEqual(['a', 'b', 'c'])
})

test('a chain of exceptions without end is refused, whatever its length', () => {
  const texts = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, n) => [`h${n}`, { daily: 'all day', except: `h${n + 1}` }]),
  )
  const { problems } = someHours({ ...texts, h5000: { daily: 'all day' } })
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['hours-depth']))
})

test('whatever stands under hours is compiled or told of, never thrown', () => {
  const parts = constantFrom(
    '22:00',
    '-',
    '2026-10-01',
    '..',
    ',',
    'mon',
    'all day',
    ' ',
    '9',
    ':',
    '–',
    '30',
  )
  const text = oneof(
    string(),
    array(parts, { maxLength: 6 }).map((all) => all.join('')),
  )
  const one = dictionary(
    oneof(text, constantFrom('daily', 'dates', 'except', 'timezone')),
    oneof(text, array(text, { minLength: 1 })),
  )
  assert(
    property(one, (table) => {
      const parsed = HoursShape.safeParse(table)
      const { hours } = someHours({ it: parsed.success ? parsed.data : { daily: 'all day' } })
      expect(hours.get('it')?.contains(0)).toBeTypeOf('boolean')
    }),
    { numRuns: 500 },
  )
})

test('a name whose entry is wrong is no unknown name', () => {
  const { problems } = someHours({ a: { daily: 'all day', except: 'b' } }, { flawed: ['hours.b'] })
  expect(problems).toEqual([])
})
