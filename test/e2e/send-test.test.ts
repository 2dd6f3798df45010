import { expect, test } from 'vitest'
import { addSendTest } from '../../src/cli/send-test.ts'
import { addSent } from '../../src/cli/sent.ts'
import { addWhy } from '../../src/cli/why.ts'
import { Command } from 'commander'
import { aCommandContext } from '../cli/a-command-context.ts'
import { SLACK_TOKEN } from '../support/stand-in-slack.ts'
import { aSetting } from './setting.ts'

const RULES = `version: 1
channels:
  ops: { to: "slack:#ops", pace: none }
  gone: { to: "slack:#gone", pace: none }
  guild: { to: "discord:200000000000000001", language: zh, pace: none }
  each: { to: "slack:#kylin-{project}", allow: ["#kylin-*"], otherwise: ops }
rules: [{ name: all, send: ops }]
unmatched: drop
`

async function command(url: string, ...words: string[]) {
  const kept = aCommandContext({}, { now: Date.now() })
  const program = new Command().exitOverride()
  for (const add of [addSendTest, addSent, addWhy]) add(program, kept.context)
  await program.parseAsync([...words, '--url', url], { from: 'user' })
  return { code: kept.code() ?? 0, out: kept.out(), err: kept.err() }
}

test('a test message goes the way of all messages, is marked, and its address is told', async () => {
  const setting = await aSetting(RULES, { slack: { channels: new Set(['#ops']) } })
  const { slack, discord } = setting
  const { url } = await setting.serve()
  const ops = await command(url, 'send-test', 'ops')
  expect(ops).toMatchObject({ code: 0, err: '' })
  expect(slack.posts[0]?.channel).toBe('#ops')
  expect(JSON.stringify(slack.posts[0]?.payload)).toContain('Test message from Herald')
  const message = (slack.posts[0]?.id ?? '').replace('.', '')
  expect(ops.out).toMatch(/^arrived in ops: https:\/\/slack\.com\/archives\/C[0-9A-F]{9}\/p\d{16}\n$/)
  expect(ops.out).toContain(`/p${message}`)

  const guild = await command(url, 'send-test', 'guild', '--json')
  expect(JSON.stringify(discord.posts[0]?.payload)).toContain('测试消息')
  const { event, ...shown } = JSON.parse(guild.out) as Record<string, unknown>
  const permalink = `https://discord.com/channels/@me/200000000000000001/${discord.posts[0]?.id}`
  expect(shown).toMatchObject({ channel: 'guild', state: 'sent', receipt: { permalink }, reason: null })
  expect((await command(url, 'why', String(event))).out).toContain(`posted: ${permalink}`)

  const each = await command(url, 'send-test', 'each')
  expect(each.out).toContain('arrived in ops (of each, whose place each event decides)')
  const { sent } = JSON.parse((await command(url, 'sent', '--json')).out) as { sent: object[] }
  expect(sent).toHaveLength(3)
  expect(sent[1]).toMatchObject({ kind: 'notice', channel: 'guild', permalink })
  const csv = await command(url, 'sent', '--csv', '--channel', 'guild')
  expect(csv.out.split('\r\n')).toEqual([
    expect.stringMatching(/^at,cluster,project,/),
    expect.stringContaining(`,notice,${permalink},`),
    '',
  ])
})

test('a test that does not arrive says why and what to do, and exits with 1', async () => {
  const tokens = new Set<string>()
  const setting = await aSetting(RULES, { slack: { channels: new Set(['#ops']), tokens } })
  const { url } = await setting.serve()
  const refused = await command(url, 'send-test', 'ops')
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toMatch(/^did not arrive in ops: bad-credentials, invalid_auth\n/)
  expect(refused.err).toContain('it waits')
  tokens.add(SLACK_TOKEN)
  expect((await command(url, 'send-test', 'ops')).code).toBe(0)
  const gone = await command(url, 'send-test', 'gone')
  expect(gone.code).toBe(1)
  expect(gone.err).toMatch(/^did not arrive in gone: no-such-place, channel_not_found\nhelp: /)
  const unknown = await command(url, 'send-test', 'opps')
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('there are ops, gone, guild') })
})

test('a bridge that posts nothing shows the test in its inbox; one that is away exits with 3', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve(['--dry-run'])
  expect((await command(herald.url, 'send-test', 'ops')).out).toBe(`arrived in ops: ${herald.url}/inbox\n`)
  await herald.kill('SIGKILL')
  expect((await command(herald.url, 'send-test', 'ops')).code).toBe(3)
})
