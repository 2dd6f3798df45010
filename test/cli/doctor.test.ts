import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { expect, onTestFinished, test } from 'vitest'
import { addDoctor } from '../../src/cli/doctor.ts'
import { DISCORD_TOKEN, startStandInDiscord } from '../support/stand-in-discord.ts'
import type { DiscordDirectory } from '../support/stand-in-discord-directory.ts'
import { GUILD } from '../support/stand-in-discord-directory.ts'
import { SLACK_TOKEN, startStandInSlack } from '../support/stand-in-slack.ts'
import type { SlackDirectory } from '../support/stand-in-slack-directory.ts'
import { aCommandContext } from './a-command-context.ts'

const SCOPES =
  'chat:write,channels:history,groups:history,channels:read,groups:read,files:write,reactions:write'

interface Found {
  readonly state: string
  readonly about: string
  readonly message: string
  readonly help: string
}

function folderWith(rules: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'herald-doctor-'))
  writeFileSync(join(folder, 'rules.yaml'), rules)
  return folder
}

async function doctor(
  rules: string,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
  over: Parameters<typeof aCommandContext>[1] = {},
) {
  const folder = folderWith(rules)
  const kept = aCommandContext(
    {
      RULES_FILE: join(folder, 'rules.yaml'),
      DATABASE_URL: `sqlite:${join(folder, 'data/herald.db')}`,
      PORT: '0',
      ...env,
    },
    { now: Date.now(), ...over },
  )
  const program = new Command().exitOverride()
  addDoctor(program, kept.context)
  await program.parseAsync(['doctor', ...more], { from: 'user' })
  return { out: kept.out(), err: kept.err(), code: kept.code() }
}

/** What is not fine. */
async function wrong(rules: string, env: Readonly<Record<string, string>>, over = {}): Promise<Found[]> {
  const { out, code } = await doctor(rules, env, ['--json'], over)
  const { findings, problems } = JSON.parse(out) as { findings: Found[]; problems: number }
  expect(code).toBe(problems === 0 ? 0 : 1)
  expect(findings.filter(({ state }) => state === 'problem')).toHaveLength(problems)
  return findings.filter(({ state }) => state !== 'fine')
}

async function aSlack(directory: Partial<SlackDirectory> = {}) {
  const channels = [
    { id: 'C00000001', name: 'ops' },
    { id: 'C00000002', name: 'old', is_archived: true },
    { id: 'C00000003', name: 'closed', is_member: false },
    { id: 'C00000004', name: 'last' },
  ]
  const slack = await startStandInSlack({ directory: { scopes: SCOPES, channels, ...directory } })
  onTestFinished(() => slack.close())
  return { slack, env: { SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: SLACK_TOKEN } }
}

async function aDiscord(directory: Partial<DiscordDirectory> = {}) {
  const discord = await startStandInDiscord({
    directory: { channels: [], roles: [], mine: [], ...directory },
  })
  onTestFinished(() => discord.close())
  return { discord, env: { DISCORD_API_URL: discord.apiUrl, DISCORD_BOT_TOKEN: DISCORD_TOKEN } }
}

const rulesWith = (...channels: string[]): string =>
  `version: 1\nchannels:\n${channels.map((one, n) => `  c${n}: ${one}\n`).join('')}rules: [{ name: all, send: c0 }]\nunmatched: drop\n`

const place = (n: number): string => `discord:20000000000000000${n}`
const hook = (name: string): string => `{ to: discord-webhook, url: { env: ${name} } }`

test('where all is well every line says so, and nothing was posted', async () => {
  const { slack, env } = await aSlack()
  const { out, err, code } = await doctor(rulesWith('slack:#ops', 'slack:C00000004', 'inbox'), env)
  expect([code, err]).toEqual([0, 'nothing is wrong\n'])
  expect(out.split('\n').filter((line) => line !== '' && !line.startsWith('✓'))).toEqual([])
  expect(out).toContain('✓ account "slack": the token works: herald in Stand-in\n')
  expect(out).toContain('✓ channel "c1": C00000004 is there, and the bot is in it\n')
  expect(out).toMatch(/✓ store: commits durably beside .*herald\.db in \d/)
  expect(slack.posts).toEqual([])
})

test('of Slack it tells a missing scope, an archived or unknown channel, one without the bot, and one by two names', async () => {
  const { env } = await aSlack({ scopes: SCOPES.replace(',files:write', '') })
  const found = await wrong(
    rulesWith(
      'slack:#ops',
      'slack:#old',
      'slack:#closed',
      'slack:#nowhere',
      'slack:C00000009',
      'slack:C00000001',
    ),
    env,
  )
  expect(found.map(({ about, message }) => `${about}: ${message}`)).toEqual([
    'account "slack": scope files:write is missing: stack traces cannot follow as files',
    'channel "c1": #old is archived',
    'channel "c2": the bot is not in #closed',
    'channel "c3": #nowhere is not there, or private and without the bot',
    'channel "c4": Slack says channel_not_found',
    'channels "c0" and "c5": #ops and C00000001 are one channel',
  ])
  expect(found.map(({ help }) => help).every((help) => help !== '')).toBe(true)
  expect(found[2]?.help).toContain('/invite @herald in #closed')
  expect(found[5]?.help).toBe('Write slack:C00000001 in both.')
})

