import { expect, test } from 'vitest'
import { compose } from '../../src/deliver/compose.ts'
import { noticeAcceptance, type NoticeOptions } from '../../src/deliver/notice.ts'
import { parseCallback } from '../../src/receive/callback.ts'
import type { Channel } from '../../src/rules/rules.ts'
import { aClaim } from '../support/a-claim.ts'
import { shippedTemplates } from '../support/shipped-templates.ts'
import { someRules } from '../support/some-rules.ts'

const rules = someRules(`
language: zh
channels:
  ops: { to: slack:#ops, language: en, timezone: Asia/Shanghai }
  each: { to: "slack:#kylin-{project}", allow: "#kylin-*", otherwise: ops }
`)
const NOTICE = {
  title: 'Rules of team sales \u001b[31mare broken',
  body: 'They stay as they were.',
  code: 'sales.yaml:3:1 error',
}

function channel(name: string): Channel {
  const found = rules.channels.get(name)
  if (found === undefined) throw new Error(`no channel ${name}`)
  return found
}

function acceptance(over: Partial<NoticeOptions> = {}) {
  const options = {
    channel: channel('ops'),
    rules,
    notice: NOTICE,
    key: 'team sales',
    now: 7,
    random: () => 0,
  }
  return noticeAcceptance({ ...options, ...over })
}

test('a notice is one delivery to its channel, with the channel’s look', () => {
  const { event, trace, deliveries } = acceptance()
  expect(event).toMatchObject({ cluster: 'herald', job_id: 'team sales', job_state: 'NOTICE', receivedAt: 7 })
  expect(trace).toEqual({ rules: rules.hash, outcome: 'notice', entries: [] })
  expect(deliveries).toMatchObject([
    {
      lane: 'slack:#ops',
      account: 'slack',
      place: '#ops',
      route: { rule: 'notice', channel: 'ops', language: 'en', timezone: 'Asia/Shanghai', mentions: [] },
    },
  ])
})

test('one key is one hash on every replica, another key another', () => {
  expect(acceptance({ now: 8, random: () => 0.5 }).hash).toBe(acceptance().hash)
  expect(acceptance({ key: 'team risk' }).hash).not.toBe(acceptance().hash)
})

test('no callback can have the hash of a notice: its bytes would be no callback', () => {
  const parsed = parseCallback(Buffer.from('notice team sales'), {
    id: 'e',
    cluster: 'herald',
    receivedAt: 0,
  })
  expect(parsed).toHaveProperty('problems')
})

test('a computed channel tells it in its other channel; a dry run in the inbox', () => {
  expect(acceptance({ channel: channel('each') }).deliveries[0]).toMatchObject({ lane: 'slack:#ops' })
  expect(acceptance({ dryRun: true }).deliveries[0]).toMatchObject({ account: 'inbox', place: '#ops' })
})

test('its message shows its own words, cleaned, as a warning, and no template', async () => {
  const [delivery] = acceptance().deliveries
  const claim = aClaim({ event: acceptance().event, ...delivery })
  const { card, message, note } = compose(claim, { rules, templates: await shippedTemplates() }, 0)
  expect(card).toEqual({
    summary: 'Rules of team sales are broken',
    title: 'Rules of team sales are broken',
    link: null,
    severity: 'warning',
    body: 'They stay as they were.',
    fields: [],
    suggestion: '',
    code: 'sales.yaml:3:1 error',
    buttons: [],
    footer: claim.delivery,
  })
  expect(message.payload['text']).toBe('Rules of team sales are broken')
  expect(note).toBe('')
})
