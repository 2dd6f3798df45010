import { expect, test } from 'vitest'
import { explainLines } from '../../src/rules/explain.ts'
import { anEvent } from '../support/an-event.ts'
import { aChannel, aComputedChannel, aGroup, matchIn } from './some-groups.ts'
import { hoursOf } from './some-hours.ts'

const OPS = aChannel('ops', '#ops')
const SALES = aChannel('sales', '#sales')
const channelsOf = (match: ReturnType<typeof matchIn>, event: Parameters<typeof anEvent>[0]) =>
  match(anEvent(event)).routes.map(({ channel }) => channel)

test('a team sees only the events of its reach, and the trace says so', () => {
  const match = matchIn([
    aGroup([{ name: 'All', send: [OPS] }]),
    aGroup([{ name: 'Ours', when: { job_state: 'ERROR' }, send: [SALES] }], 'sales', {
      project: ['sales', 'sales_*'],
    }),
  ])
  expect(channelsOf(match, { project: 'sales_eu' })).toEqual(['ops', 'sales'])
  expect(channelsOf(match, { project: 'hr' })).toEqual(['ops'])
  expect(explainLines(match(anEvent({ project: 'hr' }), true))).toEqual([
    '✓ 1. All: every event → ops',
    '✗ 1. sales/Ours: limited by team sales: project is hr, wanted sales or sales_*',
    '→ ops',
  ])
})

test('a reach does not ask for housekeeping jobs: a rule of the team must', () => {
  const rules = [
    { name: 'A', send: [OPS] },
    { name: 'B', when: { job_type: 'META' }, send: [SALES] },
  ]
  const match = matchIn([aGroup(rules, 't', { job_type: 'META' })])
  expect(channelsOf(match, { job_type: 'META', housekeeping: true })).toEqual(['sales'])
})

test('drop in the root file ends everything', () => {
  const match = matchIn([
    aGroup([
      { name: 'Drop', drop: true },
      { name: 'Later', send: [OPS] },
    ]),
    aGroup([{ name: 'Ours', send: [SALES] }], 'sales'),
  ])
  const { routes, trace } = match(anEvent(), true)
  expect([routes, trace.outcome]).toEqual([[], 'dropped'])
  expect(trace.entries.map(({ why, note }) => [why, note])).toEqual([
    ['every event', 'drops: nothing further is sent'],
    ['not reached', '"Drop" drops'],
    ['not reached', '"Drop" drops'],
  ])
})

test('stop in the root file ends the root file only', () => {
  const match = matchIn([
    aGroup([
      { name: 'Stop', stop: true },
      { name: 'Later', send: [OPS] },
    ]),
    aGroup([{ name: 'Ours', send: [SALES] }], 'sales'),
  ])
  expect(channelsOf(match, {})).toEqual(['sales'])
  expect(match(anEvent(), true).trace.entries.map(({ note }) => note)).toEqual([
    'stops here',
    '"Stop" stops',
    undefined,
  ])
})

test.each([{ drop: true }, { stop: true }])('%j in a team file ends that file only', (end) => {
  const match = matchIn([
    aGroup([]),
    aGroup(
      [
        { name: 'End', ...end },
        { name: 'Later', send: [OPS] },
      ],
      'a',
    ),
    aGroup([{ name: 'Ours', send: [SALES] }], 'b'),
  ])
  expect(channelsOf(match, {})).toEqual(['sales'])
})

test('an event is dropped where a team drops it and nobody sends; a drop cancels no earlier send', () => {
  const drop = aGroup([{ name: 'End', drop: true }], 'a')
  expect(matchIn([aGroup([]), drop], { unmatched: [OPS] })(anEvent()).trace).toMatchObject({
    outcome: 'dropped',
    entries: [{ rule: 'a/End', note: 'drops: nothing further of team a is sent' }],
  })
  const { routes, trace } = matchIn([aGroup([{ name: 'A', send: [OPS] }]), drop])(anEvent())
  expect([routes.length, trace.outcome]).toEqual([1, 'routed'])
})

test('two files that send to one channel make one message, the first rule gives its look', () => {
  const match = matchIn([
    aGroup([{ name: 'A', send: [OPS], mention: ['here'] }]),
    aGroup([{ name: 'B', send: [aChannel('t/mine', '#ops', { language: 'zh' })], mention: ['oncall'] }], 't'),
  ])
  const { routes, trace } = match(anEvent())
  expect(routes).toMatchObject([{ rule: 'A', channel: 'ops', language: 'en', mentions: ['here', 'oncall'] }])
  expect(trace.entries[1]?.note).toBe('already sent by "A"')
})

const OFFICE = hoursOf({ 'mon-fri': '09:00-18:30' }, 'Asia/Shanghai')
const SUNDAY = Date.parse('2026-10-04T03:10+08:00')
const MONDAY = Date.parse('2026-10-05T10:00+08:00')

