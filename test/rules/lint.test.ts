import { expect, test } from 'vitest'
import { loadRules } from '../../src/rules/load.ts'
import { aRulesFile, problemsOf } from './a-rules-file.ts'

interface Said {
  readonly rule: number
  readonly severity: string
  readonly code: string
  readonly message: string
  readonly help: string | undefined
}

/** What is said of rules in flow form, one per line, but of what is not in force yet. */
function saidOf(rules: readonly string[], top?: string): Said[] {
  const text = aRulesFile(rules.map((rule) => `  - ${rule}`).join('\n'), top === undefined ? {} : { top })
  const before = text.split('\n').indexOf('rules:') + 1
  return problemsOf(text).map(({ severity, code, line = 0, message, help }) => ({
    rule: line - before,
    severity,
    code,
    message,
    help,
  }))
}

test('a rule behind one that stops or drops all its events never runs', () => {
  const said = saidOf([
    '{ name: A, when: { project: [sales, "test_*"] }, drop: true }',
    '{ name: B, when: { project: test_a, job_state: ERROR }, send: ops }',
    '{ name: C, when: { project: [sales, test_b, crm] }, send: ops }',
    '{ name: D, stop: true }',
    '{ name: E, send: ops }',
    '{ name: F, when: { job_type: META }, send: ops }',
  ])
  expect(said).toEqual([
    {
      rule: 2,
      severity: 'warning',
      code: 'unreachable-rule',
      message: '"B" never runs: rule 1, "A", takes all its events and drops them',
      help: 'move it above "A", or leave it out',
    },
    {
      rule: 5,
      severity: 'warning',
      code: 'unreachable-rule',
      message: '"E" never runs: rule 4, "D", takes all its events and stops',
      help: 'move it above "D", or leave it out',
    },
  ])
})

test('a rule that sends what another sent already adds nothing', () => {
  const said = saidOf([
    '{ name: A, when: { job_state: ERROR }, send: [ops, sales], mention: here }',
    '{ name: B, when: { job_state: ERROR, project: sales }, send: sales, mention: here }',
  ])
  expect(said).toEqual([
    {
      rule: 2,
      severity: 'warning',
      code: 'useless-rule',
      message: '"B" adds nothing: rule 1, "A", sends all its events to the same channels',
      help: 'leave it out, or give it a channel or a mention of its own',
    },
  ])
})

test.each([
  ['a channel', '{ name: B, when: { job_state: ERROR, project: a }, send: [ops, game] }'],
  ['a mention', '{ name: B, when: { job_state: ERROR, project: a }, send: ops, mention: channel }'],
  ['a limit', '{ name: B, when: { job_state: ERROR, project: a }, send: ops, limit: 10 per 5m }'],
  ['a stop', '{ name: B, when: { job_state: ERROR, project: a }, send: ops, stop: true }'],
  ['other events', '{ name: B, when: { job_state: [ERROR, PAUSED] }, send: ops }'],
  ['the hours that the first lets out', '{ name: B, when: { job_state: ERROR }, send: ops, during: nights }'],
])('a rule that adds %s is worth keeping', (_, rule) => {
  const first = '{ name: A, when: { job_state: ERROR }, outside: nights, send: [ops, sales] }'
  expect(saidOf([first, rule], 'hours: { nights: { daily: 22:00-08:00 } }')).toEqual([])
})

test('an exception of the earlier rule is not taken from the later one', () => {
  const first = '{ name: A, when: { job_state: ERROR }, unless: { project: a }, send: ops }'
  expect(saidOf([first, '{ name: B, when: { job_state: ERROR }, send: ops }'])).toEqual([])
  expect(saidOf([first, '{ name: B, when: { job_state: ERROR, project: b }, send: ops }'])).toMatchObject([
    { rule: 2, severity: 'warning', code: 'useless-rule' },
  ])
  expect(
    saidOf([first, '{ name: B, when: { job_state: ERROR }, unless: { project: "a*" }, send: ops }']),
  ).toMatchObject([{ rule: 2, severity: 'warning', code: 'useless-rule' }])
})

