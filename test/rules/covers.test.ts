import { expect, test } from 'vitest'
import { covers, impossible } from '../../src/rules/lint/covers.ts'
import { globCovers, globsMeet } from '../../src/rules/lint/covers-globs.ts'
import type { ConditionText } from '../../src/rules/file/schema.ts'
import { conditionOf } from './a-condition.ts'

const YES: readonly (readonly [wide: ConditionText | null, narrow: ConditionText | null])[] = [
  [null, { job_state: 'ERROR' }],
  [{ project: '*' }, null],
  [{ job_state: 'error' }, { job_state: 'ERROR', project: 'a' }],
  [{ project: ['a', 'b', 'c'] }, { project: ['B', 'a'] }],
  [{ project: 'sales_*' }, { project: 'sales_eu_*' }],
  [{ project: 'sales_*' }, { project: ['sales_eu', 'sales_?'] }],
  [{ project: '/sales/' }, { project: 'sales_eu' }],
  [{ project: '/sales|crm/' }, { project: ['sales_*', '/old_crm/'] }],
  [{ project: '/^s.*s$/' }, { project: '/^s.*s$/' }],
  [{ project: { not: 'a' } }, { project: { not: ['a', 'b'] } }],
  [{ project: { not: 'crm_*' } }, { project: 'sales' }],
  [{ duration: { over: '30m' } }, { duration: { over: '1h' } }],
  [{ duration: { over: 10 } }, { duration: { over: 10, under: 20 } }],
  [{ duration: { under: '1h' } }, { duration: [5, 10] }],
  [{ tag: { present: true } }, { tag: 'nightly' }],
  [{ tag: { present: true } }, { tag: { over: 5 } }],
  [{ tag: { not: 'a' } }, { tag: { not: 'a*', present: true } }],
  [[{ job_state: 'ERROR' }, { job_state: 'PAUSED' }], { job_state: ['PAUSED', 'ERROR'] }],
  [{ job_type: ['META', 'ROUTINE'] }, { job_type: 'META', project: 'a' }],
  [{ project: 'a' }, { project: { not: '*' } }],
]

test.each(YES)('%j covers %j', (wide, narrow) => {
  expect(covers(conditionOf(wide), conditionOf(narrow))).toBe(true)
})

const NO: readonly (readonly [wide: ConditionText | null, narrow: ConditionText | null, why: string])[] = [
  [{ job_state: 'ERROR' }, null, 'others come too'],
  [{ project: 'sales_*' }, { project: 'sales' }, 'it lacks the _'],
  [{ project: 'sales_eu_*' }, { project: 'sales_*' }, 'it is the narrower one'],
  [{ tag: { not: 'b' } }, { tag: 'a' }, 'a list may hold both'],
  [{ index_ids: { under: 10 } }, { index_ids: [5, 20] }, 'a list may hold the other'],
  [{ error_code: 'KE-*' }, { error_code: { not: 'KE-1' } }, 'not holds where there is none'],
  [null, { job_type: 'META' }, 'housekeeping must be asked for'],
  [{ job_type: '*' }, { housekeeping: true }, 'a pattern does not ask for housekeeping'],
  [{ job_type: 'META' }, { housekeeping: true, project: 'a' }, 'there are other such jobs'],
  [{ housekeeping: true }, { job_type: 'META' }, 'to Kylin, meta would be another type'],
  [{ project: '/(?-i)EU/' }, { project: 'EU' }, 'this regex tells cases apart'],
  [{ tag: '/\\bk/' }, { tag: 'k' }, 'to \\b the Kelvin sign is no letter'],
  [{ tag: '/i\u0307/' }, { tag: 'i\u0307' }, 'İ is that in lower case, but not to RE2'],
  [{ tag: '/i/' }, { tag: '*i*' }, 'İ again'],
  [{ tag: '?*' }, { tag: '/a?/' }, 'the regex takes an empty text'],
  [{ tag: { present: true } }, { tag: '*' }, 'the pattern takes an empty text'],
  [{ tag: '/sales_eu/' }, { tag: '/sales|crm/' }, 'it is the narrower one'],
]

test.each(NO)('%j does not cover %j: %s', (wide, narrow) => {
  expect(covers(conditionOf(wide), conditionOf(narrow))).toBe(false)
})

test.each<ConditionText>([
  { duration: { over: '2h', under: '1h' } },
  { duration: { over: 5, under: 5 } },
  { tag: { not: '*', over: 5 } },
  { project: { not: '*' } },
  { project: '' },
  [{ project: { not: '?*' } }, { duration: { over: 9, under: 1 } }],
  { housekeeping: { not: false } },
  { housekeeping: true, job_type: 'INDEX_BUILD' },
])('nothing matches %j', (when) => {
  expect(impossible(conditionOf(when))).toBe(true)
})

test.each<ConditionText>([
  { index_ids: { over: 10, under: 5 } },
  { tag: { over: 10, under: 5 } },
  { tag: { not: '*', present: true } },
  [{ project: '' }, { project: 'a' }],
  { housekeeping: true, job_type: 'META' },
])('something may match %j', (when) => {
  expect(impossible(conditionOf(when))).toBe(false)
})

test.each([
  ['*?', '?*', true],
  ['?*', '*a*', true],
  ['*a*b*', 'xa?b', true],
  ['*a*', '*b*', false],
  ['a*b*c', 'a*c', false],
  ['*', '', true],
  ['?', '😀', true],
  ['??', '😀', false],
])('the pattern %s covers %s: %s', (wide, narrow, yes) => {
  expect(globCovers(wide, narrow)).toBe(yes)
})

test.each([
  ['a*', '*b', true],
  ['a*', 'b*', false],
  ['?', '', false],
  ['*a?', 'ba', false],
  ['*', '', true],
])('the patterns %s and %s can fit one text: %s', (one, other, yes) => {
  expect(globsMeet(one, other)).toBe(yes)
  expect(globsMeet(other, one)).toBe(yes)
})

test('patterns that nobody writes end too, and are not said to cover', () => {
  const stars = 'a*?b*'.repeat(400)
  expect(globCovers(`${stars}c`, `${stars}??d`)).toBe(false)
})
