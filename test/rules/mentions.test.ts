import { expect, test } from 'vitest'
import { aRulesFile, problemsOf, rulesOf } from './a-rules-file.ts'

const RULE = '  - name: A\n    send: [ops, game]\n    mention: '

test('a mention has an id per platform', () => {
  const mentions = 'oncall: { slack: S0ABC12345, discord: "role:998877665544332211" }'
  const rules = rulesOf(aRulesFile(`${RULE}oncall`, { mentions }))
  expect(rules.mentions.get('oncall')).toEqual({ slack: 'S0ABC12345', discord: 'role:998877665544332211' })
})

test.each([
  ['amy: { slack: U0ABC12345 }', 'U0ABC12345'],
  ['amy: { slack: W0ABC12345 }', 'W0ABC12345'],
])('a person can be named: %s', (mentions, id) => {
  expect(rulesOf(aRulesFile('', { mentions })).mentions.get('amy')).toEqual({ slack: id })
})

test.each([
  ['a: { slack: "@amy" }', 'bad-mention', 15],
  ['a: { slack: C0ABC12345 }', 'bad-mention', 15],
  ['a: { discord: 998877665544332211 }', 'bad-mention', 17],
  ['a: { discord: "role:12" }', 'bad-mention', 17],
  ['a: {}', 'empty-mention', 6],
  ['here: { slack: S0ABC12345 }', 'reserved-name', 3],
])('%s is refused at its place', (mentions, code, column) => {
  expect(problemsOf(aRulesFile('', { mentions }))).toMatchObject([{ severity: 'error', code, column }])
})

test.each([
  ['oncal', 'did you mean "oncall"?'],
  ['"@oncall"', 'leave out the @: oncall'],
  ['amy', 'mentions: oncall, here, channel, everyone'],
])('a rule cannot call %s', (name, help) => {
  const mentions = 'oncall: { slack: S0ABC12345, discord: "role:998877665544332211" }'
  expect(problemsOf(aRulesFile(`${RULE}${name}`, { mentions }))).toMatchObject([
    { severity: 'error', code: 'unknown-mention', line: 11, column: 14, help },
  ])
})

test('here, channel and everyone need no entry', () => {
  expect(problemsOf(aRulesFile(`${RULE}[here, channel, everyone]`))).toEqual([])
})

test('a mention that calls nobody on a channel of its rule is warned of', () => {
  const mentions = 'oncall: { slack: S0ABC12345 }'
  expect(problemsOf(aRulesFile(`${RULE}oncall`, { mentions }))).toMatchObject([
    { severity: 'warning', code: 'mention-without-id', help: 'add discord: … to it under mentions:' },
  ])
})

const TWO = 'ops: slack:#ops\n  eu: eu:#ops\n  hook: { to: slack-webhook, url: { env: HOOK } }'
const EU = 'accounts:\n  eu: { platform: slack, token: { env: SLACK_EU_TOKEN } }'

test('ids differ by account where workspaces do; else the one of the platform holds for each of them', () => {
  const mentions = 'a: { slack: S0ABC12345, eu: S0EUR12345 }\n  b: { slack: S0ABC12345 }'
  const found = rulesOf(aRulesFile('', { top: EU, channels: TWO, mentions })).mentions
  expect(found.get('a')).toEqual({
    slack: 'S0ABC12345',
    eu: 'S0EUR12345',
    'slack-webhook/env/HOOK': 'S0ABC12345',
  })
  expect(found.get('b')).toMatchObject({ slack: 'S0ABC12345', eu: 'S0ABC12345' })
})

test('an id for one account alone calls nobody on another', () => {
  const rule = '  - name: A\n    send: [eu, hook]\n    mention: a'
  const mentions = 'a: { eu: S0EUR12345 }'
  expect(problemsOf(aRulesFile(rule, { top: EU, channels: TWO, mentions }))).toMatchObject([
    { code: 'mention-without-id', help: 'add slack: … to it under mentions:' },
  ])
})
