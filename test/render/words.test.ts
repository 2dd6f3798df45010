import { expect, test } from 'vitest'
import { WORDS } from '../../src/render/words.ts'

const withNumber = (words: Readonly<Record<string, string>>): string[] =>
  Object.keys(words).filter((key) => words[key]?.includes('{n}'))

test('both languages have the same words, none of them empty', () => {
  expect(Object.keys(WORDS.zh)).toEqual(Object.keys(WORDS.en))
  expect(
    [...Object.values(WORDS.en), ...Object.values(WORDS.zh)].filter((word) => word.trim() === ''),
  ).toEqual([])
})

test('what stands for a number stands in both languages', () => {
  expect(withNumber(WORDS.zh)).toEqual(withNumber(WORDS.en))
  expect(withNumber(WORDS.en)).toEqual(['cut', 'more'])
})
