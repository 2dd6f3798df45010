import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellsOf, clipped, padded, wrapped } from '../../src/console/cells.ts'

/** Graphemes with the width that a terminal gives them, written down by hand. */
const WIDTHS: Readonly<Record<string, number>> = {
  a: 1,
  ' ': 1,
  '-': 1,
  é: 1,
  'e\u0301': 1,
  '│': 1,
  ж: 1,
  中: 2,
  '，': 2,
  か: 2,
  한: 2,
  '！': 2,
  𠀀: 2,
  '❌': 2,
  '✅': 2,
  '⚠️': 2,
  '🌊': 2,
  '👩‍💻': 2,
  '🇨🇳': 2,
  '1️⃣': 2,
}
const grapheme = fc.constantFrom(...Object.keys(WIDTHS))
const text = fc.array(grapheme, { maxLength: 60 })
const sum = (parts: readonly string[]): number =>
  parts.reduce((cells, part) => cells + (WIDTHS[part] ?? 0), 0)

test.each(Object.entries(WIDTHS))('%j takes %i cells', (part, cells) => {
  expect(cellsOf(part)).toBe(cells)
})

test('a text takes as many cells as its graphemes together', () => {
  fc.assert(
    fc.property(text, (parts) => {
      expect(cellsOf(parts.join(''))).toBe(sum(parts))
    }),
  )
})

test('wrapped lines fit and lose nothing but blanks', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (parts, width) => {
      const lines = wrapped(parts.join(''), width)
      for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(width)
      expect(lines.join('').replaceAll(' ', '')).toBe(parts.join('').replaceAll(' ', ''))
    }),
  )
})

test('words stay whole where they fit; line breaks and indents stay', () => {
  expect(wrapped('one two three\n    at x', 8)).toEqual(['one two', 'three', '    at x'])
  expect(wrapped('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
  expect(wrapped('构建失败了', 5)).toEqual(['构建', '失败', '了'])
})

test('clipped and padded texts have the width asked for', () => {
  expect(clipped('构建失败', 6)).toBe('构建…')
  expect(clipped('fits', 4)).toBe('fits')
  expect(padded('模型', 6)).toBe('模型  ')
})
