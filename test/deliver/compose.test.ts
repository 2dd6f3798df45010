import { expect, test } from 'vitest'
import { compose } from '../../src/deliver/compose.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { Rules } from '../../src/rules/rules.ts'
import type { Claim } from '../../src/store/store.ts'
import { aClaim } from '../support/a-claim.ts'
import { anEvent } from '../support/an-event.ts'
import { shippedTemplates } from '../support/shipped-templates.ts'

function rulesOf(text: string): Rules {
  const { rules, problems } = loadRules(text, 'rules.yaml')
  if (rules === null) throw new Error(problems.map(({ message }) => message).join('; '))
  return rules
}

const rules = rulesOf(`
version: 1
channels: { sales: slack:#moved, guild: discord:112233445566778899 }
mentions: { oncall: { slack: S0ONCALL01, discord: "role:998877665544332211" }, slack-only: { slack: U0SOMEONE1 } }
rules: []
unmatched: drop
`)
const looks = { rules, templates: await shippedTemplates() }
const NOW = 1_715_414_700_000
const route = aClaim().route

test('the place is that of the channel now; a name that left the rules keeps its last place', () => {
  expect(compose(aClaim({ place: '#old' }), looks, NOW).place).toBe('#moved')
  const gone = aClaim({ place: '#old', route: { ...route, channel: 'gone' } })
  expect(compose(gone, looks, NOW)).toMatchObject({ place: '#old', message: { platform: 'slack' } })
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
