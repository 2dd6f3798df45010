import { expect, test } from 'vitest'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, problemsOf, whenOf } from './a-rules-file.ts'
import type { Json } from '../../src/receive/event.ts'

const CASES: readonly (readonly [when: string, event: Record<string, Json>, matches: boolean])[] = [
  ['{ project: sales }', { project: 'Sales' }, true],
  ['{ project: sales }', { project: 'sales_eu' }, false],
  ['{ project: [a, sales] }', { project: 'sales' }, true],
  ['{ project: [a, "s*"] }', { project: 'SALES' }, true],
  ['{ project: sales_* }', { project: 'sales_eu' }, true],
  ['{ project: v? }', { project: 'v12' }, false],
  ['{ project: /les/ }', { project: 'SALES_eu' }, true],
  ["{ project: '/^les/' }", { project: 'sales' }, false],
  ["{ msg: '/a.c|refused/' }", { msg: 'Connection REFUSED' }, true],
  ["{ msg: '/行数/' }", { msg: '实际行数不符' }, true],
  ['{ project: { not: sales } }', { project: 'sales' }, false],
  ['{ project: { not: [sales, "*_test"] } }', { project: 'crm_test' }, false],
  ['{ project: { not: [sales, "*_test"] } }', { project: 'crm' }, true],
  ['{ error_code: { not: KE-1 } }', {}, true],
  ['{ error_code: { not: KE-1 } }', { error_code: null }, true],
  ['{ error_code: KE-1 }', { error_code: null }, false],
  ['{ tag: nightly }', { tag: ['daily', 'Nightly'] }, true],
  ['{ tag: { not: nightly } }', { tag: ['daily', 'nightly'] }, false],
  ['{ tag.owner: amy }', { tag: { owner: 'amy' } }, true],
  ['{ tag.owner: amy }', { tag: 'amy' }, false],
  ['{ tag.a.b: [1] }', { tag: { a: { b: [2, 1] } } }, true],
  ['{ tag: amy }', { tag: { owner: 'amy' } }, false],
  ['{ tag: { present: true } }', { tag: { owner: 'amy' } }, true],
  ['{ tag: { present: true } }', { tag: '' }, false],
  ['{ tag: { present: true } }', { tag: [] }, false],
  ['{ tag: { present: true } }', { tag: {} }, false],
  ['{ tag: { present: true } }', { tag: 0 }, true],
  ['{ tag: { present: true } }', { tag: false }, true],
  ['{ tag: "" }', { tag: '' }, true],
  ['{ code: 999 }', { code: '999' }, true],
  ['{ code: 007 }', { code: '007' }, true],
  ['{ code: 007 }', { code: '7' }, false],
  ['{ tag: 9223372036854775807 }', { tag: 9_223_372_036_854_775_807n }, true],
  ['{ tag: 9223372036854775807 }', { tag: 9_223_372_036_854_775_806n }, false],
  ['{ tag.retry: true }', { tag: { retry: true } }, true],
  ['{ index_ids: 20000000001 }', { index_ids: [1, 20_000_000_001] }, true],
  ['{ duration: { over: 30m } }', { duration: 1_800_000 }, false],
  ['{ duration: { over: 30m } }', { duration: 1_800_001 }, true],
  ['{ duration: { under: 2h } }', { duration: 7_199_999 }, true],
  ['{ duration: { over: 1h30m, under: 2h } }', { duration: 6_000_000 }, true],
  ['{ duration: { over: 1h30m, under: 2h } }', { duration: 7_200_000 }, false],
  ['{ duration: { over: 500 } }', { duration: 501 }, true],
  ['{ rows: { over: 9007199254740993 } }', { rows: 9_007_199_254_740_993n }, false],
  ['{ rows: { over: 9007199254740993 } }', { rows: 9_007_199_254_740_994n }, true],
  ['{ rows: { under: 9007199254740993 } }', { rows: 9_007_199_254_740_992 }, true],
  ['{ rows: { over: 0 } }', { rows: null }, false],
  ['{ rows: { over: 1.5 } }', { rows: 2 }, true],
  ['{ tag.retries: { over: 2 } }', { tag: { retries: '3' } }, true],
  ['{ tag: { over: 2 } }', { tag: 'many' }, false],
  ['{ cluster: prod }', { cluster: 'PROD' }, true],
  ['{ cause: { present: true } }', { cause: '' }, false],
  ['[{ project: a }, { project: b }]', { project: 'b' }, true],
  ['[{ project: a }, { project: b }]', { project: 'c' }, false],
  ['[{ project: a, job_state: ERROR }]', { project: 'a', job_state: 'PAUSED' }, false],
  ['{ tag.constructor: x }', { tag: {} }, false],
]

test.each(CASES)('%s on %o: %s', (when, event, matches) => {
  expect(whenOf(when).match(anEvent(event)).routes).toHaveLength(matches ? 1 : 0)
})

test('a field of a megabyte is searched in one go, also with a pattern that backtracks elsewhere', () => {
  const rules = whenOf(`{ stacktrace: '/(x+x+)+y|physical memory limits/' }`)
  const noise = 'x'.repeat(500_000)
  expect(rules.match(anEvent({ stacktrace: noise })).routes).toEqual([])
  expect(rules.match(anEvent({ stacktrace: `${noise} physical memory limits` })).routes).toHaveLength(1)
})

