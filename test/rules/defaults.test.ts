import { expect, test } from 'vitest'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, problemsOf, rulesOf } from './a-rules-file.ts'

const CHANNELS = 'ops: slack:#ops\n  zh: { to: slack:#zh, language: zh, template: tiny }'
const MENTIONS = 'oncall: { slack: S0ABC12345 }\n  boss: { slack: U0ABC12345 }'

function looksOf(rules: string, top: string) {
  const text = aRulesFile(rules, { top, channels: CHANNELS, mentions: MENTIONS })
  return rulesOf(text).match(anEvent()).routes
}

test('defaults hold for every rule that does not say otherwise', () => {
  const top = 'defaults: { template: short, language: zh, mention: oncall }'
  expect(looksOf('  - name: A\n    send: ops', top)).toMatchObject([
    { template: 'short', language: 'zh', mentions: ['oncall'] },
  ])
  const own = '  - { name: A, send: ops, template: long, language: en, mention: boss }'
  expect(looksOf(own, top)).toMatchObject([{ template: 'long', language: 'en', mentions: ['boss'] }])
})

test("a channel's language comes before a rule's, its template only before the default", () => {
  const top = 'defaults: { template: short, language: en }'
  expect(looksOf('  - { name: A, send: zh, language: en }', top)).toMatchObject([
    { template: 'tiny', language: 'zh' },
  ])
})

test('the templates of defaults count as used, and must be there', () => {
  const text = aRulesFile('  - name: A\n    send: ops', { top: 'defaults: { template: short }' })
  expect(rulesOf(text).templates).toEqual(new Set(['short']))
  expect(problemsOf(text, ['long'])).toMatchObject([{ code: 'unknown-template', line: 2, column: 23 }])
})

test('mask holds RE2 patterns without their slashes', () => {
  const top = `defaults: { mask: ['/AKIA[A-Z0-9]{16}/', '/tok_\\w+/'] }`
  expect(rulesOf(aRulesFile('', { top })).mask).toEqual(['AKIA[A-Z0-9]{16}', 'tok_\\w+'])
  expect(rulesOf(aRulesFile('', { top: `defaults: { mask: '/a+/' }` })).mask).toEqual(['a+'])
})

test('notices go to a channel with a place of its own', () => {
  expect(rulesOf(aRulesFile('', { top: 'notices: ops' })).notices).toBe('ops')
  expect(rulesOf(aRulesFile('')).notices).toBeNull()
  expect(problemsOf(aRulesFile('', { top: 'notices: opps' }))).toMatchObject([
    { code: 'unknown-channel', line: 2, column: 10 },
  ])
})
