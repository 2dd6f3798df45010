import { array, assert, constantFrom, oneof, property, stringMatching, tuple } from 'fast-check'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { compileRegex } from '../../src/rules/match/regex.ts'
import { requiredLiterals } from '../../src/rules/match/regex-literals.ts'

test.each<[string, readonly string[] | null]>([
  ['OutOfMemory|refused', ['outofmemory', 'refused']],
  ['code 137\\b', ['code 137']],
  ['limits? exceeded', [' exceeded']],
  ['colou?r', ['colo']],
  ['abcx*de', ['abc']],
  ['abcx{0,2}de', ['abc']],
  ['abx+cd', ['abx']],
  ['(?:HDFS|S3).*refused', ['refused']],
  ['a\\.b[.]conf', ['conf']],
  ['(a|b)|long', null],
  ['ab|long', null],
  ['long(|x)', ['long']],
  ['[a|b]long', ['long']],
  ['内存long', ['long']],
  ['\\x41bcd', null],
  ['\\Qa(b|c\\Elong', null],
  ['\\pLlong', null],
  ['[[:alpha:]]long', null],
  ['', null],
])('every match of /%s/ holds one of %j', (pattern, literals) => {
  expect(requiredLiterals(pattern)).toEqual(literals)
})

const atom = oneof(
  constantFrom(
    'mask',
    'os',
    'Kill',
    'x',
    '.',
    '\\.',
    '\\d',
    '\\b',
    '[ab]',
    '[^|k]',
    '(os|mask)',
    '(?:kill)',
    '(?i:s)',
    '^',
    '$',
    'ſ',
  ),
  stringMatching(/^[a-z ]{1,5}$/),
)
const pattern = array(tuple(atom, constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '*?')), {
  minLength: 1,
  maxLength: 4,
}).map((atoms) => atoms.map(([text, times]) => (/^[\^$]|\\b/.test(text) ? text : text + times)).join(''))
const patterns = array(pattern, { minLength: 1, maxLength: 3 }).map((all) => all.join('|'))
const text = array(
  oneof(
    constantFrom('mask', 'MASK', 'maſk', 'masK', 'oſ', 'kill', 'KILL', '.', '1', 'x', 'ab', 'ss', ' '),
    stringMatching(/^[a-z ]{0,4}$/),
  ),
  {
    maxLength: 6,
  },
).map((parts) => parts.join(''))

test('a regex finds what RE2 finds, whatever is skipped for speed', () => {
  assert(
    property(patterns, array(text, { minLength: 1, maxLength: 5 }), (written, texts) => {
      const search = compileRegex(`/${written}/`, '') as (text: string) => boolean
      const re2 = RE2JS.compile(written, RE2JS.CASE_INSENSITIVE)
      for (const one of texts) expect([written, one, search(one)]).toEqual([written, one, re2.test(one)])
    }),
    { numRuns: 2_000 },
  )
})
