import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FILTERS } from '../../src/render/filters.ts'
import { VARIABLES_OF } from '../../src/render/variables.ts'
import { FIELDS } from '../../src/rules/fields.ts'
import { whenOf } from '../rules/a-rules-file.ts'
import { anEvent } from '../support/an-event.ts'
import { FILTER_EXAMPLES } from './filters.ts'
import { namesOfParts, unaligned, withParts } from './marked.ts'
import { MATCHER_FORMS } from './matcher-forms.ts'
import { allParts, DOCUMENTS } from './parts.ts'
import { DIGEST_VARIABLES, EVENT_VARIABLES } from './variables.ts'

const parts = allParts()
const texts = DOCUMENTS.map((path) => readFileSync(path, 'utf8'))

test('the documents are current: npm run docs', () => {
  for (const text of texts) expect(unaligned(withParts(text, parts))).toBe(unaligned(text))
})

test('every part stands in a document, and none is empty', () => {
  const shown = new Set(texts.flatMap(namesOfParts))
  expect([...shown].toSorted()).toEqual(Object.keys(parts).toSorted())
  for (const part of Object.values(parts)) expect(part.split('\n').length).toBeGreaterThan(5)
})

test('a part that nothing makes is a mistake', () => {
  expect(() => withParts('<!-- begin other -->\n\n<!-- end other -->', parts)).toThrow('"other"')
})

describe.each(MATCHER_FORMS)('$written', ({ written, field, fits, fitsNot }) => {
  const { match } = whenOf(`{ ${field}: ${written} }`)
  const channelsFor = (value: string | number | null) => match(anEvent({ [field]: value })).routes

  test.each(fits)('fits %s', (value) => {
    expect(channelsFor(value)).toHaveLength(1)
  })
  test.each(fitsNot)('does not fit %s', (value) => {
    expect(channelsFor(value)).toHaveLength(0)
  })
})

test('every filter has an example, every variable a sentence', () => {
  expect(Object.keys(FILTER_EXAMPLES).toSorted()).toEqual(Object.keys(FILTERS).toSorted())
  const ofEvent = [...VARIABLES_OF.event.all].filter((name) => !FIELDS.has(name))
  expect(Object.keys(EVENT_VARIABLES).toSorted()).toEqual(ofEvent.toSorted())
  expect(Object.keys(DIGEST_VARIABLES).toSorted()).toEqual([...VARIABLES_OF.digest.all].toSorted())
})
