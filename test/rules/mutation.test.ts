import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { array, assert, constantFrom, integer, nat, oneof, property, string, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { loadRules } from '../../src/rules/load.ts'

const SHIPPED = readFileSync(resolve(import.meta.dirname, '../../rules.yaml'), 'utf8')
const ALL = `${SHIPPED}
# every kind of value
`.replace(
  'rules:\n',
  'rules:\n  - { name: x, when: [{ tag.a: "/a|b/", rows: { over: 1, under: 2h } }], unless: &a { msg: ["v?", 007] }, send: [ops] }\n',
)

const scraps = constantFrom(
  '#',
  ' #',
  '!',
  '*',
  '&a',
  '*a',
  '>',
  '> 30m',
  '|',
  '@',
  '`',
  '%',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  ': ',
  '：',
  '，',
  '-',
  '- ',
  '?',
  '? ',
  '\t',
  '\n',
  '\r',
  '\n  ',
  '  ',
  '\0',
  '\u00a0',
  '\u3000',
  '\ufeff',
  '\ud800',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '<<: *a',
  '~',
  'null',
  '/',
  '\\',
  '\\b',
  '__proto__: 1\n',
  'when:',
  '1e999',
  '0x1f',
  'xoxb-123456-abcdef',
)
const mutation = tuple(nat(), integer({ min: 0, max: 12 }), oneof(scraps, string({ maxLength: 4 })))

function mutate(text: string, [at, cut, insert]: readonly [number, number, string]): string {
  const from = at % (text.length + 1)
  return text.slice(0, from) + insert + text.slice(from + cut)
}

test('whatever becomes of the text, loading never throws, and each refusal has a line of the file', () => {
  assert(
    property(array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const text = mutations.reduce(mutate, ALL)
      const { rules, problems } = loadRules(text, 'rules.yaml')
      const errors = problems.filter(({ severity }) => severity === 'error')
      expect(rules === null).toBe(errors.length > 0)
      const lines = text.split('\n')
      const lost = problems.filter(({ line = 0, column = 0, message }) => {
        const length = lines[line - 1]?.length ?? -1
        return message === '' || column < 1 || column > length + 1
      })
      expect(lost).toEqual([])
    }),
    { numRuns: 1_500 },
  )
})

test('a text of scraps never throws', () => {
  assert(
    property(array(scraps, { maxLength: 30 }), (parts) => {
      expect(loadRules(parts.join(''), 'rules.yaml').rules).toBeNull()
    }),
    { numRuns: 1_000 },
  )
})
