/* oxlint-disable no-control-regex -- control characters are what must not be there */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanCode, cleanLine, cleanText } from '../../src/render/clean.ts'
import { hostileText } from '../support/hostile.ts'

test.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b[1;38;5;196mred\u001b[m', 'red'],
  ['\u001b]8;;https://x\u0007link\u001b]8;;\u001b\\', 'link'],
  ['a\u0000b\u0007c', 'abc'],
  ['one\r\ntwo\rthree\u2028four', 'one\ntwo\nthree\nfour'],
  ['abc\u202egnp.exe', 'abcgnp.exe'],
  ['s\u200bales\ufeff', 'sales'],
  ['bad \ud800 half', 'bad \ufffd half'],
  ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
  ['\u200d\u200e \ufe0f\u3164', ''],
  ['  a  ', 'a'],
])('%j is shown as %j', (text, shown) => {
  expect(cleanText(text)).toBe(shown)
})

test('a line has no line breaks or tabs', () => {
  expect(cleanLine('a\n\n\tb  c\r\nd')).toBe('a b c d')
})

test('code keeps the indent of its first line and loses only empty lines before it', () => {
  expect(cleanCode('\n  \n\tat a.b(C.java:1)\n\tat d\n\n')).toBe('\tat a.b(C.java:1)\n\tat d')
})

test('whatever comes in, nothing that acts unseen comes out, and cleaning twice changes nothing', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const clean of [cleanText, cleanLine, cleanCode]) {
        const shown = clean(text)
        expect(shown).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/,
        )
        expect(shown.isWellFormed()).toBe(true)
        expect(clean(shown)).toBe(shown)
      }
    }),
    { numRuns: 200 },
  )
})
