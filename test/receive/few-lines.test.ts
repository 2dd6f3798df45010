import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fewLines } from '../../src/receive/few-lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function some(most: number) {
  const lines: [string, unknown][] = []
  return { lines, write: fewLines((message, fields) => void lines.push([message, fields]), most, 60_000) }
}

test('a flood of one message passes on a few lines, then says how many were left out', () => {
  const { lines, write } = some(3)
  for (let n = 0; n < 1_000; n += 1) write('refused', { n })
  expect(lines).toEqual([0, 1, 2].map((n) => ['refused', { n }]))
  vi.advanceTimersByTime(60_000)
  expect(lines.slice(3)).toEqual([['log lines left out', { of: 'refused', leftOut: 997, periodMs: 60_000 }]])
})

test('what comes after the period is told again', () => {
  const { lines, write } = some(1)
  write('refused', {})
  vi.advanceTimersByTime(60_000)
  write('refused', {})
  expect(lines.map(([message]) => message)).toEqual(['refused', 'refused'])
})

test('a flood of one message does not hide another', () => {
  const { lines, write } = some(2)
  for (let n = 0; n < 100; n += 1) write('refused', {})
  write('quarantined', {})
  expect(lines.map(([message]) => message)).toEqual(['refused', 'refused', 'quarantined'])
})

test('few lines pass as they are, and nothing is said of lines left out', () => {
  const { lines, write } = some(2)
  for (let n = 0; n < 2; n += 1) write('refused', {})
  vi.advanceTimersByTime(120_000)
  expect(lines).toHaveLength(2)
})
