import { expect, test } from 'vitest'
import { explainJson, explainLines } from '../../src/rules/explain.ts'
import type { Decision, Route } from '../../src/rules/rules.ts'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, problemsOf, rulesOf } from './a-rules-file.ts'

const HOURS = `hours:
  nights: { daily: 22:00-08:00 }
  weekends: { weekends: all day }
  office: { mon-fri: 09:00-18:00 }
timezone: Asia/Shanghai`
/** A Saturday. */
const AT_NIGHT = '2026-11-21T23:30:00+08:00'
const AT_NOON = '2026-11-20T12:10:00+08:00'

function decisionAt(
  at: string,
  rules: readonly string[],
  over: Parameters<typeof aRulesFile>[1] = {},
): Decision {
  const text = aRulesFile(rules.map((rule) => `  - ${rule}`).join('\n'), {
    ...over,
    top: `${HOURS}\n${over.top ?? ''}`,
  })
  return rulesOf(text).match(anEvent({ project: 'sales', receivedAt: Date.parse(at) }), true)
}

const laterOf = ({ later }: Route): string | undefined =>
  later === undefined || later.kind === 'dropped'
    ? later?.kind
    : `${later.kind} ${new Date(later.at).toISOString()}`
const latersAt = (at: string, ...rules: readonly string[]): (string | undefined)[] =>
  decisionAt(at, rules).routes.map(laterOf)
const notesAt = (at: string, ...rules: readonly string[]): (string | undefined)[] =>
  decisionAt(at, rules).trace.entries.map(({ note }) => note)

test('what comes in quiet hours is held until they end, and goes at once at any other time', () => {
  const rule = '{ name: A, send: ops, quiet: nights }'
  expect(latersAt(AT_NIGHT, rule)).toEqual(['quiet 2026-11-22T00:00:00.000Z'])
  expect(notesAt(AT_NIGHT, rule)).toEqual(['held by quiet hours nights until 2026-11-22 08:00 Asia/Shanghai'])
  expect(latersAt(AT_NOON, rule)).toEqual([undefined])
  expect(notesAt(AT_NOON, rule)).toEqual([undefined])
})

test.each([
  [
    '[nights, weekends]',
    'quiet 2026-11-23T00:00:00.000Z',
    'held by quiet hours nights until 2026-11-23 08:00',
  ],
  [
    '{ hours: [weekends, nights] }',
    'quiet 2026-11-23T00:00:00.000Z',
    'held by quiet hours weekends until 2026-11-23 08:00',
  ],
  ['{ outside: office }', 'quiet 2026-11-23T01:00:00.000Z', 'held outside office until 2026-11-23 09:00'],
  ['{ outside: [office, weekends] }', undefined, undefined],
  ['none', undefined, undefined],
])('quiet: %s at 23:30 on a Saturday', (quiet, later, note) => {
  const rule = `{ name: A, send: ops, quiet: ${quiet} }`
  expect(latersAt(AT_NIGHT, rule)).toEqual([later])
  expect(notesAt(AT_NIGHT, rule)).toEqual([note === undefined ? undefined : `${note} Asia/Shanghai`])
})

test('a digest goes at its next time in the zone of the channel', () => {
  const over = { channels: 'ops: slack:#ops\n  far: { to: slack:#far, timezone: Asia/Kathmandu }' }
  const both = (digest: string) =>
    decisionAt(AT_NOON, [`{ name: A, send: [ops, far], digest: ${digest} }`], over)
  expect(both('1h').routes.map(laterOf)).toEqual([
    'digest 2026-11-20T05:00:00.000Z',
    'digest 2026-11-20T04:15:00.000Z',
  ])
  expect(both('daily 12:10').routes.map(laterOf)).toEqual([
    'digest 2026-11-21T04:10:00.000Z',
    'digest 2026-11-20T06:25:00.000Z',
  ])
  expect(both('daily 12:10').trace.entries[0]?.note).toBe(
    'ops joins the digest of 2026-11-21 12:10 Asia/Shanghai; far joins the digest of 12:10 Asia/Kathmandu',
  )
})

test('a digest that would go in quiet hours goes when they end', () => {
  const rule = '{ name: A, send: ops, digest: 1h, quiet: nights }'
  expect(latersAt('2026-11-20T21:30:00+08:00', rule)).toEqual(['digest 2026-11-21T00:00:00.000Z'])
  expect(latersAt('2026-11-20T20:30:00+08:00', rule)).toEqual(['digest 2026-11-20T13:00:00.000Z'])
})

