import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { closeJson } from '../../src/receive/cut-json.ts'

const closed = (text: string): string => closeJson(Buffer.from(text)).toString()

test.each([
  ['{"a":"bc', '{"a":"bc"}'],
  ['{"a":"b\\', '{"a":"b"}'],
  ['{"a":"b\\\\', '{"a":"b\\\\"}'],
  ['{"a":"b\\u00', '{"a":"b"}'],
  ['{"a":"b\\u00e4', '{"a":"b\\u00e4"}'],
  ['{"a":"\\"', '{"a":"\\""}'],
  ['{"a":{"b":["c', '{"a":{"b":["c"]}}'],
  ['{"a":1,"b', '{"a":1}'],
  ['{"a":1,"b"', '{"a":1}'],
  ['{"a":1,"b":', '{"a":1}'],
  ['{"a":1,"b":12', '{"a":1}'],
  ['{"a":[1,2', '{"a":[1]}'],
  ['{"a":[{"b":1}', '{"a":[{"b":1}]}'],
  ['{', '{}'],
])('%j becomes %j', (cut, whole) => {
  expect(closed(cut)).toBe(whole)
})

test('a cut through a character leaves the ones before it', () => {
  const bytes = Buffer.from('{"a":"x密😀')
  const results = Array.from({ length: 8 }, (_, at) =>
    closeJson(bytes.subarray(0, bytes.length - at)).toString(),
  )
  expect(results).toEqual(
    ['x密😀', 'x密', 'x密', 'x密', 'x密', 'x', 'x', 'x'].map((text) => `{"a":"${text}"}`),
  )
})

test('any beginning of a JSON object becomes JSON that says no more than the whole', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (object, share) => {
        const bytes = Buffer.from(JSON.stringify(object))
        const cut = bytes.subarray(0, Math.max(1, Math.floor(bytes.length * share)))
        const result = JSON.parse(closeJson(cut).toString()) as Record<string, unknown>
        expect(Object.keys(result).every((key) => Object.hasOwn(object, key))).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})
