import { expect, test } from 'vitest'
import { compileRegex } from '../../src/rules/match/regex.ts'
import { regexSize } from '../../src/rules/match/regex-size.ts'

test.each([
  ['OutOfMemory', 11],
  ['(a|bc)+d?', 4],
  ['a{3}', 3],
  ['(ab){3}c', 7],
  ['((a{10}){10}){10}', 1_000],
  ['(?:x[a-z]{2,5}){4,}', 28],
  ['[]a{9}]{2}\\{7}', 5],
  ['[[:alpha:]x]{5}', 5],
  ['(((a{9}', 9],
])('/%s/ has about %i steps', (pattern, steps) => {
  expect(regexSize(pattern)).toBe(steps)
})

test.each([
  ['a repeat of repeats beyond what RE2 takes', '(a{1000}){1000}'],
  ['three such', '((a{30}){30}){30}'],
  ['many repeats side by side', '[^a]{900}'.repeat(100)],
  ['many repeats of repeats', '((a{10}){10}){10}'.repeat(58)],
])('%s is refused', (_, pattern) => {
  expect(compileRegex(`/${pattern}/`, '')).toMatchObject({ code: 'bad-regex' })
})

test.each([
  ['nested pluses', '(x+x+)+'.repeat(140)],
  ['overlapping alternatives', '(a|b|ab)*'.repeat(100)],
  ['what backtracks elsewhere', '(x|xx)+$'],
  ['nested counted repeats', '(?:[^a]{0,50}){0,19}'],
])('%s end on a long text', (_, pattern) => {
  const search = compileRegex(`/${pattern}\\z(never)/`, '')
  expect(typeof search === 'function' && search('x'.repeat(100_000))).toBe(false)
})
