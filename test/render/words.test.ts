import { expect, test } from 'vitest'
import { WORDS } from '../../src/render/words.ts'

const withPlace = (place: string, words: Readonly<Record<string, string>>): string[] =>
  Object.keys(words).filter((key) => words[key]?.includes(place))

test('both languages have the same words, none of them empty', () => {
  expect(Object.keys(WORDS.zh)).toEqual(Object.keys(WORDS.en))
  expect(
    [...Object.values(WORDS.en), ...Object.values(WORDS.zh)].filter((word) => word.trim() === ''),
  ).toEqual([])
})

test.each([
  ['{n}', ['left_out', 'cut', 'more']],
  ['{time}', ['recovered', 'failed_again', 'paused_after', 'discarded_after']],
])('%s stands in both languages', (place, words) => {
  expect(withPlace(place, WORDS.zh)).toEqual(withPlace(place, WORDS.en))
  expect(withPlace(place, WORDS.en)).toEqual(words)
})
