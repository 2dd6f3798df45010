import { expect, test } from 'vitest'
import { unpackRules } from '../../src/rules/file/bundle.ts'
import { loadRules } from '../../src/rules/load.ts'
import { anEvent } from '../support/an-event.ts'
import { readFrom, ROOT, withSales } from './a-configuration.ts'

const SALES = `channels:
  own: slack:#sales
mentions:
  oncall: { slack: S0SAL12345 }
rules:
  - name: Own
    send: [own, platform]
    mention: [oncall, boss]
tests:
  - name: a failure
    event: { project: sales_eu }
    expect: own
`

test("a team's names are its own, then those of the root file", () => {
  const { rules, problems } = withSales(SALES)
  expect(problems).toEqual([])
  expect(rules?.channels.get('sales/own')).toMatchObject({ name: 'sales/own', place: '#sales' })
  expect(rules?.mentions.get('sales/oncall')).toEqual({ slack: 'S0SAL12345' })
  expect(rules?.mentions.get('oncall')).toEqual({ slack: 'S0ABC12345' })
  expect(rules?.match(anEvent({ project: 'sales_eu' })).routes).toMatchObject([
    {
      rule: 'sales/Own',
      channel: 'sales/own',
      mentions: ['sales/oncall', 'boss'],
      language: 'zh',
      timezone: 'Asia/Shanghai',
    },
    { rule: 'sales/Own', channel: 'platform' },
  ])
  expect(rules?.match(anEvent({ project: 'risk' })).routes).toEqual([])
})

test("a team's own channel hides one of the root file", () => {
  const { rules } = withSales('channels:\n  secret: slack:#ours\nrules:\n  - { name: A, send: secret }')
  expect(rules?.match(anEvent({ project: 'sales' })).routes).toMatchObject([{ place: '#ours' }])
})

test.each([
  ['rules:\n  - { name: A, send: secret }', 'channel-not-allowed', 2, 22],
  ['rules:\n  - { name: A, send: platfrom }', 'unknown-channel', 2, 22],
  ['channels:\n  a: eu:#a\nrules: []', 'unknown-platform', 2, 6],
  ['version: 1\nrules: []', 'unknown-key', 1, 1],
  ['accounts: {}\nrules: []', 'unknown-key', 1, 1],
  ['channels: {}', 'missing-key', 1, 1],
  ['rules:\n  - { name: A, send: platform, during: weekends }', 'unknown-hours', 2, 40],
  ['rules: [', 'unclosed-bracket', 1, 8],
  ['', 'empty-file', 1, 1],
])('a mistake in a team file is said there and leaves its rules out: %s', (text, code, line, column) => {
  const { rules, problems, files } = withSales(text)
  expect(problems).toMatchObject([{ file: 'conf/teams/sales.yaml', code, line, column, severity: 'error' }])
  expect(files.map(({ team, state }) => [team, state])).toEqual([
    [null, 'ok'],
    ['sales', 'left out'],
    ['risk', 'ok'],
  ])
  expect(rules?.match(anEvent({ project: 'sales' })).routes).toEqual([])
  expect(rules?.match(anEvent({ job_state: 'DISCARDED' })).routes).toMatchObject([{ channel: 'secret' }])
})

test('a wrong team file is replaced by its last good text, if that is still sound', () => {
  const wrong = 'rules: [{ name: A, send: secret }]'
  const good = withSales(wrong, { lastGood: new Map([['sales', SALES]]) })
  expect(good.problems).toMatchObject([{ code: 'channel-not-allowed' }])
  expect(good.files[1]).toMatchObject({ state: 'last good', text: wrong, contact: 'platform' })
  expect(good.rules?.match(anEvent({ project: 'sales' })).routes).toHaveLength(2)
  expect(good.rules?.hash).toBe(withSales(SALES).rules?.hash)
  const stale = withSales('rules: 1', { lastGood: new Map([['sales', wrong]]) })
  expect(stale.files[1]?.state).toBe('left out')
})

test('a team file that cannot be used is told of where the root file names it', () => {
  const huge = `rules: []\n#${'x'.repeat(8_388_608)}`
  const read = readFrom({ 'risk.yaml': huge })
  const { rules, problems } = loadRules(ROOT, 'rules.yaml', { read })
  expect(problems).toMatchObject([
    { file: 'rules.yaml', code: 'team-file-unreadable', line: 13, column: 12 },
    { file: 'rules.yaml', code: 'team-file-unreadable', line: 18, column: 43 },
  ])
  expect(problems.map(({ message }) => message.split(': ')[1])).toEqual(['ENOENT', 'it is larger than 8 MB'])
  expect(rules).not.toBeNull()
})

test('the root file is no team file', () => {
  const root = ROOT.replace('risk.yaml', './rules.yaml')
  const { rules, problems } = loadRules(root, 'conf/rules.yaml', { read: () => ({ text: 'rules: []' }) })
  expect(rules).toBeNull()
  expect(problems).toMatchObject([
    { file: 'conf/rules.yaml', code: 'same-file', message: 'this is the root file' },
  ])
})

test('with an error in the root file nothing is in force, and the team files are checked all the same', () => {
  const read = readFrom({
    'teams/sales.yaml': 'rules: [{ name: A, send: secret }]',
    'risk.yaml': 'rules: []',
  })
  const { rules, problems } = loadRules(ROOT.replace('send: secret', 'send: secrte'), 'rules.yaml', { read })
  expect(rules).toBeNull()
  expect(problems.map(({ file, code }) => [file, code])).toEqual([
    ['rules.yaml', 'unknown-channel'],
    ['teams/sales.yaml', 'channel-not-allowed'],
  ])
})

test('the text in use brings back the same decisions, whatever became of the files', () => {
  const { rules } = withSales('rules: 1', { lastGood: new Map([['sales', SALES]]) })
  const { text, read } = unpackRules(rules?.source ?? '')
  const again = loadRules(text, 'rules.yaml', { read }).rules
  expect(again?.hash).toBe(rules?.hash)
  for (const project of ['sales', 'risk', 'hr']) {
    const event = anEvent({ project })
    expect(again?.match(event, true)).toEqual(rules?.match(event, true))
  }
})

test("tests come with their file, their team and their keys' places", () => {
  const { tests } = withSales(SALES)
  expect(tests).toMatchObject([
    { file: 'conf/teams/sales.yaml', team: 'sales', index: 0, text: { expect: 'own' } },
  ])
  expect(tests[0]?.at('expect')).toEqual({ line: 12, column: 13, length: 3 })
  expect(tests[0]?.at()).toMatchObject({ line: 10, column: 5 })
  expect(tests[0]?.at('rule')).toMatchObject({ line: 10, column: 5 })
})

test('a test that is wrong keeps no other from its place', () => {
  const { tests } = withSales(
    `${SALES}  - { name: b, event: 1, expect: own }\n  - { name: c, event: {}, expect: own }\n`,
  )
  expect(tests.map(({ index, text }) => [index, text.name])).toEqual([
    [0, 'a failure'],
    [2, 'c'],
  ])
})
