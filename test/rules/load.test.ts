import { expect, test } from 'vitest'
import { loadRules } from '../../src/rules/load.ts'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, problemsOf, rulesOf } from './a-rules-file.ts'

test('every mistake of a file is said in one run, each at its place', () => {
  const text = `version: 2
langauge: en
timezone: Asia/Beijing
channels:
  ops: slack:#ops
  sales: slak:#sales
rules:
  - name: A
    sned: [sales, ops]
    project: x
  - name: A
    when: { job_state: FAILED }
    send: [salse, sales, 5]
    template: shrt
  - send: ops
    drop: true
    language: de
  - name: B
  - 7
unmatched: opps
`
  const problems = problemsOf(text, ['short', 'long'])
  expect(problems.map(({ line, column, length, code, help }) => [line, column, length, code, help])).toEqual([
    [1, 10, 1, 'bad-value', undefined],
    [2, 1, 8, 'unknown-key', 'did you mean "language"?'],
    [3, 11, 12, 'unknown-timezone', 'China is Asia/Shanghai'],
    [6, 10, 11, 'unknown-platform', 'did you mean "slack"?'],
    [9, 5, 4, 'unknown-key', 'did you mean "send"?'],
    [10, 5, 7, 'unknown-key', 'write it under when: { project: … }'],
    [11, 11, 1, 'duplicate-name', 'give each rule its own name'],
    [12, 24, 6, 'unknown-job-state', 'did you mean "ERROR"?'],
    [13, 12, 5, 'unknown-channel', 'did you mean "sales"?'],
    [13, 26, 1, 'bad-value', undefined],
    [14, 15, 4, 'unknown-template', 'did you mean "short"?'],
    [15, 5, 4, 'missing-key', 'give the rule a name; it stands in traces and metrics'],
    [16, 5, 4, 'send-and-drop', 'to send and look no further, write stop: true'],
    [17, 15, 2, 'bad-value', undefined],
    [18, 5, 4, 'no-action', 'give it send: <channel>, drop: true or stop: true'],
    [19, 5, 1, 'bad-value', undefined],
    [20, 12, 4, 'unknown-channel', 'did you mean "ops"?'],
  ])
})

test.each([
  ['  -\n  - name: A\n    send: ops', 7, 3],
  ['  - name: A\n    send: ops\n  -', 9, 3],
  ['  - name: A\n    send:\n      - ops\n      - # sales', 10, 7],
])('an empty item of a list is an error where it stands: %j', (rules, line, column) => {
  expect(problemsOf(aRulesFile(rules))).toMatchObject([{ code: 'bad-value', line, column, length: 1 }])
})

test.each([
  '  - &a { name: A, send: ops }\n  - { <<: *a, name: B }',
  '  - &a\n    name: A\n    send: ops\n  - <<: *a',
])('a merge key is no unknown key: %j', (rules) => {
  expect(problemsOf(aRulesFile(rules))).toMatchObject([
    { code: 'merge-key', help: 'write the keys out; what every rule has stands under defaults:' },
  ])
})

test('a word for no channel stands alone', () => {
  expect(problemsOf(aRulesFile('', { unmatched: '[drop, ops]' }))).toMatchObject([
    {
      code: 'not-alone',
      message: '"drop" stands alone: it cannot be one of several',
      line: 7,
      help: 'take it out of the list, or write drop without one',
    },
  ])
})

test.each([
  ['version', 'write version: 1'],
  ['channels', 'name at least one channel, such as kylin: slack:#kylin-jobs'],
  ['rules', 'write at least one rule'],
  ['unmatched', 'write unmatched: drop (recorded, not sent) or name a channel'],
])('a file without %s is refused', (key, help) => {
  const lines = ['version: 1', 'channels: { ops: "slack:#ops" }', 'rules: []', 'unmatched: drop']
  const text = lines.filter((line) => !line.startsWith(key)).join('\n')
  expect(problemsOf(text)).toMatchObject([{ code: 'missing-key', line: 1, column: 1, help }])
})

test('a file without channels is told so once, not at each rule', () => {
  const text = 'version: 1\nrules:\n  - name: A\n    send: ops\nunmatched: log\n'
  expect(problemsOf(text)).toMatchObject([{ code: 'missing-key', line: 1 }])
  expect(problemsOf(`channels: {}\n${text}`)).toMatchObject([
    { code: 'unknown-channel' },
    { code: 'unknown-channel' },
  ])
})

