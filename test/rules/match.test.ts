import { expect, test } from 'vitest'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, problemsOf, rulesOf } from './a-rules-file.ts'

const sentTo = (
  rules: string,
  event: Parameters<typeof anEvent>[0],
  over: Parameters<typeof aRulesFile>[1] = {},
) =>
  rulesOf(aRulesFile(rules, over))
    .match(anEvent(event))
    .routes.map(({ channel }) => channel)

const rule = (name: string, ...lines: readonly string[]) =>
  [`  - name: ${name}`, ...lines.map((line) => `    ${line}`), ''].join('\n')

test('every matching rule sends', () => {
  const rules =
    rule('A', 'send: ops') +
    rule('B', 'when: { project: sales }', 'send: sales') +
    rule('C', 'when: { project: x }', 'send: game')
  expect(sentTo(rules, { project: 'sales' })).toEqual(['ops', 'sales'])
})

test('one message per channel: the first rule gives the look, mentions are united, the trace says so', () => {
  const rules =
    rule('A', 'send: ops', 'language: zh', 'mention: here') +
    rule('B', 'send: [ops, sales]', 'language: en', 'template: short', 'mention: [here, everyone]')
  const { routes, trace } = rulesOf(aRulesFile(rules)).match(anEvent())
  expect(routes).toEqual([
    {
      rule: 'A',
      channel: 'ops',
      place: '#ops',
      lane: 'slack:#ops',
      template: null,
      language: 'zh',
      timezone: 'UTC',
      mentions: ['here', 'everyone'],
      limits: [{ key: '', count: 20, perMs: 60_000 }],
    },
    {
      rule: 'B',
      channel: 'sales',
      place: '#sales',
      lane: 'slack:#sales',
      template: 'short',
      language: 'en',
      timezone: 'UTC',
      mentions: ['here', 'everyone'],
      limits: [{ key: '', count: 20, perMs: 60_000 }],
    },
  ])
  expect(trace.entries[1]).toMatchObject({ rule: 'B', matched: true, note: 'ops already sent by "A"' })
})

test('two names for one place are one channel', () => {
  const channels = 'a: slack:#Ops\n  b: { to: slack:#ops, language: zh }'
  const { routes, trace } = rulesOf(
    aRulesFile(rule('A', 'send: b') + rule('B', 'send: a'), { channels }),
  ).match(anEvent())
  expect(routes.map(({ channel, language }) => [channel, language])).toEqual([['b', 'zh']])
  expect(trace.entries[1]).toMatchObject({ channels: ['a'], note: 'already sent by "A"' })
})

test('naming one place twice in a rule is warned of', () => {
  const channels = 'a: slack:#Ops\n  b: slack:#ops'
  expect(problemsOf(aRulesFile(rule('A', 'send: [a, b]'), { channels }))).toMatchObject([
    { severity: 'warning', code: 'same-place', line: 7, column: 15 },
  ])
})

test('unless takes cases out', () => {
  const rules = rule('A', 'when: { project: sales }', 'unless: { error_code: KE-1* }', 'send: ops')
  expect(sentTo(rules, { project: 'sales', error_code: 'KE-2' })).toEqual(['ops'])
  expect(sentTo(rules, { project: 'sales', error_code: 'KE-12' })).toEqual([])
  expect(sentTo(rules, { project: 'other', error_code: 'KE-2' })).toEqual([])
})

test('drop ends the search and cancels no earlier send', () => {
  const rules =
    rule('A', 'when: { project: sales }', 'send: ops') + rule('B', 'drop: true') + rule('C', 'send: sales')
  expect(sentTo(rules, { project: 'sales' })).toEqual(['ops'])
  const { routes, trace } = rulesOf(aRulesFile(rules, { unmatched: 'game' })).match(
    anEvent({ project: 'x' }),
    true,
  )
  expect(routes).toEqual([])
  expect(trace.outcome).toBe('dropped')
  expect(trace.entries[2]).toMatchObject({ matched: false, why: 'not reached', note: '"B" drops' })
})

