import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutColours } from '../../src/receive/lines.ts'
import { quarantinedBody } from '../../src/receive/quarantine.ts'
import { unescaped } from '../../src/receive/unescaped.ts'

const text = fc.array(
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b[31m', '\u001b(B', '"', '\\', '\n', '密码')),
)

test('JSON reads as the text it was made of, without colours', () => {
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join('')
      expect(unescaped(JSON.stringify(whole).slice(1, -1)).text).toBe(withoutColours(whole))
    }),
  )
})

test('a stretch of it is a stretch of the original', () => {
  const raw = String.raw`{"msg":"pass\u001b[1mword=\u0041bc\nnext`
  const read = unescaped(raw)
  expect(read.text).toBe('{"msg":"password=Abc\nnext')
  const start = read.text.indexOf('Abc')
  const source = read.source({ start, end: start + 3 })
  expect(raw.slice(source.start, source.end)).toBe(String.raw`\u0041bc`)
})

test('what ends in the middle of an escape, or escapes nothing, is read as well', () => {
  expect(unescaped('a\\').text).toBe('a\\')
  expect(unescaped(String.raw`\u00`).text).toBe('u00')
  expect(unescaped(String.raw`\/\"`).text).toBe('/"')
})

test('a secret that only escapes part is not kept of an unusable body', () => {
  const kept = quarantinedBody(Buffer.from(String.raw`{"msg":"pass\u001b[1mword: Q7XK\u001b[0m2M9P`))
  expect(kept).toBe(String.raw`{"msg":"pass\u001b[1mword: ***`)
})
