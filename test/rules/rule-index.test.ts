import { array, assert, boolean, constantFrom, oneof, option, property, record, subarray } from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../src/receive/event.ts'
import { fieldsOf } from '../../src/rules/match/event-fields.ts'
import { indexRules } from '../../src/rules/match/rule-index.ts'
import type { ConditionText } from '../../src/rules/file/schema.ts'
import { anEvent } from '../support/an-event.ts'
import { aChannel, aGroup, matchIn } from './some-groups.ts'

const CHANNELS = ['a', 'b', 'c'].map((name) => aChannel(name, `#${name}`))

const texts = oneof(
  constantFrom('sales', 'Sales_EU', 'hr', ''),
  constantFrom('sales*', 's?les', '*_eu', '*', '*les*', 'hr?', '?', 'x*_eu', '*ß'),
  constantFrom('/^sales/', '/_EU$/', '/(?-i)EU/'),
)
const matcher = oneof(
  texts,
  array(texts, { minLength: 1, maxLength: 3 }),
  record({ not: texts }),
  constantFrom({ present: true } as const),
)
const state = oneof(constantFrom('ERROR', 'SUCCEED', 'E*'), record({ not: constantFrom('SUCCEED', 'ERROR') }))
const condition = record(
  {
    project: matcher,
    job_state: state,
    job_type: constantFrom('META', '*', 'INDEX_BUILD'),
    tag: constantFrom('x', '/y/'),
  },
  { requiredKeys: [] },
).filter((fields) => Object.keys(fields).length > 0)
const aRule = record({
  when: option(oneof(condition, array(condition, { minLength: 1, maxLength: 3 })), { nil: undefined }),
  unless: option(condition, { nil: undefined }),
  send: subarray(CHANNELS),
  end: constantFrom('none', 'none', 'none', 'drop', 'stop'),
})
const aFile = record({ rules: array(aRule, { maxLength: 8 }), reach: option(condition, { nil: undefined }) })
const project = constantFrom<Json>(
  'sales',
  'SALES_eu',
  'hr',
  'hr1',
  '',
  'x_eu',
  'groß',
  ['sales', 'hr'],
  null,
  7,
)
const anyEvent = record({
  project,
  job_state: constantFrom<Json>('ERROR', 'SUCCEED', 'error', null),
  job_type: constantFrom('META', 'INDEX_BUILD'),
  housekeeping: boolean(),
  tag: constantFrom<Json>('x', ['y', 'x'], null),
})

type AFile = typeof aFile extends { generate: (...args: never[]) => { value: infer F } } ? F : never

const groupsOf = (files: readonly AFile[]) =>
  files.map(({ rules, reach }, file) =>
    aGroup(
      rules.map(({ when, unless, send, end }, index) => ({
        ...(when === undefined ? {} : { when }),
        ...(unless === undefined ? {} : { unless }),
        name: `r${index}`,
        send,
        drop: end === 'drop',
        stop: end === 'stop',
      })),
      file === 0 ? null : `t${file}`,
      file === 0 ? undefined : (reach as ConditionText | undefined),
    ),
  )

test('the index decides as a scan of all rules does, for events seen before and for new ones', () => {
  assert(
    property(
      array(aFile, { minLength: 1, maxLength: 4 }),
      array(anyEvent, { minLength: 1, maxLength: 6 }),
      (files, events) => {
        const match = matchIn(groupsOf(files), { unmatched: [aChannel('rest', '#rest')] })
        for (const event of [...events, ...events]) {
          const quick = match(anEvent(event))
          const { routes, trace } = match(anEvent(event), true)
          expect(quick.routes).toEqual(routes)
          expect(quick.trace.outcome).toBe(trace.outcome)
          expect(quick.trace.entries).toEqual(trace.entries.filter(({ matched }) => matched))
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('a small cache forgets and finds the same again', () => {
  const rules = ['sales', 'sales_*', '*_eu', '/eu/', '*'].map((name) => ({
    name,
    when: { project: name },
    send: CHANNELS,
  }))
  const index = indexRules([aGroup(rules)], 6)
  const found = (name: string) =>
    index.candidates(fieldsOf(anEvent({ project: name }), new Map())).map(({ rule }) => rule.name)
  for (let round = 0; round < 3; round++) {
    expect(found('sales')).toEqual(['sales', '*'])
    expect(found('SALES_EU')).toEqual(['sales_*', '*_eu', '/eu/', '*'])
    expect(found('hr')).toEqual(['*'])
  }
})

test('of 10,000 rules only those that fit the project, or their team, are tried', () => {
  const groups = Array.from({ length: 100 }, (_, team) =>
    aGroup(
      Array.from({ length: 100 }, (__, n) => ({
        name: `r${n}`,
        when: { job_state: n % 2 === 0 ? 'ERROR' : 'SUCCEED' },
      })),
      `team${team}`,
      { project: `team${team}_*` },
    ),
  )
  const { all, candidates } = indexRules(groups)
  const tried = candidates(fieldsOf(anEvent({ project: 'team7_x', job_state: 'ERROR' }), new Map()))
  expect([all.length, tried.length]).toEqual([10_000, 50])
  expect(new Set(tried.map(({ group }) => group.team))).toEqual(new Set(['team7']))
})
