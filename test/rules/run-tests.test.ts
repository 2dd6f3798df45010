import { describe, expect, test } from 'vitest'
import { loadRules } from '../../src/rules/load.ts'
import { runTests } from '../../src/rules/tests/run-tests.ts'
import type { TestOptions } from '../../src/rules/tests/run-tests.ts'

const RULES = `version: 1
channels: { sales: slack:#sales, ops: slack:#ops, also-ops: slack:#ops, log: slack:#log }
mentions: { oncall: { slack: S0ONCALL01 } }
hours: { nights: { daily: 22:00-08:00, timezone: Asia/Shanghai } }
rules:
  - { name: test projects, when: { project: '*_test' }, drop: true }
  - { name: sales failures, when: { project: sales*, job_state: ERROR }, send: [sales, ops], mention: oncall }
  - { name: at night, when: { job_type: SNAPSHOT_BUILD }, during: nights, send: ops }
  - { name: never met, when: { project: nowhere }, send: log }
unmatched: log
tests:
`

function run(tests: string, options: TestOptions = {}) {
  const { rules, problems, tests: loaded } = loadRules(RULES + tests, 'rules.yaml')
  if (rules === null) throw new Error(problems.map(({ line, message }) => `${line}: ${message}`).join('\n'))
  return runTests(rules, loaded, options)
}

/** One test of these keys, which stands in line 12. */
const one = (keys: string, options: TestOptions = {}) => run(`  - { name: t, ${keys} }\n`, options)
const SALES = 'event: { project: sales_eu }'

const inAFewWords: TestOptions['messageOf'] = ({ project }, { channel }) => `${channel}: ${project} failed`

describe('a test passes', () => {
  test.each([
    ['where exactly the expected channels get a message', `${SALES}, expect: [ops, sales]`],
    ['with another name of the same place', `${SALES}, expect: [also-ops, sales]`],
    ['where each message goes at once', `${SALES}, expect: { ops: now, sales: now }`],
    ['where nothing is sent', 'event: { project: crm_test }, expect: nothing'],
    ['where unmatched: sends it', 'event: { project: other }, expect: log'],
    ['where exactly those are called', `${SALES}, expect: [ops, sales], mention: oncall`],
    ['where nobody is called', 'event: { project: other }, expect: log, mention: nothing'],
    ['where its rule matches', `${SALES}, expect: [ops, sales], rule: sales failures`],
    ['for a field that only this Kylin sends', `event: { project: other, flavour: 5 }, expect: log`],
    ['at its time', 'event: { job_type: SNAPSHOT_BUILD }, at: 2026-11-22T03:00:00+08:00, expect: ops'],
    ['at noon in UTC, where it names no time', 'event: { job_type: SNAPSHOT_BUILD }, expect: log'],
  ])('%s', (_, keys) => {
    expect(one(keys)).toMatchObject({ passed: 1, failed: 0, problems: [] })
  })
})

test('a member and a length of time in a test are what the callback has', () => {
  const { rules, tests } = loadRules(
    `version: 1
channels: { ops: slack:#ops }
rules:
  - { name: slow, when: { tag.owner: amy, duration: { over: 30m, under: 32m } }, unless: { tag: amy }, send: ops }
unmatched: drop
tests: [{ name: t, event: { tag.owner: amy, duration: 31m }, expect: ops, rule: slow }]
`,
    'rules.yaml',
  )
  if (rules === null) throw new Error('mistakes in the rules')
  expect(runTests(rules, tests)).toMatchObject({ passed: 1, failed: 0, problems: [] })
})

