import { expect, test } from 'vitest'
import { rulesOf } from './a-rules-file.ts'

const aFile = (channels: string, top = ''): string =>
  `version: 1\n${top}\nchannels:\n${channels}\nrules: []\nunmatched: drop\n`

test('slack and discord need no entry, and stand among the accounts only where a channel uses them', () => {
  const { accounts } = rulesOf(aFile('  a: slack:#a\n  b: inbox'))
  expect([...accounts.values()]).toEqual([{ name: 'slack', platform: 'slack', kind: 'bot', secret: null }])
})

test('a named account is a scheme, with a lane of its own', () => {
  const top =
    'accounts:\n  eu: { platform: slack, token: { env: SLACK_EU_TOKEN } }\n  dc: { platform: discord, token: { file: run/dc } }\n  idle: { platform: slack, token: { env: X } }'
  const channels = '  a: eu:#Alerts\n  b: dc:1122334455667788990\n  c: slack:#alerts'
  const rules = rulesOf(aFile(channels, top))
  expect([...rules.accounts.values()]).toEqual([
    { name: 'eu', platform: 'slack', kind: 'bot', secret: { env: 'SLACK_EU_TOKEN' } },
    { name: 'dc', platform: 'discord', kind: 'bot', secret: { file: 'run/dc' } },
    { name: 'slack', platform: 'slack', kind: 'bot', secret: null },
  ])
  expect(rules.channels.get('a')).toMatchObject({
    account: 'eu',
    platform: 'slack',
    place: '#alerts',
    lane: 'eu:#alerts',
  })
  expect(rules.channels.get('b')).toMatchObject({ account: 'dc', platform: 'discord', paceMs: 0 })
})

test('the token of slack itself may stand elsewhere than in SLACK_BOT_TOKEN', () => {
  const top = 'accounts:\n  slack: { platform: slack, token: { file: run/slack } }'
  expect(rulesOf(aFile('  a: slack:#a', top)).accounts.get('slack')?.secret).toEqual({ file: 'run/slack' })
})

test('a webhook is an account by where its address stands: the same address is one lane', () => {
  const channels = [
    '  a: { to: slack-webhook, url: { env: HOOK }, language: zh }',
    '  b: { to: slack-webhook, url: { env: HOOK } }',
    '  c: { to: discord-webhook, url: { file: run/hook }, files: none }',
  ].join('\n')
  const { channels: found, accounts } = rulesOf(aFile(channels))
  expect([...accounts.values()]).toEqual([
    { name: 'slack-webhook/env/HOOK', platform: 'slack', kind: 'webhook', secret: { env: 'HOOK' } },
    {
      name: 'discord-webhook/file/run/hook',
      platform: 'discord',
      kind: 'webhook',
      secret: { file: 'run/hook' },
    },
  ])
  expect(found.get('a')).toMatchObject({
    account: 'slack-webhook/env/HOOK',
    place: '',
    files: true,
    computed: null,
  })
  expect(found.get('a')?.lane).toBe(found.get('b')?.lane)
  expect(found.get('c')).toMatchObject({ platform: 'discord', files: false })
})