test('a rule that can match nothing by itself is an error, at what contradicts', () => {
  const said = saidOf(
    [
      '{ name: A, when: { duration: { over: 2h, under: 1h } }, send: ops }',
      '{ name: B, when: { project: a }, unless: { project: "a*" }, send: ops }',
      '{ name: C, during: [nights], outside: [office, nights], send: sales }',
      '{ name: D, when: [{ project: "" }, { project: b }], send: ops }',
    ],
    'hours: { nights: { daily: 22:00-08:00 }, office: { mon-fri: 09:00-17:00 } }',
  )
  expect(said).toMatchObject([
    {
      rule: 1,
      severity: 'error',
      code: 'never-matches',
      message: 'this never matches: no duration is over 2h and under 1h',
    },
    {
      rule: 2,
      severity: 'error',
      code: 'never-matches',
      message: 'this never matches: unless takes away all that when asks for',
    },
    {
      rule: 3,
      severity: 'error',
      code: 'never-matches',
      message: 'this never matches: during and outside nights exclude each other',
    },
    {
      rule: 4,
      severity: 'error',
      code: 'never-matches',
      message: 'this alternative never matches: no project is ""',
    },
  ])
})

test('housekeeping jobs that are meant but not asked for by name are told of', () => {
  expect(saidOf(['{ name: A, when: { housekeeping: { not: false } }, send: ops }'])).toMatchObject([
    { rule: 1, severity: 'warning', code: 'never-matches' },
  ])
})

test('an exception of what is not asked for anyway is told of', () => {
  const rule =
    '{ name: A, when: { job_state: ERROR }, unless: [{ job_state: PAUSED }, { tag: a }], send: ops }'
  expect(saidOf([rule])).toMatchObject([{ rule: 1, severity: 'warning', code: 'useless-unless' }])
})

test('nothing is concluded from a rule of which a part is wrong', () => {
  const said = saidOf([
    "{ name: A, when: { project: '/a(/' }, drop: true }",
    '{ name: B, send: nowhere, stop: true }',
    '{ name: C, send: ops }',
  ])
  expect(said).toMatchObject([
    { rule: 1, severity: 'error', code: 'bad-regex' },
    { rule: 2, severity: 'error', code: 'unknown-channel' },
  ])
})

test("a team's rule for events that the team may not see is only warned of: what it may see is decided elsewhere", () => {
  const root = aRulesFile('', {
    top: 'teams: { t: { when: { project: "sales*" }, rules: t.yaml, contact: ops, allow: ops } }',
  })
  const team = `rules:
  - { name: A, when: { project: crm }, send: ops }
  - { name: B, when: { project: "*" }, send: ops, stop: true }
  - { name: C, when: { job_state: ERROR }, send: ops }
`
  const { rules, problems } = loadRules(root, 'rules.yaml', { read: () => ({ text: team }) })
  expect(rules).not.toBeNull()
  expect(problems).toMatchObject([
    { file: 't.yaml', line: 2, severity: 'warning', code: 'never-matches' },
    { file: 't.yaml', line: 4, severity: 'warning', code: 'unreachable-rule' },
  ])
})

test('among thousands of rules the one that stops another is found', () => {
  const rules = Array.from({ length: 3_000 }, (_, index) => {
    const when = index % 2 === 0 ? `{ project: p${index} }` : `{ project: "p${index}_*", job_state: ERROR }`
    return `{ name: r${index}, when: ${when}, send: ops, stop: true }`
  })
  const said = saidOf([
    ...rules,
    '{ name: Z, when: { project: [p2001_a, p2001_b], job_state: ERROR }, send: ops }',
  ])
  expect(said).toMatchObject([
    {
      rule: 3_001,
      code: 'unreachable-rule',
      message: '"Z" never runs: rule 2002, "r2001", takes all its events and stops',
    },
  ])
})

test('a rule that stops everything is found behind many that must be tried for every other', () => {
  const rules = Array.from({ length: 100 }, (_, index) => {
    return `{ name: r${index}, when: { cause: '/<${index}>/' }, send: ops, stop: true }`
  })
  const said = saidOf([...rules, '{ name: Y, stop: true }', '{ name: Z, when: { project: a }, send: ops }'])
  expect(said).toMatchObject([
    { rule: 102, code: 'unreachable-rule', message: expect.stringContaining('rule 101, "Y"') },
  ])
})