describe('a test fails', () => {
  test('with what was expected, what came, why, and the command that explains it', () => {
    expect(
      one("event: { project: sales_eu, job_state: SUCCEED, tag: it's }, expect: [sales, ops]").problems,
    ).toEqual([
      {
        severity: 'error',
        code: 'test-failed',
        message: '"t": expected sales, ops; got log',
        file: 'rules.yaml',
        line: 12,
        column: 85,
        length: 12,
        help: String.raw`"sales failures" does not match: job_state is SUCCEED, wanted ERROR; ask: herald explain project=sales_eu job_state=SUCCEED 'tag=it'\''s' --at 2026-01-07T12:00:00Z`,
      },
    ])
  })

  test.each([
    [
      'event: { project: other }, expect: nothing',
      'expected nothing; got log',
      'no rule sent or dropped it, and unmatched: sends to log',
    ],
    [
      `${SALES}, expect: sales`,
      'expected sales; got sales, ops',
      '"sales failures" sends to ops: project sales_eu, job_state ERROR',
    ],
    [
      'event: { project: sales_test }, expect: [sales, ops]',
      'expected sales, ops; got nothing',
      '"sales failures" does not match: not reached, "test projects" drops',
    ],
    [
      `${SALES}, expect: { sales: held, ops: now }`,
      'expected sales held, ops; got sales, ops',
      'no rule holds what comes in at 2026-01-07T12:00:00Z',
    ],
    [`${SALES}, expect: [sales, ops], mention: nothing`, 'expected mention nothing; got oncall', undefined],
    [
      `${SALES}, expect: [sales, ops], mention: [oncall, here]`,
      'expected mention oncall, here; got oncall',
      undefined,
    ],
    [
      `${SALES}, expect: [sales, ops], rule: at night`,
      'expected rule "at night" to match: job_type is INDEX_BUILD, wanted SNAPSHOT_BUILD',
      undefined,
    ],
  ])('%s', (keys, message, reason) => {
    const { failed, problems } = one(keys)
    expect([failed, problems.map((problem) => problem.message)]).toEqual([1, [`"t": ${message}`]])
    const help = problems[0]?.help ?? ''
    expect(
      help.startsWith(reason === undefined ? 'ask: herald explain ' : `${reason}; ask: herald explain `),
    ).toBe(true)
  })

  test('where a message lacks a text', () => {
    const keys = `${SALES}, expect: [sales, ops], contains: [sales_eu, "ops:"]`
    expect(one(keys, { messageOf: inAFewWords }).problems).toMatchObject([
      {
        message: '"t": the message to sales does not contain "ops:"',
        help: 'it says: sales: sales_eu failed',
      },
    ])
  })
})

describe('a mistake in a test is a problem of its own', () => {
  test.each([
    [`${SALES}, expect: [sale, ops]`, 'unknown-channel', 'did you mean "sales"?'],
    [`${SALES}, expect: drop`, 'unknown-channel', 'channels: sales, ops, also-ops, log, inbox, nothing'],
    [
      `${SALES}, expect: [ops, nothing]`,
      'not-alone',
      'take it out of the list, or write nothing without one',
    ],
    [
      `${SALES}, expect: ops, mention: [oncall, nothing]`,
      'not-alone',
      'take it out of the list, or write nothing without one',
    ],
    [`${SALES}, expect: ops, mention: oncal`, 'unknown-mention', 'did you mean "oncall"?'],
    [`${SALES}, expect: ops, rule: sales failure`, 'unknown-rule', 'did you mean "sales failures"?'],
    [
      `${SALES}, expect: ops, at: yesterday`,
      'bad-time',
      'write a time with its offset: 2026-11-22T03:00:00+08:00',
    ],
    [
      `${SALES}, expect: ops, at: 2026-02-30T03:00:00Z`,
      'bad-time',
      'write a time with its offset: 2026-11-22T03:00:00+08:00',
    ],
    ['event: { projct: sales }, expect: ops', 'unknown-field', 'did you mean "project"?'],
    ['event: { job_state: FAILED }, expect: ops', 'unknown-job-state', 'did you mean "ERROR"?'],
    ['event: { rows: many }, expect: ops', 'bad-event', undefined],
  ])('%s', (keys, code, help) => {
    const { failed, problems } = one(keys)
    expect(failed).toBe(1)
    expect(problems.map((problem) => [problem.code, problem.help, problem.line])).toEqual([[code, help, 12]])
  })

  test('all of a test are told at once', () => {
    expect(one('event: { projct: a }, expect: [sale, opps], at: noon').problems).toHaveLength(4)
  })
})

