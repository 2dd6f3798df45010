import { fork } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { discordPlatform } from '../../src/platforms/discord/client.ts'
import { slackPlatform } from '../../src/platforms/slack/client.ts'
import { failureOf } from '../platforms/subject.ts'
import { DISCORD_TOKEN, startStandInDiscord } from './stand-in-discord.ts'
import { SLACK_TOKEN, startStandInSlack } from './stand-in-slack.ts'

const FOREVER = new AbortController().signal
const log = { debug() {}, info() {}, warn() {}, error() {} }
const post = (text: string) => ({ platform: 'slack' as const, payload: { text } })

async function askSlack(apiUrl: string, method: string, form: Readonly<Record<string, string>>) {
  const headers = { authorization: `Bearer ${SLACK_TOKEN}` }
  const response = await fetch(`${apiUrl}${method}`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  })
  return (await response.json()) as { messages: Record<string, unknown>[]; has_more: boolean; error?: string }
}

test('as a process of its own, both tell what came and take faults', async () => {
  const child = fork(`${import.meta.dirname}/stand-ins.ts`, { silent: true })
  onTestFinished(() => void child.kill())
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer]
  const { slack } = JSON.parse(line.toString()) as { slack: { origin: string; apiUrl: string } }
  const platform = slackPlatform({ token: () => SLACK_TOKEN, apiUrl: slack.apiUrl, log })
  const waiting = fetch(`${slack.origin}/-/posts?atLeast=1`)
  await platform.send(post('hello'), '#ops', 'd-1', FOREVER)
  expect(await (await waiting).json()).toMatchObject({
    posts: [{ channel: '#ops', text: 'hello' }],
    counters: { requests: 1, overlapping: 0, rateLimited: 0 },
  })
  await fetch(`${slack.origin}/-/faults`, { method: 'POST', body: '{"status":500,"times":1}' })
  expect((await failureOf(platform.send(post('two'), '#ops', 'd-2', FOREVER))).reason).toBe('server-error')
  await platform.send(post('three'), '#ops', 'd-3', FOREVER)
})

test('Slack’s history finds a message by its metadata, newest first, page by page, and only if asked', async () => {
  const slack = await startStandInSlack()
  onTestFinished(slack.close)
  const platform = slackPlatform({ token: () => SLACK_TOKEN, apiUrl: slack.apiUrl, log })
  const roots: string[] = []
  for (const id of ['a', 'b', 'c']) {
    const metadata = { event_type: 'herald_delivery', event_payload: { delivery: id } }
    const message = { platform: 'slack' as const, payload: { text: id, metadata } }
    roots.push((await platform.send(message, '#ops', id, FOREVER)).message)
  }
  const reply = { platform: 'slack' as const, payload: { text: 'reply', thread_ts: roots[0] } }
  const { channel } = await platform.send(reply, '#ops', 'd', FOREVER)
  const first = await askSlack(slack.apiUrl, 'conversations.history', {
    channel,
    limit: '2',
    include_all_metadata: 'true',
  })
  expect(first.messages.map(({ text }) => text)).toEqual(['c', 'b'])
  expect(first.messages[0]).toHaveProperty('metadata.event_payload.delivery', 'c')
  expect(first.has_more).toBe(true)
  const since = await askSlack(slack.apiUrl, 'conversations.history', { channel, oldest: roots[1] ?? '' })
  expect(since.messages.map(({ text }) => text)).toEqual(['c'])
  expect(since.messages[0]).not.toHaveProperty('metadata')
  const thread = await askSlack(slack.apiUrl, 'conversations.replies', { channel, ts: roots[0] ?? '' })
  expect(thread.messages.map(({ text }) => text)).toEqual(['reply', 'a'])
})

test('Slack knows only the channels it was given, and says what its rules find', async () => {
  const slack = await startStandInSlack({ channels: new Set(['#ops']), validate: () => ['[ERROR] too odd'] })
  onTestFinished(slack.close)
  const platform = slackPlatform({ token: () => SLACK_TOKEN, apiUrl: slack.apiUrl, log })
  expect((await failureOf(platform.send(post('x'), '#none', 'd-1', FOREVER))).detail).toBe(
    'channel_not_found',
  )
  expect((await failureOf(platform.send(post('x'), '#ops', 'd-1', FOREVER))).detail).toBe('invalid_blocks')
})

test('Discord’s history gives what came after an id, and forgets a nonce in time', async () => {
  const discord = await startStandInDiscord({ nonceMs: -1 })
  onTestFinished(discord.close)
  const platform = discordPlatform({ token: () => DISCORD_TOKEN, apiUrl: discord.apiUrl, log })
  const place = '200000000000000001'
  const message = { platform: 'discord' as const, payload: { content: 'hello' } }
  const { message: first } = await platform.send(message, place, 'd-1', FOREVER)
  const { message: second } = await platform.send(message, place, 'd-1', FOREVER)
  const response = await fetch(`${discord.apiUrl}/v10/channels/${place}/messages?after=${first}`, {
    headers: { authorization: `Bot ${DISCORD_TOKEN}` },
  })
  expect(await response.json()).toMatchObject([{ id: second, content: 'hello' }])
  await platform.close()
})
