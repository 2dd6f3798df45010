import { describe, expect, test } from 'vitest'
import { hasSecretShape, replaceSecretShapes, SECRET_SHAPES } from '../src/secret-shapes.ts'
import { LOOK_ALIKES } from './support/look-alikes.ts'
import { PLANTED_SECRETS, type PlantedSecret } from './support/planted-secrets.ts'

// Put together here, so that no scanner takes the test itself for a leak.
const AWS = ['AKIA', 'IOSFODNN7EXAMPLE'].join('')
const JWT = ['eyJhbGciOiJIUzI1NiIsInR5cCI6', 'eyJzdWIiOiIxIn0', 'c2ln'].join('.')
const HOOK = ['https://hooks.slack.com', 'services', 'T00000000', 'B00000000', 'abcdefghijkl'].join('/')
const stars = (secret: string): string => '*'.repeat(secret.length)

function found(shape: RegExp): readonly PlantedSecret[] {
  return PLANTED_SECRETS.filter(({ text }) => text.search(shape) !== -1)
}

describe('a secret that is known by its shape', () => {
  test('is never missed by the quick search', () => {
    expect(SECRET_SHAPES.filter(({ shape }) => found(shape).length === 0).map(({ what }) => what)).toEqual([])
    const missed = SECRET_SHAPES.flatMap(({ shape }) => found(shape)).filter(
      ({ text }) => !hasSecretShape(text),
    )
    expect(missed.map(({ name }) => name)).toEqual([])
  })

  test('is replaced, and what stands around it stays', () => {
    expect(replaceSecretShapes(`a ${AWS} b ${JWT} c`, () => '***')).toBe('a *** b *** c')
    expect(replaceSecretShapes(`go to ${HOOK}, now`, () => '***')).toBe(
      'go to https://hooks.slack.com/*** now',
    )
    expect(replaceSecretShapes('nothing here', () => '***')).toBe('nothing here')
  })

  test('keeps its length in stars', () => {
    const text = `a ${AWS} b ${HOOK}`
    expect(replaceSecretShapes(text, stars)).toHaveLength(text.length)
  })

  test('begins a word, also behind an escape of JSON', () => {
    expect(hasSecretShape(`x ${AWS}`)).toBe(true)
    expect(replaceSecretShapes(String.raw`"line\n` + AWS, () => '***')).toBe(String.raw`"line\n***`)
    expect(replaceSecretShapes(`x${AWS}`, () => '***')).toBe(`x${AWS}`)
    expect(replaceSecretShapes(`Primary${JWT}`, () => '***')).toBe(`Primary${JWT}`)
    // The one behind it is found all the same.
    expect(replaceSecretShapes(`x${AWS} ${AWS}`, () => '***')).toBe(`x${AWS} ***`)
  })

  test.each(LOOK_ALIKES)('is not this: %s', (text) => {
    expect(replaceSecretShapes(text, () => '***')).toBe(text)
  })
})

test('every shape is found as often as it stands there, and four give access to a chat', () => {
  expect(SECRET_SHAPES.filter(({ shape }) => shape.flags !== 'g')).toEqual([])
  expect(SECRET_SHAPES.filter(({ chat }) => chat).map(({ what }) => what)).toEqual([
    'Slack token',
    'Slack webhook URL',
    'Discord webhook URL',
    'Discord bot token',
  ])
})
