import { array, assert, constant, constantFrom, oneof, property, record, stringMatching } from 'fast-check'
import { expect, test } from 'vitest'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, rulesOf } from './a-rules-file.ts'
import type { Json } from '../../src/receive/event.ts'
import { parseExact, stringifyExact } from '../../src/receive/json.ts'

/** One matcher as its author wrote it, and the meaning the spec gives it, written down without thought of speed. */
type Written =
  | string
  | number
  | bigint
  | boolean
  | Written[]
  | { not?: Written; over?: number; under?: number; present?: true }

function means(written: Written, value: Json | undefined): boolean {
  if (Array.isArray(written)) return written.some((one) => means(one, value))
  if (typeof written === 'object') {
    const { not, over, under, present } = written
    const numbers = items(value).flatMap(numberOf)
    return (
      (not === undefined || !means(not, value)) &&
      (over === undefined || numbers.some((number) => number > over)) &&
      (under === undefined || numbers.some((number) => number < under)) &&
      (present === undefined || !['', '[]', '{}'].includes(asText(value)))
    )
  }
  const text = String(written)
  return items(value).some((item) => fits(text, item))
}

function numberOf(text: string): (number | bigint)[] {
  if (/^-?\d+$/.test(text)) return [BigInt(text)]
  return /^-?\d+\.\d+$/.test(text) ? [Number(text)] : []
}

function asText(value: Json | undefined): string {
  if (value === undefined || value === null || value === '') return ''
  return typeof value === 'object' ? stringifyExact(value) : String(value)
}

function items(value: Json | undefined): string[] {
  const all = Array.isArray(value) ? (value as Json[]) : [value ?? null]
  return all.flatMap((item) => (item === null || typeof item === 'object' ? [] : [String(item)]))
}

function fits(wanted: string, text: string): boolean {
  if (wanted.startsWith('/')) return new RegExp(wanted.slice(1, -1), 'iu').test(text)
  const pattern = wanted
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]')
  return new RegExp(`^(?:${pattern})$`, 'iu').test(text)
}

const word = constantFrom(
  'a',
  'A',
  'ab',
  'abc',
  'b.c',
  '表',
  '1',
  '20',
  'true',
  'a*',
  '*',
  '?b',
  '/a.?c/',
  '/^b|2/',
  '/表$/',
)
const scalar = oneof(word, constantFrom<Written>(0, 1, 20, true, false, 9_223_372_036_854_775_807n))
const oneOrMore = oneof(scalar, array(scalar, { minLength: 1, maxLength: 3 }))
const written = oneof(
  oneOrMore,
  record({ not: oneOrMore, present: constant(true as const) }, { requiredKeys: ['not'] }),
  record({ over: constantFrom(0, 1, 20), under: constantFrom(1, 20, 21) }, { requiredKeys: ['over'] }),
  record({ present: constant(true as const) }),
)
const single = oneof(
  constantFrom<Json>(
    null,
    '',
    'a',
    'ABC',
    'b.c',
    'bxc',
    '表',
    '数据表',
    '20',
    0,
    1,
    20,
    0.5,
    true,
    9_223_372_036_854_775_807n,
  ),
  stringMatching(/^[abc.]{0,4}$/),
  constant<Json>({ owner: 'a' }),
)
const value = oneof(single, array(single, { maxLength: 3 }), constant<Json>({}), constant<Json>({ a: 1 }))

test('a compiled matcher says what the plain meaning of the written one says', () => {
  assert(
    property(written, value, (matcher, tag) => {
      const file = aRulesFile(`  - name: A\n    when: ${stringifyExact({ tag: matcher })}\n    send: ops`)
      const event = anEvent({ tag: parseExact(stringifyExact(tag)) })
      expect(rulesOf(file).match(event).routes.length > 0).toBe(means(matcher, tag))
    }),
    { numRuns: 2_000 },
  )
})
