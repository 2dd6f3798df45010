import { expect, test } from 'vitest'
import { compose } from '../../src/deliver/compose.ts'
import type { Claim } from '../../src/store/claimed.ts'
import { aClaim } from '../support/a-claim.ts'
import { anEvent } from '../support/an-event.ts'
import { shippedTemplates } from '../support/shipped-templates.ts'
import { someRules } from '../support/some-rules.ts'

const rules = someRules(`
accounts: { eu: { platform: slack, token: { env: EU_TOKEN } } }
channels:
  sales: slack:#moved
  guild: discord:112233445566778899
  each: { to: "slack:#kylin-{project}", allow: "#kylin-*", otherwise: sales }
  hook: { to: slack-webhook, url: { env: OPS_URL } }
  paris: eu:#data
mentions:
  oncall: { slack: S0ONCALL01, discord: "role:998877665544332211" }
  slack-only: { slack: U0SOMEONE1 }
  french: { eu: S0FRENCH01 }
clusters: { prod: { url: "https://kylin.example.com/kylin", models: { 91402da4-b991-4cd8-b164-7f62b9e91b69: orders } } }
`)
const looks = { rules, templates: await shippedTemplates() }
const NOW = 1_715_414_700_000
const route = aClaim().route

test('the place is that of the channel now; a name that left the rules keeps its last place', () => {
  expect(compose(aClaim({ place: '#old' }), looks, NOW).place).toBe('#moved')
  const gone = aClaim({ place: '#old', route: { ...route, channel: 'gone' } })
  expect(compose(gone, looks, NOW)).toMatchObject({ place: '#old', message: { platform: 'slack' } })
})

test('the place that an event decided stays, whatever its channel says now', () => {
  const decided = aClaim({ place: '#kylin-risk', route: { ...route, channel: 'each' } })
  expect(compose(decided, looks, NOW).place).toBe('#kylin-risk')
})

function called(account: string, channel: string): unknown {
  const mentions = ['oncall', 'french']
  const claim = aClaim({ account, place: '', route: { ...route, channel, mentions } })
  return /^(?:<!subteam\^\w+> )*/.exec(String(compose(claim, looks, NOW).message.payload['text']))?.[0]
}

test('a mention has an id for each account: a webhook calls those of its platform', () => {
  expect(called('slack-webhook/env/OPS_URL', 'hook')).toBe('<!subteam^S0ONCALL01> ')
  expect(called('eu', 'paris')).toContain('<!subteam^S0FRENCH01> ')
})

test('a callback that is passed on is its fields, without a card', () => {
  const event = anEvent({ project: 'risk' })
  expect(compose(aClaim({ platform: 'forward', account: 'forward/prod', event }), looks, NOW)).toEqual({
    card: null,
    message: { platform: 'forward', payload: event.fields },
    place: '',
    note: '',
  })
})

test('templates see the model’s name and where its job stands in Kylin', () => {
  const event = anEvent({ cluster: 'prod', model_id: '91402da4-b991-4cd8-b164-7f62b9e91b69' })
  const { card } = compose(aClaim({ event }), looks, NOW)
  expect(card?.fields.map(({ value }) => value)).toContain('orders')
  expect(card?.buttons.map(({ url }) => url)).toContainEqual(
    expect.stringContaining('/#/monitor/job?modelAlias='),
  )
})

test('what waits in the lane of one account is never made for another', () => {
  const waiting = aClaim({ platform: 'discord', account: 'discord', place: '112233445566778899' })
  expect(compose(waiting, looks, NOW)).toMatchObject({
    place: '112233445566778899',
    message: { platform: 'discord' },
  })
  const dry = compose(
    aClaim({ platform: 'inbox', account: 'inbox', route: { ...route, channel: 'guild' } }),
    looks,
    NOW,
  )
  expect(dry).toMatchObject({ place: '112233445566778899', message: { platform: 'discord' } })
})

test('a mention calls the id of the account that posts, and nobody where there is none', () => {
  const mentions = ['oncall', 'slack-only', 'here']
  const slack = compose(aClaim({ route: { ...route, mentions } }), looks, NOW).message.payload
  expect(slack['text']).toMatch(/^<!subteam\^S0ONCALL01> <@U0SOMEONE1> <!here> /)
  const toGuild = { ...route, channel: 'guild', mentions: ['oncall', 'slack-only'] }
  const discord = compose(aClaim({ platform: 'discord', account: 'discord', route: toGuild }), looks, NOW)
    .message.payload
  expect(discord['allowed_mentions']).toEqual({ parse: [], roles: ['998877665544332211'], users: [] })
})

function textOf(claim: Partial<Claim>): unknown {
  return compose(aClaim(claim), looks, NOW).message.payload['text']
}

test('an attempt after an unknown outcome says that it may be a repeat', () => {
  expect(textOf({ unknown: true })).toContain('may be a repeat')
  expect(textOf({ unknown: false })).not.toContain('may be a repeat')
})

test('the plain form has no blocks', () => {
  const { payload } = compose(
    aClaim({ plain: true, event: anEvent({ cause: 'Disk full' }) }),
    looks,
    NOW,
  ).message
  expect(payload).not.toHaveProperty('blocks')
  expect(payload).not.toHaveProperty('attachments')
  expect(payload['text']).toContain('Disk full')
})

test('a template that is not there makes the built-in text, and a note', () => {
  const composed = compose(aClaim({ route: { ...route, template: 'nowhere' } }), looks, NOW)
  expect(composed.note).toContain('"nowhere"')
  expect(composed.message.payload['text']).toContain('sales / INDEX_BUILD failed')
})