test('during and outside look at the arrival of the callback, and say so', () => {
  const match = matchIn([
    aGroup([
      { name: 'In', when: { project: 'sales' }, during: [OFFICE], send: [OPS] },
      { name: 'Out', outside: [OFFICE], send: [SALES] },
    ]),
  ])
  expect(explainLines(match(anEvent({ receivedAt: SUNDAY }), true))).toEqual([
    '✗ 1. In: it is Sun 03:10 (Asia/Shanghai), wanted during it',
    '✓ 2. Out: outside it → sales',
    '→ sales',
  ])
  expect(explainLines(match(anEvent({ receivedAt: MONDAY }), true))).toEqual([
    '✓ 1. In: project sales, during it → ops',
    '✗ 2. Out: it is Mon 10:00 (Asia/Shanghai), wanted outside it',
    '→ ops',
  ])
})

test('any of several hours is enough for during, and none of them may hold for outside', () => {
  const never = hoursOf({ dates: '1999-01-01' })
  const match = matchIn([
    aGroup([
      { name: 'In', during: [never, OFFICE], send: [OPS] },
      { name: 'Out', outside: [never, OFFICE], send: [SALES] },
    ]),
  ])
  expect(channelsOf(match, { receivedAt: MONDAY })).toEqual(['ops'])
  expect(channelsOf(match, { receivedAt: SUNDAY })).toEqual(['sales'])
})

test('model is the name that the cluster gives to the uuid', () => {
  const models = new Map([['0ce7b2a5', 'orders']])
  const prod = { name: 'prod', url: null, credentials: null, forward: null, models }
  const match = matchIn(
    [
      aGroup([
        {
          name: 'A',
          when: { model_id: { present: true } },
          send: [aComputedChannel('room', { pattern: '#kylin-{model}' })],
          otherwise: OPS,
        },
      ]),
    ],
    { clusters: new Map([['prod', prod]]) },
  )
  const places = (event: Parameters<typeof anEvent>[0]) =>
    match(anEvent(event)).routes.map(({ place }) => place)
  expect(places({ cluster: 'prod', model_id: '0CE7b2a5' })).toEqual(['#kylin-orders'])
  expect(places({ cluster: 'test', model_id: '0ce7b2a5' })).toEqual(['#ops'])
  expect(places({ cluster: 'prod', model_id: 'other' })).toEqual(['#ops'])
})

test('a computed channel goes where the event says, one message per place', () => {
  const room = aComputedChannel('room', {})
  const match = matchIn([
    aGroup([
      { name: 'A', send: [room], otherwise: OPS },
      { name: 'B', when: { project: 'Sales' }, send: [aChannel('plain', '#kylin-sales')], mention: ['here'] },
    ]),
  ])
  const { routes, trace } = match(anEvent({ project: 'Sales' }))
  expect(routes).toMatchObject([
    { rule: 'A', channel: 'room', place: '#kylin-sales', lane: 'slack:#kylin-sales', mentions: ['here'] },
  ])
  expect(trace.entries.map(({ note }) => note)).toEqual(['room → slack:#kylin-sales', 'already sent by "A"'])
})

test('what a computed channel may not reach goes to its other channel, and the trace says why', () => {
  const match = matchIn([
    aGroup([{ name: 'A', send: [aComputedChannel('room', { allow: ['#kylin-s*'] })], otherwise: OPS }]),
  ])
  const { routes, trace } = match(anEvent({ project: 'hr' }))
  expect(routes).toMatchObject([{ channel: 'ops', place: '#ops', lane: 'slack:#ops' }])
  expect(explainLines({ routes, trace })).toEqual([
    '✓ 1. A: every event → room (room: slack:#kylin-hr is not allowed, so ops takes it)',
    '→ ops',
  ])
})

test('a message that another channel takes looks as that channel wants it', () => {
  const room = aComputedChannel('room', { allow: [] }, { template: 'long', language: 'en' })
  const other = aChannel('ops', '#ops', { template: 'short', language: 'zh', timezone: 'Asia/Shanghai' })
  const { routes } = matchIn([aGroup([{ name: 'A', send: [room], otherwise: other }])])(anEvent())
  expect(routes).toMatchObject([{ template: 'short', language: 'zh', timezone: 'Asia/Shanghai' }])
})

test('a rule whose computed place is that of its other channel sends once', () => {
  const match = matchIn([
    aGroup([
      { name: 'A', send: [aComputedChannel('room', {}), aChannel('hr', '#kylin-hr')], otherwise: OPS },
    ]),
  ])
  const { routes, trace } = match(anEvent({ project: 'hr' }))
  expect(routes.map(({ lane }) => lane)).toEqual(['slack:#kylin-hr'])
  expect(trace.entries[0]?.note).toBe('room → slack:#kylin-hr; hr is the same place as room')
})

test('unmatched may be a computed channel', () => {
  const { routes, trace } = matchIn([aGroup([])], { unmatched: [aComputedChannel('room', {})] })(
    anEvent({ project: 'hr' }),
  )
  expect([routes.map(({ place }) => place), trace.outcome]).toEqual([['#kylin-hr'], 'unmatched'])
})
