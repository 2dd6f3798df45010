import { describe, expect, onTestFinished, test } from 'vitest'
import { discordPlatform } from '../../src/platforms/discord/client.ts'
import type { Message } from '../../src/platforms/platform.ts'
import { slackPlatform } from '../../src/platforms/slack/client.ts'
import { aLog } from '../support/a-log.ts'
import { DISCORD_TOKEN, startStandInDiscord } from '../support/stand-in-discord.ts'
import { SLACK_TOKEN, slackRefuses, startStandInSlack } from '../support/stand-in-slack.ts'
import { failureOf } from './subject.ts'

const TEXT = 'java.lang.OutOfMemoryError: 堆\r\n\tat a.b.C\n--x\n"quoted"\n'
const log = aLog()
const FOREVER = new AbortController().signal

async function slack() {
  const standIn = await startStandInSlack()
  onTestFinished(() => standIn.close())
  const { apiUrl } = standIn
  return { standIn, platform: slackPlatform({ token: () => SLACK_TOKEN, apiUrl, log, timeoutMs: 2_000 }) }
}

describe('a file on Slack', () => {
  const message: Message = {
    platform: 'slack',
    payload: {},
    change: { kind: 'reply', to: { channel: 'C0123', message: '1715.000100' }, title: 'sales' },
    file: { name: 'stacktrace-1.txt', text: TEXT },
  }

  test('is shared in the thread of its message, byte for byte', async () => {
    const { standIn, platform } = await slack()
    const receipt = await platform.send(message, '#ops', 'd-1', FOREVER)
    expect(receipt).toEqual({ channel: 'C0123', message: '' })
    const shared = { channel: 'C0123', thread: '1715.000100', name: 'stacktrace-1.txt', text: TEXT }
    expect(standIn.files).toEqual([shared])
    expect(standIn.posts).toEqual([])
    expect(standIn.counters.requests).toBe(3)
  })

  test('that failed before it was shared was surely not sent, whatever the failure', async () => {
    const { standIn, platform } = await slack()
    standIn.fail({ status: 500, body: 'oops' })
    expect(await failureOf(platform.send(message, '#ops', 'd-1', FOREVER))).toMatchObject({
      reason: 'server-error',
      outcome: 'not-sent',
    })
    standIn.fail(slackRefuses('missing_scope', { needed: 'files:write' }))
    expect(await failureOf(platform.send(message, '#ops', 'd-1', FOREVER))).toMatchObject({
      reason: 'forbidden',
      outcome: 'not-sent',
      detail: 'missing_scope (needs files:write)',
    })
    expect(standIn.files).toEqual([])
  })
})

test('a file on Discord is a reply in the thread of its message, byte for byte, once for a nonce', async () => {
  const standIn = await startStandInDiscord()
  onTestFinished(() => standIn.close())
  const platform = discordPlatform({ token: () => DISCORD_TOKEN, apiUrl: standIn.apiUrl, log })
  onTestFinished(() => platform.close())
  const place = '1122334455667788990'
  const root = { platform: 'discord', payload: { content: 'failed' } } as const
  const to = await platform.send(root, place, 'd-0', FOREVER)
  const message: Message = {
    platform: 'discord',
    payload: { allowed_mentions: { parse: [] } },
    change: { kind: 'reply', to, title: 'sales' },
    file: { name: 'stacktrace-1.txt', text: TEXT },
  }
  const receipt = await platform.send(message, place, 'd-1', FOREVER)
  expect(receipt).toMatchObject({ channel: to.message })
  expect(await platform.send(message, place, 'd-1', FOREVER)).toEqual(receipt)
  const shared = { channel: place, thread: to.message, name: 'stacktrace-1.txt', text: TEXT }
  expect(standIn.files).toEqual([shared])
})