test.each([
  ["project: 'sales_.*'", "write a regex between slashes, in single quotes: '/sales_.*/'"],
  ["project: '^sales'", "write a regex between slashes, in single quotes: '/^sales/'"],
  ["project: 'a|b'", 'for any of several, write [a, b]'],
  ["project: { not: ['x', 'sales_*|crm'] }", 'for any of several, write [sales_*, crm]'],
  ["job_type: 'INC_(BUILD|X)'", "write a regex between slashes, in single quotes: '/INC_(BUILD|X)/'"],
  ["error_code: 'KE-\\d+'", "write a regex between slashes, in single quotes: '/KE-\\d+/'"],
  ["cluster: 'prod$'", "write a regex between slashes, in single quotes: '/prod$/'"],
])('{ %s } looks like a regex, and none is meant by it', (when, help) => {
  const found = problemsOf(aRulesFile(`  - name: A\n    when: { ${when} }\n    send: ops`))
  expect(found).toMatchObject([{ severity: 'warning', code: 'regex-without-slashes', help }])
})

test.each([
  'project: [sales_*, "*_eu", v?, 2024_q1, 销售]',
  "cluster: ['prod.*', eu-1.kylin]",
  "project: '/^sales|crm$/'",
  'error_code: KE-0100*',
  "tag: 'a|b'",
  "cause: 'x (y) | z'",
])('{ %s } is what it looks like', (when) => {
  expect(problemsOf(aRulesFile(`  - name: A\n    when: { ${when} }\n    send: ops`))).toEqual([])
})

const REFUSED: readonly (readonly [when: string, column: number, code: string, help: RegExp])[] = [
  ["{ msg: '/a(?=b)/' }", 18, 'bad-regex', /unless/],
  ["{ msg: '/a(b/' }", 18, 'bad-regex', /RE2/],
  ["{ msg: '//' }", 18, 'bad-regex', /present: true/],
  ["{ msg: '/a' }", 18, 'unclosed-regex', /single quotes/],
  ["{ msg: '/abc/i' }", 18, 'unclosed-regex', /leave out i/],
  ['{ msg: /abc/gim }', 18, 'unclosed-regex', /leave out gim/],
  ['{ cause: /tmp/data }', 20, 'unclosed-regex', /a text that begins with \//],
  ['{ project: /sales }', 22, 'unclosed-regex', /a text that begins with \//],
  ['{ project: /gym }', 22, 'unclosed-regex', /a text that begins with \//],
  ['{ housekeeping: yes }', 27, 'bad-value', /^write true$/],
  ['{ housekeeping: Off }', 27, 'bad-value', /^write false$/],
  ['{ housekeeping: [true, META] }', 34, 'bad-value', /^write true or false$/],
  [`{ msg: '/${'a'.repeat(1_001)}/' }`, 18, 'bad-regex', /shorter/],
  ['{ duration: { over: soon } }', 31, 'bad-bound', /30m/],
  ['{ rows: { over: 30m } }', 27, 'bad-bound', /only duration/],
  ['{ project: { present: false } }', 33, 'bad-value', /^$/],
  ['{ project: {} }', 22, 'empty-value', /not, over, under, present/],
  ['{ project: [] }', 22, 'bad-value', /^$/],
  ['{ project: }', 13, 'empty-value', /a list of values/],
  ['{ project: [a, { not: b }] }', 26, 'bad-value', /^$/],
  ['{}', 11, 'empty-value', /every event/],
  ['[]', 11, 'bad-value', /^$/],
  ['sales', 11, 'bad-value', /^$/],
  ['{ job_state: FAILED }', 24, 'unknown-job-state', /"ERROR"/],
  ['{ job_state: success }', 24, 'unknown-job-state', /"SUCCEED"/],
  ['{ job_state: [ERROR, KILLED] }', 32, 'unknown-job-state', /"DISCARDED"/],
  ['{ job_state: { not: SUCCESS } }', 31, 'unknown-job-state', /"SUCCEED"/],
  ['{ job_state: RUNNING }', 24, 'unknown-job-state', /while a job runs/],
  ['{ job_state: EROR }', 24, 'unknown-job-state', /"ERROR"/],
  ['{ projct: sales }', 13, 'unknown-field', /"project"/],
  ['{ state: ERROR }', 13, 'unknown-field', /"job_state"/],
  ['{ err_code: KE-1 }', 13, 'unknown-field', /"error_code"/],
  ['{ project.name: x }', 13, 'unknown-field', /no members/],
  ['{ model: orders }', 13, 'unknown-field', /model_id/],
  ['{ tag.: x }', 13, 'unknown-field', /name of a member/],
  ['{ tag.owner..id: x }', 13, 'unknown-field', /name of a member/],
  ['{ duration: 30m }', 23, 'bad-bound', /over: 30m/],
  ['{ duration: { not: [1h] } }', 31, 'bad-bound', /under: 1h/],
]

test.each(REFUSED)('%s is refused at its place', (when, column, code, help) => {
  const problems = problemsOf(aRulesFile(`  - name: A\n    when: ${when}\n    send: ops`))
  expect(problems).toMatchObject([{ severity: 'error', line: 8, column, code }])
  expect(problems[0]?.help ?? '').toMatch(help)
})

test.each([
  ['{ queue: etl }', 'unknown-field'],
  ['{ job_state: ARCHIVED }', 'unknown-job-state'],
  ['{ job_type: INDEX_BULD }', 'unknown-job-type'],
])('%s is only warned of: Kylin may add such a thing', (when, code) => {
  expect(problemsOf(aRulesFile(`  - name: A\n    when: ${when}\n    send: ops`))).toMatchObject([
    { severity: 'warning', code },
  ])
})

test.each([
  '{ job_type: NEW_KIND_OF_JOB }',
  '{ job_state: "E*" }',
  '{ job_state: /FAIL/ }',
  '{ tag.anything: x }',
])('%s is fine', (when) => {
  expect(problemsOf(aRulesFile(`  - name: A\n    when: ${when}\n    send: ops`))).toEqual([])
})