test('what is lost in quiet hours is a route that sends nothing, and calls nobody', () => {
  const lost = '{ name: A, send: ops, mention: here, quiet: { hours: nights, then: drop } }'
  const { routes, trace } = decisionAt(AT_NIGHT, [lost])
  expect(routes.map(laterOf)).toEqual(['dropped'])
  expect([trace.outcome, trace.entries[0]?.note]).toEqual(['routed', 'quiet hours nights: lost on purpose'])
  for (const rules of [
    [lost, '{ name: B, send: ops, template: short, thread: none }'],
    ['{ name: B, send: ops, template: short, thread: none }', lost],
  ]) {
    const together = decisionAt(AT_NIGHT, rules)
    expect(together.routes).toMatchObject([{ rule: 'B', template: 'short', thread: 'none', mentions: [] }])
    expect(together.routes.map(laterOf)).toEqual([undefined])
    const notes = together.trace.entries.map(({ rule, note }) => `${rule} ${note ?? ''}`)
    expect(notes.toSorted()).toEqual(['A quiet hours nights: lost on purpose', 'B '])
  }
})

test('where rules disagree, at once beats quiet, quiet beats digest, and of two alike the earlier one wins', () => {
  const now = '{ name: Now, send: ops, mention: here }'
  const nights = '{ name: Nights, send: ops, quiet: nights, template: short, mention: channel }'
  const office = '{ name: Office, send: ops, quiet: { outside: office } }'
  const hourly = '{ name: Hourly, send: ops, digest: 1h }'
  const daily = '{ name: Daily, send: ops, digest: daily 08:30 }'
  const held = 'quiet 2026-11-22T00:00:00.000Z'
  expect(latersAt(AT_NIGHT, nights, now)).toEqual([undefined])
  expect(latersAt(AT_NIGHT, office, nights)).toEqual([held])
  expect(latersAt(AT_NIGHT, hourly, nights)).toEqual([held])
  expect(latersAt(AT_NIGHT, daily, hourly)).toEqual(['digest 2026-11-21T16:00:00.000Z'])
  expect(decisionAt(AT_NIGHT, [nights, now]).routes).toMatchObject([
    { rule: 'Nights', template: 'short', mentions: ['channel', 'here'] },
  ])
  expect(notesAt(AT_NIGHT, nights, now)).toEqual([
    '"Now" sends it at once',
    'already sent by "Nights", now at once',
  ])
  expect(notesAt(AT_NIGHT, now, nights)).toEqual([undefined, '"Now" sends it at once; already sent by "Now"'])
  expect(notesAt(AT_NIGHT, hourly, nights)).toEqual([
    '"Nights" sends it sooner',
    'held by quiet hours nights until 2026-11-22 08:00 Asia/Shanghai; already sent by "Hourly"',
  ])
})

test('a message counts against the limit of its channel and those of all rules that send it', () => {
  const channels =
    'ops: { to: slack:#ops, limit: 5 per 1m }\n  ops2: slack:#ops\n  free: { to: slack:#free, limit: none }\n  log: inbox'
  const limitsOf = (rules: readonly string[], top = '') =>
    decisionAt(AT_NOON, rules, { channels, top, unmatched: 'log' }).routes.map(({ limits }) =>
      limits?.map(({ key, count, perMs }) => `${key}:${count}/${perMs}`),
    )
  const own = ':5/60000'
  const usual = ':20/60000'
  expect(limitsOf(['{ name: A, send: [ops, free, log] }'])).toEqual([[own], undefined, [usual]])
  expect(
    limitsOf([
      '{ name: A, send: ops, limit: 10 per 5m }',
      '{ name: B, send: [ops2, free], limit: 1 per 1h }',
      '{ name: C, send: ops }',
    ]),
  ).toEqual([[own, 'A:10/300000', 'B:1/3600000'], ['B:1/3600000']])
  const top = 'defaults: { limit: 3 per 1h }'
  expect(limitsOf(['{ name: A, send: ops }', '{ name: B, send: free, limit: none }'], top)).toEqual([
    [own, 'A:3/3600000'],
    undefined,
  ])
  expect(limitsOf(['{ name: A, when: { project: x }, send: ops }'], top)).toEqual([[usual]])
})

