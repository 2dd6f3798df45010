import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cut, head, jsonCost } from '../../src/render/cut.ts'
import { hostileText } from '../support/hostile.ts'

test('a text within the limit stays as it is', () => {
  expect(cut('short', 5, 'en')).toBe('short')
})

test('what was cut is said, in the language', () => {
  const text = 'x'.repeat(20_000)
  expect(cut(text, 100, 'en')).toBe(`${'x'.repeat(78)}… (+19,922 characters)`)
  expect(cut(text, 100, 'zh')).toBe(`${'x'.repeat(84)}…（还有 19,916 个字符）`)
})

test.each([
  ['👩‍👩‍👧‍👦', 11],
  ['🇩🇪', 4],
  ['e\u0301', 2],
  ['❤️', 2],
])('%s is never cut inside', (grapheme, length) => {
  const text = `ab${grapheme}cd`
  for (let kept = 2; kept < 2 + length; kept += 1) expect(head(text, kept)).toBe('ab')
  expect(head(text, 2 + length)).toBe(`ab${grapheme}`)
})

test('a flag is cut between two countries, far from the beginning too', () => {
  expect(head(`a${'🇩🇪'.repeat(8)}`, 1 + 4 * 5 + 2)).toBe(`a${'🇩🇪'.repeat(5)}`)
})

test('a letter with endless accents is cut inside rather than kept whole', () => {
  expect(head(`e${'\u0301'.repeat(1000)}`, 500)).toHaveLength(500)
})

test('a cut text keeps the limit, is well-formed, begins as the whole did, and counts what is missing', () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 0, max: 400 }), fc.boolean(), (text, limit, json) => {
      const whole = text.toWellFormed()
      const cost = json ? jsonCost : (part: string): number => part.length
      const shown = cut(whole, limit, 'en', cost)
      expect(cost(shown)).toBeLessThanOrEqual(limit)
      expect(shown.isWellFormed()).toBe(true)
      if (shown === whole || shown === '') return
      const [, kept = '', missing = ''] = /^([^]*)… \(\+([\d,]+) characters\)$/.exec(shown) ?? []
      expect(whole.startsWith(kept)).toBe(true)
      expect(kept.length + Number(missing.replaceAll(',', ''))).toBe(whole.length)
    }),
    { numRuns: 300 },
  )
})
