import { assert, constantFrom, array, property } from 'fast-check'
import { expect, test } from 'vitest'
import { globMatches } from '../../src/rules/match/glob.ts'

test.each([
  ['sales_*', 'sales_eu', true],
  ['sales_*', 'sales_', true],
  ['sales_*', 'sales', false],
  ['*_eu', 'sales_eu', true],
  ['*_eu', 'sales_eu2', false],
  ['v?', 'v1', true],
  ['v?', 'v', false],
  ['v?', 'v12', false],
  ['?', '😀', true],
  ['??', '😀', false],
  ['a.c', 'abc', false],
  ['*', '', true],
  ['?*', '', false],
])('%s on %s: %s', (pattern, text, matches) => {
  expect(globMatches(pattern, text)).toBe(matches)
})

/** The definition, written down without any thought of speed. */
function reference(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return text.length === 0
  if (first === '*') return reference(rest, text) || (text.length > 0 && reference(pattern, text.slice(1)))
  return text.length > 0 && (first === '?' || first === text[0]) && reference(rest, text.slice(1))
}

test('a glob is what its definition says', () => {
  const letters = array(constantFrom('a', 'b', '😀', '.'), { maxLength: 8 })
  const pattern = array(constantFrom('a', 'b', '😀', '*', '?'), { maxLength: 7 })
  assert(
    property(pattern, letters, (wanted, text) => {
      expect(globMatches(wanted.join(''), text.join(''))).toBe(reference(wanted, text))
    }),
    { numRuns: 3_000 },
  )
})

test('many stars on a long text end', () => {
  expect(globMatches(`${'*a'.repeat(20)}*b`, 'a'.repeat(20_000))).toBe(false)
})
