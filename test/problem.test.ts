import { expect, test } from 'vitest'
import { frame } from '../src/problem.ts'

const problem = { severity: 'error', code: 'x', message: 'm', file: 'f', line: 1 } as const

test('the caret stands under its text, also behind characters that take two cells', () => {
  const drawn = frame({ ...problem, column: 5, length: 3 }, '规则: abc 值')
  expect(drawn.split('\n').slice(1)).toEqual(['  |', '1 | 规则: abc 值', '  |       ^^^'])
  expect(frame({ ...problem, column: 9, length: 1 }, '规则: abc 值').split('\n')[3]).toBe(
    `  | ${' '.repeat(10)}^^`,
  )
})

test('a line that fits is shown whole, a longer one around its caret', () => {
  const short = `${'a'.repeat(90)}X`
  expect(frame({ ...problem, column: 91 }, short)).toContain(short)
  const long = `${'a'.repeat(500)}X${'b'.repeat(500)}`
  const [, , shown = '', carets = ''] = frame({ ...problem, column: 501 }, long).split('\n')
  expect(shown.length).toBeLessThan(110)
  expect(shown.charAt(carets.indexOf('^'))).toBe('X')
})