test('of Discord it tells an unknown channel, a forum, and each permission that is missing, with what it is for', async () => {
  const post = String(
    (1n << 10n) | (1n << 11n) | (1n << 14n) | (1n << 16n) | (1n << 6n) | (1n << 35n) | (1n << 38n),
  )
  const { env } = await aDiscord({
    roles: [
      { id: GUILD, permissions: String(1n << 10n) },
      { id: '5', permissions: post },
      { id: '6', permissions: '8' },
    ],
    mine: ['5'],
    channels: [
      { id: '200000000000000001', permission_overwrites: [{ id: '5', allow: String(1n << 15n), deny: '0' }] },
      {
        id: '200000000000000002',
        permission_overwrites: [{ id: '1', allow: String(1n << 15n), deny: String(1n << 11n) }],
      },
      { id: '200000000000000003', type: 15 },
      { id: '200000000000000004', type: 11, parent_id: '200000000000000001' },
    ],
  })
  const found = await wrong(rulesWith(place(1), place(2), place(3), place(4), place(5)), env)
  expect(found.map(({ about, message }) => `${about}: ${message}`)).toEqual([
    'channel "c1": "Send Messages" is missing in #name-200000000000000002 (200000000000000002): nothing can be posted as it should be',
    'channel "c2": #name-200000000000000003 (200000000000000003) takes no plain messages',
    'channel "c4": Discord says 10003',
  ])
})

test('a token that is missing, refused or sent nowhere is told, and never printed', async () => {
  const bad = 'xoxb-2222222222-not-valid-any-more'
  const { slack } = await aSlack()
  const secrets = {
    SLACK_BOT_TOKEN: bad,
    DISCORD_BOT_TOKEN: 'a.secret.of-discord',
    HOOK: `${slack.origin}/services/T0/B0/hidden`,
  }
  const rules = rulesWith(
    'slack:#ops',
    'discord:200000000000000001',
    '{ to: slack-webhook, url: { env: HOOK } }',
  )
  const nowhere = 'http://127.0.0.1:9/api'
  const env = { ...secrets, SLACK_API_URL: slack.apiUrl, DISCORD_API_URL: nowhere }
  const { out } = await doctor(rules, env)
  expect(out).toContain('✗ account "slack": ')
  expect(out).toContain('✗ account "discord": Discord cannot be reached: ECONNREFUSED\n')
  for (const secret of Object.values(secrets)) expect(out).not.toContain(secret)
  const none = await doctor(rulesWith('slack:#ops'))
  expect(none.out).toContain(
    '✗ account "slack": SLACK_BOT_TOKEN is not set or empty, and c0 needs it\n    Set SLACK_BOT_TOKEN.\n',
  )
})

test('a webhook of Discord is asked, one of Slack cannot be, and that is no problem', async () => {
  const { discord } = await aDiscord()
  const found = await wrong(
    rulesWith(hook('GOOD'), hook('GONE'), '{ to: slack-webhook, url: { env: SLACK_HOOK } }'),
    {
      GOOD: discord.webhookUrl,
      GONE: `${discord.webhookUrl}-removed`,
      SLACK_HOOK: 'https://hooks.slack.com/services/T0/B0/x',
    },
  )
  expect(found.filter(({ about }) => about.startsWith('channel'))).toMatchObject([
    { state: 'problem', about: 'channel "c1"', help: expect.stringContaining('GONE') },
    { state: 'note', about: 'channel "c2"', help: 'Try it: herald send-test c2' },
  ])
})

test('a clock that is wrong and a port that another program has are told', async () => {
  const { env } = await aSlack({ aheadSeconds: 90 })
  const other = createServer((_, response) => response.end('hello'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const found = await wrong(rulesWith('slack:#ops'), {
    ...env,
    PORT: String(port),
  })
  expect(found.map(({ about, message }) => `${about}: ${message}`)).toEqual([
    `port ${port}: cannot be listened on at 127.0.0.1: EADDRINUSE`,
    expect.stringMatching(/^clock: (?:89|90|91) s behind the platforms' clocks$/),
  ])
})

test('mistakes in settings and rules come with their place, and the rest is looked at all the same', async () => {
  const settings = await doctor(rulesWith('inbox'), { RETENTION_DAYS: 'many' })
  expect(settings.out).toContain('✗ settings: RETENTION_DAYS: "many" is not a whole number from 1 to 3650\n')
  expect(settings.code).toBe(1)
  const rules = await doctor(rulesWith('inbox').replace('send: c0', 'send: c9'))
  expect(rules.out).toMatch(/✗ rules and templates: .*rules\.yaml:4:\d+ .*c9/)
  expect(rules.out).toContain('✓ store: ')
  expect(rules.code).toBe(1)
})

test('an address that is none is wrong use', async () => {
  const wrongUrl = await doctor(rulesWith('inbox'), {}, ['--url', 'ftp://x'])
  expect(wrongUrl).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--url') })
  await expect(doctor(rulesWith('inbox'), {}, ['--callback-url', 'here'])).rejects.toMatchObject({
    exitCode: 2,
  })
})
