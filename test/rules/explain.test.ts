import { expect, test } from 'vitest'
import { explainJson, explainLines } from '../../src/rules/explain.ts'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, rulesOf } from './a-rules-file.ts'

const RULES = rulesOf(
  aRulesFile(
    `  - name: Test projects stay silent
    when: { project: [sandbox, "*_test"] }
    drop: true
  - name: Sales failures call the on-call
    when: { project: sales*, job_state: ERROR }
    unless: { error_code: KE-0100* }
    send: [sales, ops]
    mention: data-oncall
  - name: Slow index builds
    when: { job_type: [INDEX_BUILD, INC_BUILD], job_state: SUCCEED, duration: { over: 30m } }
    send: ops
  - name: Every other failure
    when: { job_state: { not: SUCCEED } }
    send: ops`,
    { mentions: 'data-oncall: { slack: S0ABC12345 }', unmatched: 'game' },
  ),
)
const linesOf = (event: Parameters<typeof anEvent>[0]) => explainLines(RULES.match(anEvent(event), true))

test('explain says why for every rule, also for those that did not match', () => {
  expect(linesOf({ project: 'sales_eu' })).toEqual([
    '✗ 1. Test projects stay silent: project is sales_eu, wanted sandbox or *_test',
    '✓ 2. Sales failures call the on-call: project sales_eu, job_state ERROR → sales, ops, mention data-oncall',
    '✗ 3. Slow index builds: job_state is ERROR, wanted SUCCEED',
    '✓ 4. Every other failure: job_state ERROR → ops (already sent by "Sales failures call the on-call")',
    '→ sales, ops',
  ])
})

test('explain says what was dropped and what was not reached', () => {
  expect(linesOf({ project: 'crm_test' })).toEqual([
    '✓ 1. Test projects stay silent: project crm_test (drops: nothing further is sent)',
    '✗ 2. Sales failures call the on-call: not reached ("Test projects stay silent" drops)',
    '✗ 3. Slow index builds: not reached ("Test projects stay silent" drops)',
    '✗ 4. Every other failure: not reached ("Test projects stay silent" drops)',
    '→ nothing: a rule drops it',
  ])
})

test('explain says which exception applied and where the unmatched goes', () => {
  expect(linesOf({ project: 'sales_eu', error_code: 'KE-010032215' })[1]).toBe(
    '✗ 2. Sales failures call the on-call: unless error_code KE-010032215',
  )
  expect(linesOf({ job_state: 'SUCCEED' }).at(-1)).toBe('→ game (unmatched)')
  expect(linesOf({ job_state: 'SUCCEED', job_type: 'META', housekeeping: true }).at(-1)).toBe(
    '→ nothing: a housekeeping job that no rule asks for, recorded only',
  )
})

test('explain as JSON has the shape that scripts rely on', () => {
  const { rules, ...rest } = explainJson(RULES.match(anEvent({ project: 'sales_eu' }), true))
  expect(rest).toEqual({
    channels: ['sales', 'ops'],
    dropped: false,
    unmatched: false,
    messages: [
      { channel: 'sales', when: 'now', thread: 'job' },
      { channel: 'ops', when: 'now', thread: 'job' },
    ],
  })
  expect(rules[1]).toEqual({
    name: 'Sales failures call the on-call',
    matched: true,
    why: 'project sales_eu, job_state ERROR',
    channels: ['sales', 'ops'],
  })
  expect(explainJson(RULES.match(anEvent({ project: 'sandbox' })))).toMatchObject({
    channels: [],
    dropped: true,
  })
  expect(explainJson(RULES.match(anEvent({ job_state: 'SUCCEED' })))).toMatchObject({ unmatched: true })
})

test.each([
  [{ project: { not: 'a' } }, { project: 'A' }, 'project is A, wanted not a'],
  [
    { duration: { over: '30m', under: '2h' } },
    { duration: 5 },
    'duration is 5, wanted over 30m and under 2h',
  ],
  [{ error_code: { present: true } }, {}, 'error_code is absent, wanted present'],
  [{ tag: 'x' }, { tag: null }, 'tag is absent, wanted x'],
  [{ tag: 'x' }, { tag: { owner: 'amy' } }, 'tag is an object, wanted x'],
  [{ tag: 'x' }, { tag: [1, 2, 3, 4] }, 'tag is 1, 2, 3, …, wanted x'],
  [{ suggestion: 'x' }, { suggestion: '' }, 'suggestion is empty, wanted x'],
  [{ msg: '/x/' }, { msg: 'a\nb\t c' }, 'msg is a b c, wanted /x/'],
  [{ msg: 'x' }, { msg: 'é'.repeat(100) }, `msg is ${'é'.repeat(60)}…, wanted x`],
  [[{ project: 'a' }, { project: 'b' }], { project: 'c' }, 'project is c, wanted a; project is c, wanted b'],
  [
    { project: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] },
    { project: 'z' },
    'project is z, wanted a, b, c, d, e, f or 2 more',
  ],
])('%j does not match %j because %s', (when, event, why) => {
  const rules = rulesOf(aRulesFile(`  - name: A\n    when: ${JSON.stringify(when)}\n    send: ops`))
  expect(rules.match(anEvent(event), true).trace.entries[0]?.why).toBe(why)
})

test('a long value that matched is not printed', () => {
  const rules = rulesOf(aRulesFile(`  - name: A\n    when: { stacktrace: '/Memory/' }\n    send: ops`))
  const event = anEvent({ stacktrace: `${'at x\n'.repeat(100)}OutOfMemoryError` })
  expect(rules.match(event).trace.entries[0]?.why).toBe('stacktrace matches /Memory/')
})