test('a computed channel has its limit per place, and what takes its events has its own', () => {
  const channels =
    'each: { to: "slack:#kylin-{project}", allow: "#kylin-s*", otherwise: ops, limit: 2 per 1m, timezone: Asia/Kathmandu }\n  ops: { to: slack:#ops, limit: 5 per 1m, timezone: UTC }'
  const text = aRulesFile('  - { name: A, send: each, limit: 9 per 1m, digest: 1h }', { channels })
  const receivedAt = Date.parse('2026-11-20T12:10:00Z')
  const routes = ['sales', 'risk'].flatMap(
    (project) => rulesOf(text).match(anEvent({ project, receivedAt })).routes,
  )
  expect(
    routes.map(({ channel, limits }) => [channel, limits?.map(({ key, count }) => `${key}${count}`)]),
  ).toEqual([
    ['each', ['2', 'A9']],
    ['ops', ['5', 'A9']],
  ])
  expect(routes.map(laterOf)).toEqual(['digest 2026-11-20T12:15:00.000Z', 'digest 2026-11-20T13:00:00.000Z'])
})

test('defaults hold for rules that do not say otherwise; for unmatched only that of the thread', () => {
  const top = 'defaults: { quiet: nights, thread: model }'
  const over = { top, unmatched: 'game' }
  expect(decisionAt(AT_NIGHT, ['{ name: A, send: ops }'], over).routes).toMatchObject([
    { later: { kind: 'quiet' }, thread: 'model' },
  ])
  const own = '{ name: A, send: ops, quiet: none, thread: job }'
  for (const [rule, thread] of [
    [own, undefined],
    ['{ name: A, when: { project: x }, send: ops }', 'model'],
  ] as const) {
    const [route] = decisionAt(AT_NIGHT, [rule], over).routes
    expect([route?.later, route?.thread]).toEqual([undefined, thread])
  }
})

test('two rules with one message are in the thread that the first of them names', () => {
  const both = ['{ name: A, send: ops, thread: none }', '{ name: B, send: [ops, sales], thread: model }']
  expect(decisionAt(AT_NOON, both).routes.map(({ thread }) => thread)).toEqual(['none', 'model'])
})

test('explain says when a message goes', () => {
  const decision = decisionAt(AT_NIGHT, [
    '{ name: A, send: ops, quiet: nights, thread: none }',
    '{ name: B, send: sales, digest: daily 08:30 }',
    '{ name: C, send: game, quiet: { hours: nights, then: drop } }',
  ])
  expect(explainLines(decision)).toEqual([
    '✓ 1. A: every event → ops (held by quiet hours nights until 2026-11-22 08:00 Asia/Shanghai)',
    '✓ 2. B: every event → sales (joins the digest of 2026-11-22 08:30 Asia/Shanghai)',
    '✓ 3. C: every event → game (quiet hours nights: lost on purpose)',
    '→ ops held until 2026-11-22 08:00 Asia/Shanghai, sales in the digest of 2026-11-22 08:30 Asia/Shanghai, game lost on purpose',
  ])
  expect(explainJson(decision)).toMatchObject({
    channels: ['ops', 'sales'],
    messages: [
      { channel: 'ops', when: 'held', at: '2026-11-22T00:00:00Z', thread: 'none' },
      { channel: 'sales', when: 'digest', at: '2026-11-22T00:30:00Z', thread: 'job' },
      { channel: 'game', when: 'lost', thread: 'job' },
    ],
  })
})

const quietOf = (hours: string, quiet: string) =>
  problemsOf(
    aRulesFile(`  - { name: A, send: ops, quiet: ${quiet} }`, { top: `hours: { h: ${hours} }` }),
  ).map(({ severity, code, message }) => [severity, code, message])

test('hours that end are no mistake, however long they are', () => {
  expect(quietOf('{ dates: 2026-01-01..2026-12-31 }', 'h')).toEqual([])
  expect(quietOf('{ daily: 00:00-23:59 }', 'h')).toEqual([])
  expect(quietOf('{ dates: 2030-01-01..2032-12-31 }', 'h')).toEqual([
    [
      'error',
      'endless-quiet',
      'these quiet hours do not end from 2030-01-01 on: a message would be held for more than 400 days',
    ],
  ])
  expect(quietOf('{ dates: 2030-01-01..2032-12-31 }', '{ hours: h, then: drop }')).toEqual([])
  expect(quietOf('{ daily: all day }', '{ hours: h, then: drop }')).toEqual([
    ['warning', 'always-quiet', 'it is always quiet, so nothing of this is ever sent'],
  ])
})