test('one open bracket is one error, not one for each line behind it', () => {
  const text = aRulesFile(
    '  - name: A\n    when: { project: [a, b\n    send: ops\n  - name: B\n    send: sales',
  )
  expect(problemsOf(text)).toHaveLength(1)
})

test('a wrong item of a list does not shift the places of those behind it', () => {
  const rule = '  - name: A\n    when: { project: [[a], /(/, b] }\n    send: [{}, ops, opps]'
  expect(problemsOf(aRulesFile(rule)).map(({ code, line, column }) => [code, line, column])).toEqual([
    ['bad-value', 8, 23],
    ['bad-regex', 8, 28],
    ['bad-value', 9, 12],
    ['unknown-channel', 9, 21],
  ])
})

test('anchors and aliases work as YAML has them', () => {
  const rules = rulesOf(
    aRulesFile(
      '  - name: A\n    when: &failed { job_state: ERROR }\n    send: ops\n  - name: B\n    when: *failed\n    send: sales',
    ),
  )
  expect(rules.match(anEvent({ job_state: 'ERROR' })).routes).toHaveLength(2)
  expect(rules.match(anEvent({ job_state: 'SUCCEED' })).routes).toEqual([])
})

test('a mistake that an alias repeats is said at what it stands for', () => {
  const text = aRulesFile(
    '  - name: A\n    when: &failed { job_state: FAILED }\n    send: ops\n  - name: B\n    when: *failed\n    send: sales',
  )
  expect(problemsOf(text)).toMatchObject([{ code: 'unknown-job-state', line: 8, column: 32 }])
})

test('templates that rules and channels use are known by name', () => {
  const channels = 'ops: { to: slack:#ops, template: short }'
  expect(
    rulesOf(aRulesFile('  - name: A\n    send: ops\n    template: long', { channels })).templates,
  ).toEqual(new Set(['short', 'long']))
  expect(problemsOf(aRulesFile('', { channels }), ['long'])).toMatchObject([
    { code: 'unknown-template', line: 3, column: 36 },
  ])
})

test('a byte order mark and Windows line ends do not shift a place', () => {
  const text = `\ufeffversion: 1\r\nchannels:\r\n  ops: slack:#ops\r\nrules:\r\n  - name: A\r\n    send: opps\r\nunmatched: drop\r\n`
  expect(problemsOf(text)).toMatchObject([{ code: 'unknown-channel', line: 6, column: 11, length: 4 }])
})

test('keys that objects have by birth are keys like others', () => {
  const channels = 'constructor: slack:#a\n  toString: slack:#b'
  const rules = rulesOf(aRulesFile('  - name: A\n    send: [constructor, toString]', { channels }))
  expect(rules.match(anEvent()).routes.map(({ channel }) => channel)).toEqual(['constructor', 'toString'])
  expect(problemsOf(aRulesFile('  - name: A\n    send: valueOf'))).toMatchObject([
    { code: 'unknown-channel' },
  ])
  expect(problemsOf(aRulesFile('', { channels: '__proto__: slack:#a' }))).toMatchObject([
    { code: 'bad-key', line: 3 },
  ])
})

const BIG: readonly (readonly [what: string, text: string, code: string])[] = [
  ['more than 8 MB', `version: 1\n#${'x'.repeat(8_388_608)}\n`, 'too-large'],
  ['a million values', `version: [${'a,'.repeat(500_000)}]\n`, 'too-many-nodes'],
  ['ten thousand brackets', '['.repeat(10_000), 'too-deep'],
  ['ten thousand dashes', '- '.repeat(10_000), 'too-deep'],
]

test.each(BIG)('%s is one error', (_what, text, code) => {
  expect(problemsOf(text)).toMatchObject([{ severity: 'error', code }])
})

test('20,000 wrong keys are told of as far as a person reads', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `key${index}: 1\n`).join('')
  const problems = problemsOf(`version: 1\n${keys}`)
  expect(problems).toHaveLength(201)
  expect(problems.at(-1)).toMatchObject({ severity: 'error', code: 'too-many-problems' })
})

test('10,000 rules load', () => {
  const rules = Array.from(
    { length: 10_000 },
    (_, index) => `  - { name: r${index}, when: { project: p${index} }, send: ops }`,
  )
  const { rules: loaded } = loadRules(aRulesFile(rules.join('\n')), 'rules.yaml')
  expect(loaded?.match(anEvent({ project: 'p9999' })).routes).toHaveLength(1)
})