test('stop ends the search and what it did not send is unmatched', () => {
  const rules =
    rule('A', 'when: { project: sales }', 'send: ops', 'stop: true') +
    rule('B', 'when: { project: x }', 'stop: true') +
    rule('C', 'send: sales')
  expect(sentTo(rules, { project: 'sales' })).toEqual(['ops'])
  expect(sentTo(rules, { project: 'x' }, { unmatched: '[game, ops]' })).toEqual(['game', 'ops'])
  expect(sentTo(rules, { project: 'y' })).toEqual(['sales'])
})

test('what no rule sent or dropped goes to unmatched', () => {
  const rules = rulesOf(
    aRulesFile(rule('A', 'when: { project: x }', 'send: ops'), { unmatched: 'sales', top: 'language: zh' }),
  )
  const { routes, trace } = rules.match(anEvent())
  expect(routes).toEqual([
    {
      rule: 'unmatched',
      channel: 'sales',
      place: '#sales',
      lane: 'slack:#sales',
      template: null,
      language: 'zh',
      timezone: 'UTC',
      mentions: [],
      limits: [{ key: '', count: 20, perMs: 60_000 }],
    },
  ])
  expect(trace).toEqual({ rules: rules.hash, outcome: 'unmatched', entries: [] })
})

test('a channel has one language; the template falls back from rule to channel, the zone from channel to file', () => {
  const channels =
    'a: { to: slack:#a, language: zh, template: short, timezone: Asia/Shanghai }\n  b: slack:#b'
  const top = 'language: en\ntimezone: Europe/Berlin'
  const rules = rule('A', 'send: [a, b]') + rule('B', 'when: { project: x }', 'send: a')
  const { routes } = rulesOf(aRulesFile(rules, { channels, top })).match(anEvent())
  expect(routes).toMatchObject([
    { channel: 'a', language: 'zh', template: 'short', timezone: 'Asia/Shanghai' },
    { channel: 'b', language: 'en', template: null, timezone: 'Europe/Berlin' },
  ])
  const own = rule('A', 'send: a', 'language: en', 'template: long')
  expect(rulesOf(aRulesFile(own, { channels, top })).match(anEvent()).routes).toMatchObject([
    { language: 'zh', template: 'long' },
  ])
})

const HOUSEKEEPING = { job_type: 'META', job_state: 'SUCCEED', housekeeping: true }

test.each([
  ['{ job_type: META }', true],
  ['{ job_type: [INDEX_BUILD, meta] }', true],
  ['{ housekeeping: true }', true],
  ['{ job_type: "M*" }', false],
  ['{ job_type: "*" }', false],
  ["{ job_type: '/META/' }", false],
  ['{ job_type: { not: INDEX_BUILD } }', false],
  ['{ job_type: [ROUTINE, "M*"] }', false],
  ['{ housekeeping: { not: false } }', false],
  ['{ job_state: SUCCEED }', false],
  ['[{ job_state: SUCCEED }, { job_type: META }]', true],
  ['{ job_type: META, job_state: ERROR }', false],
])('a housekeeping job matches where it is asked for: %s', (when, matches) => {
  expect(sentTo(rule('A', `when: ${when}`, 'send: ops'), HOUSEKEEPING)).toEqual(matches ? ['ops'] : [])
})

test('a housekeeping job that no rule asks for is never unmatched, and a rule without when does not take it', () => {
  const rules = rulesOf(aRulesFile(rule('A', 'send: ops') + rule('B', 'drop: true'), { unmatched: 'ops' }))
  const { routes, trace } = rules.match(anEvent(HOUSEKEEPING), true)
  expect(routes).toEqual([])
  expect(trace.outcome).toBe('housekeeping')
  expect(trace.entries[0]).toMatchObject({
    matched: false,
    why: 'job_type META is housekeeping, wanted by its name or housekeeping: true',
  })
})

test('the hash is that of the bytes and the source is kept', () => {
  const text = aRulesFile(rule('A', 'send: ops'))
  expect(rulesOf(text).hash).toMatch(/^[0-9a-f]{12}$/)
  expect(rulesOf(text).hash).not.toBe(rulesOf(`${text}# 中文\n`).hash)
  expect(rulesOf(`\ufeff${text}`).source).toBe(`\ufeff${text}`)
})
