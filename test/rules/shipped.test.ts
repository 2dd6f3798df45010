import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { loadRules } from '../../src/rules/load.ts'
import { anEvent } from '../support/an-event.ts'
import { callbackEvents } from '../support/callback-events.ts'
import { rulesOf } from './a-rules-file.ts'

const TEXT = readFileSync(resolve(import.meta.dirname, '../../rules.yaml'), 'utf8')

test('the shipped rules have no mistake and no warning', () => {
  expect(loadRules(TEXT, 'rules.yaml').problems).toEqual([])
})

test('the shipped rules show both platforms, both languages and a mention', () => {
  const { channels, mentions, language } = rulesOf(TEXT)
  expect(new Set([...channels.values()].map(({ platform }) => platform))).toEqual(
    new Set(['slack', 'discord', 'inbox']),
  )
  expect(new Set([...channels.values()].map((channel) => channel.language ?? language))).toEqual(
    new Set(['en', 'zh']),
  )
  expect(mentions.size).toBeGreaterThan(0)
})

test('each shipped rule takes one of the callbacks that Kylin sends', () => {
  const { match } = rulesOf(TEXT)
  const events = [
    ...callbackEvents(),
    anEvent({ project: 'sandbox' }),
    anEvent({ job_state: 'SUCCEED', duration: 1_800_001 }),
    anEvent({ cause: 'Container killed by YARN for exceeding physical memory limits.' }),
  ]
  const told = new Set(events.flatMap((event) => match(event).trace.entries.map(({ rule }) => rule)))
  const all = match(anEvent({ project: 'nobody' }), true).trace.entries.map(({ rule }) => rule)
  expect(all.filter((rule) => !told.has(rule))).toEqual([])
})

test('housekeeping stays silent in the shipped rules', () => {
  const decisions = callbackEvents()
    .filter(({ housekeeping }) => housekeeping)
    .map((event) => rulesOf(TEXT).match(event))
  expect(decisions.map(({ trace }) => trace.outcome)).toEqual(['housekeeping'])
})