test('the tests are counted, and the rules that they reach are known', () => {
  const tests = `
  - { name: a, ${SALES}, expect: [sales, ops] }
  - { name: b, ${SALES}, expect: ops }
  - { name: c, event: { project: crm_test }, expect: nothing }
`
  expect(run(tests)).toMatchObject({
    passed: 2,
    failed: 1,
    reached: new Set(['sales failures', 'test projects']),
    problems: [{ line: 14 }],
  })
})

test('a team writes its own names, and those of the root file that it lacks', () => {
  const root = `version: 1
channels: { log: slack:#log, shared: slack:#shared }
teams: { amy: { when: { project: amy* }, rules: amy.yaml, allow: shared } }
rules: [{ name: all, send: log }]
unmatched: drop
`
  const team = `channels: { own: slack:#amy }
rules: [{ name: mine, send: [own, shared] }]
tests:
  - { name: right, event: { project: amy_1 }, expect: [own, shared, log], rule: mine }
  - { name: outside, event: { project: bob }, expect: own }
`
  const { rules, tests, problems } = loadRules(root, 'rules.yaml', { read: () => ({ text: team }) })
  if (rules === null) throw new Error(JSON.stringify(problems))
  expect(runTests(rules, tests)).toMatchObject({
    passed: 1,
    problems: [
      {
        file: 'amy.yaml',
        line: 5,
        message: '"outside": expected amy/own; got log',
        help: expect.stringContaining('"amy/mine" does not match: limited by team amy'),
      },
    ],
  })
})

describe('a test says when a message goes', () => {
  const TIMES = `version: 1
channels: { ops: slack:#ops, sales: slack:#sales, log: slack:#log }
hours: { nights: { daily: 22:00-08:00, timezone: Asia/Shanghai } }
rules:
  - { name: slow, send: ops, quiet: nights }
  - { name: all, send: log, digest: 1h }
  - { name: chatter, send: sales, mention: here, quiet: { hours: nights, then: drop } }
unmatched: drop
tests:
`
  const NIGHT = 'at: 2026-11-22T03:00:00+08:00'
  const timed = (keys: string) => {
    const { rules, tests } = loadRules(
      `${TIMES}  - { name: t, event: { project: x }, ${keys} }\n`,
      'rules.yaml',
    )
    if (rules === null) throw new Error('mistakes')
    return runTests(rules, tests).problems.map(({ message, help }) => [
      message,
      help?.replace(/; ask: .*/, ''),
    ])
  }

  test.each([
    `${NIGHT}, expect: { ops: held, log: digest }`,
    `${NIGHT}, expect: { ops: held, log: digest }, mention: nothing`,
    'expect: { ops: now, log: digest, sales: now }, mention: here',
  ])('%s', (keys) => {
    expect(timed(keys)).toEqual([])
  })

  test.each([
    [
      `${NIGHT}, expect: { ops: now, log: digest }`,
      'expected ops, log digest; got ops held, log digest',
      'what comes in at 2026-11-21T19:00:00Z: "slow" matches: every event, held by quiet hours nights until 2026-11-22 00:00 UTC',
    ],
    [
      'expect: { ops: held, log: digest, sales: now }',
      'expected ops held, log digest, sales; got ops, log digest, sales',
      'no rule holds what comes in at 2026-01-07T12:00:00Z',
    ],
    [
      'expect: [ops, log, sales]',
      'expected ops, log, sales; got ops, log digest, sales',
      'what comes in at 2026-01-07T12:00:00Z: "all" matches: every event, joins the digest of 13:00 UTC',
    ],
    [
      `${NIGHT}, expect: { ops: held, log: digest, sales: now }`,
      'expected ops held, log digest, sales; got ops held, log digest',
      '"chatter" matches: every event, quiet hours nights: lost on purpose',
    ],
  ])('%s fails', (keys, message, help) => {
    expect(timed(keys)).toEqual([[`"t": ${message}`, help]])
  })
})
