import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FILTERS, valueText } from '../../src/render/filters.ts'
import type { Language } from '../../src/rules/rules.ts'
import { hostileJson } from '../support/hostile.ts'

const NOW = Date.UTC(2024, 4, 11, 8, 3, 8)
const run = (name: string, value: unknown, language: Language = 'en', ...args: unknown[]): string => {
  const look = { language, timezone: 'Asia/Shanghai', now: NOW }
  return FILTERS[name]?.(value, look, args[0], args[1]) ?? `no filter ${name}`
}

test.each([
  ['duration', 1_834_000, '30m 34s', '30 分 34 秒'],
  ['duration', 3_725_000, '1h 2m', '1 小时 2 分'],
  ['duration', 3_605_000, '1h', '1 小时'],
  ['duration', 180_000_000, '2d 2h', '2 天 2 小时'],
  ['duration', 400, '0.4s', '0.4 秒'],
  ['duration', 0, '0s', '0 秒'],
  ['duration', '61000', '1m 1s', '1 分 1 秒'],
  ['duration', 59_999, '1m', '1 分'],
  ['day', NOW, '11 May 2024', '2024年5月11日'],
  ['day', Date.UTC(2024, 4, 11, 17), '12 May 2024', '2024年5月12日'],
  ['time', NOW, '11 May 2024, 16:03', '2024年5月11日 16:03'],
  ['ago', NOW - 300_000, '5 minutes ago', '5分钟前'],
  ['ago', NOW + 7_200_000, 'in 2 hours', '2小时后'],
  ['bytes', 1536, '1.5 KB', '1.5 KB'],
  ['bytes', 12, '12 B', '12 B'],
  ['number', 1_234_567, '1,234,567', '1,234,567'],
  ['number', 9_223_372_036_854_775_807n, '9,223,372,036,854,775,807', '9,223,372,036,854,775,807'],
])('%s of %s is %s and in Chinese %s', (name, value, en, zh) => {
  expect(run(name, value, 'en')).toBe(en)
  expect(run(name, value, 'zh')).toBe(zh)
})

test.each(Object.keys(FILTERS))('%s of nothing is a dash', (name) => {
  expect(run(name, undefined)).toBe('—')
})

test('what is no date shows as a dash, what is no number as it is', () => {
  expect(run('day', 9_223_372_036_854_775_807n)).toBe('—')
  expect(run('duration', 'soon')).toBe('soon')
})

test('lines are the first or, counted from the end, the last', () => {
  expect(run('lines', 'a\nb\nc', 'en', 2)).toBe('a\nb')
  expect(run('lines', 'a\nb\nc', 'en', -2)).toBe('b\nc')
})

test('truncate keeps whole graphemes and takes its own ending', () => {
  expect(run('truncate', 'ab👩‍👩‍👧‍👦cd', 'en', 8)).toBe('ab…')
  expect(run('truncate', 'abcdef', 'en', 4, '...')).toBe('a...')
})

test('JSON keeps 64-bit integers exact', () => {
  expect(run('json', { rows: 9_223_372_036_854_775_807n })).toBe('{"rows":9223372036854775807}')
})

test('a list is shown by commas, an object as JSON', () => {
  expect(valueText(['a', 1, null])).toBe('a, 1, —')
  expect(valueText({ owner: 'mei' })).toBe('{"owner":"mei"}')
})

test('no filter ever fails, whatever it is given', () => {
  fc.assert(
    fc.property(hostileJson, hostileJson, fc.constantFrom(...Object.keys(FILTERS)), (value, more, name) => {
      expect(typeof run(name, value, 'zh', more, more)).toBe('string')
    }),
    { numRuns: 300 },
  )
})
