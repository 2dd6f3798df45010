import { expect, test } from 'vitest'
import { parseDuration, parsePace } from '../../src/rules/time/durations.ts'

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['1h30m', 5_400_000],
  ['1h 30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['1d', 86_400_000],
  ['30M', 1_800_000],
])('%s is a duration', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each(['', '30', 'm', '30 minutes', '-5m', '30m1h', '1h1h', '1h-30m', '> 30m', `${'9'.repeat(400)}h`])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull()
  },
)

test.each([
  ['1 per 1s', 1_000],
  ['30 per 1m', 2_000],
  ['3 per 1s', 334],
  ['1 per 500ms', 500],
  ['none', 0],
])('%s is a pace', (text, ms) => {
  expect(parsePace(text)).toBe(ms)
})

test.each(['', '1', '1s', '0 per 1s', '1 per', '1 per s', '1 per 0s', '1 per 48h', '-1 per 1s', 'None'])(
  '%j is no pace',
  (text) => {
    expect(parsePace(text)).toBeNull()
  },
)
