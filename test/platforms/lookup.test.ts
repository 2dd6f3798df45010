import { describe, expect, onTestFinished, test } from 'vitest'
import { aLog } from '../support/a-log.ts'
import { discordPlatform } from '../../src/platforms/discord/client.ts'
import { MESSAGES } from '../../src/platforms/messages.ts'
import type { Message, Platform, Sought } from '../../src/platforms/platform.ts'
import { slackPlatform } from '../../src/platforms/slack/client.ts'
import type { Card } from '../../src/render/card.ts'
import { aCard } from '../support/a-card.ts'
import {
  DISCORD_TOKEN,
  discordRefuses,
  type StandInDiscordOptions,
  startStandInDiscord,
} from '../support/stand-in-discord.ts'
import {
  SLACK_TOKEN,
  slackRefuses,
  type StandInSlackOptions,
  startStandInSlack,
} from '../support/stand-in-slack.ts'
import { failureOf } from './subject.ts'

const FOREVER = new AbortController().signal
const log = aLog()
const PLACE = { slack: 'C0123456', discord: '200000000000000001' } as const
const FILE = { name: 'stacktrace-1.txt', text: 'at a.b.C' }

async function slack(options: StandInSlackOptions = {}) {
  const standIn = await startStandInSlack(options)
  onTestFinished(standIn.close)
  return { standIn, platform: slackPlatform({ token: () => SLACK_TOKEN, apiUrl: standIn.apiUrl, log }) }
}

async function discord(options: StandInDiscordOptions = {}) {
  const standIn = await startStandInDiscord(options)
  const platform = discordPlatform({
    token: () => DISCORD_TOKEN,
    apiUrl: standIn.apiUrl,
    log,
    perSecond: 10_000,
  })
  onTestFinished(async () => {
    await platform.close()
    await standIn.close()
  })
  return { standIn, platform }
}

function messageOf(
  name: 'slack' | 'discord',
  delivery: string,
  over: Partial<Card> = {},
  plain = false,
): Message {
  const { toMessage, toPlainMessage } = MESSAGES[name]
  const card = aCard({ footer: `prod · job 1 · ${delivery}`, ...over })
  return (plain ? toPlainMessage : toMessage)(card, {
    language: 'en',
    mentions: [],
    delivery,
    maybeRepeat: false,
  })
}

function find(platform: Platform, over: Partial<Sought>) {
  if (platform.lookup === undefined || platform.name === 'forward') throw new Error('no look-up')
  const now = Date.now()
  const sought = {
    message: messageOf(platform.name === 'discord' ? 'discord' : 'slack', 'k7f3q-18'),
    place: platform.name === 'discord' ? PLACE.discord : PLACE.slack,
    placeId: null,
    delivery: 'k7f3q-18',
    since: now,
    until: now,
    ...over,
  }
  return platform.lookup.find(sought, FOREVER)
}

const STARTS = { slack, discord }
const BARE = { title: '', body: '', code: '', fields: [], buttons: [], link: null, suggestion: '' }

describe.each(['slack', 'discord'] as const)('on %s', (name) => {
  test.each([
    ['a whole card', {}, false],
    ['a card of one line', BARE, false],
    ['one whose footer is too long', { footer: `${'x_'.repeat(2000)} · k7f3q-18` }, false],
    ['plain text', {}, true],
  ])('%s is found by its delivery, and no other is', async (_, over, plain) => {
    const { standIn, platform } = await STARTS[name]()
    const place = PLACE[name]
    expect((await failed(find(platform, {}))) ?? null).toBe(name === 'slack' ? null : 'forbidden')
    await platform.send(messageOf(name, 'k7f3q-182'), place, 'k7f3q-182', FOREVER)
    await platform.send(messageOf(name, 'k7f3q-1'), place, 'k7f3q-1', FOREVER)
    expect(await find(platform, {})).toBeNull()
    const receipt = await platform.send(messageOf(name, 'k7f3q-18', over, plain), place, 'k7f3q-18', FOREVER)
    expect(await find(platform, {})).toEqual({ channel: place, message: standIn.posts[2]?.id })
    expect(receipt.message).toBe(standIn.posts[2]?.id)
  })

  test('it is found behind many others, and not where it was posted at another time', async () => {
    const { standIn, platform } = await STARTS[name]()
    const place = PLACE[name]
    for (let n = 0; n < 220; n += 1) {
      const id = n === (name === 'slack' ? 0 : 219) ? 'k7f3q-18' : `k7f3q-${n + 1000}`
      await platform.send(messageOf(name, id), place, id, FOREVER)
    }
    const before = standIn.counters.requests
    expect(await find(platform, {})).not.toBeNull()
    expect(standIn.counters.requests - before).toBe(name === 'slack' ? 5 : 3)
    const hour = 3_600_000
    expect(await find(platform, { since: Date.now() - 2 * hour, until: Date.now() - hour })).toBeNull()
  })

  test('a file is found in the thread of its message by its name', async () => {
    const { platform } = await STARTS[name]()
    const place = PLACE[name]
    const root = await platform.send(messageOf(name, 'k7f3q-1'), place, 'k7f3q-1', FOREVER)
    const change = { kind: 'reply', to: root, title: 'sales' } as const
    const message: Message = { platform: name, file: FILE, payload: {}, change }
    expect(await find(platform, { message })).toBeNull()
    await platform.send(message, place, 'k7f3q-18', FOREVER)
    expect(await find(platform, { message })).toMatchObject({
      channel: name === 'slack' ? place : root.message,
      message: expect.stringMatching(/./),
    })
    expect(await find(platform, { message: { ...message, file: { ...FILE, name: 'other.txt' } } })).toBeNull()
  })

  test('a reply is found in its thread, which may not be there, and an edit or a mark nowhere', async () => {
    const { standIn, platform } = await STARTS[name]()
    const place = PLACE[name]
    const root = await platform.send(messageOf(name, 'k7f3q-1'), place, 'k7f3q-1', FOREVER)
    const change = { kind: 'reply', to: root, title: 'sales' } as const
    const message: Message = { ...messageOf(name, 'k7f3q-18'), change }
    expect(await find(platform, { message })).toBeNull()
    await platform.send({ ...messageOf(name, 'k7f3q-180'), change }, place, 'k7f3q-180', FOREVER)
    expect(await find(platform, { message })).toBeNull()
    const receipt = await platform.send(message, place, 'k7f3q-18', FOREVER)
    expect(await find(platform, { message })).toEqual(receipt)
    const { requests } = standIn.counters
    const edit: Message = { ...message, change: { kind: 'edit', of: root } }
    const mark: Message = { ...message, change: { kind: 'reaction', on: root, mark: 'done' } }
    expect(await find(platform, { message: edit })).toBeNull()
    expect(await find(platform, { message: mark })).toBeNull()
    expect(standIn.counters.requests).toBe(requests)
    standIn.gone.add(root.message)
    expect(await find(platform, { message })).toEqual(receipt)
  })

  test('a look-up that fails for now says so, and a dead token is the account’s', async () => {
    const { standIn, platform } = await STARTS[name]()
    standIn.fail({ status: 503 })
    expect(await failureOf(find(platform, {}))).toMatchObject({ reason: 'server-error' })
    standIn.fail(name === 'slack' ? slackRefuses('invalid_auth') : discordRefuses(401, 0))
    expect(await failureOf(find(platform, {}))).toMatchObject({ reason: 'bad-credentials' })
  })

  test('the probe tells a working account from one that is not', async () => {
    const { standIn, platform } = await STARTS[name]()
    await expect(platform.probe?.(FOREVER)).resolves.toBeUndefined()
    expect(standIn.posts).toEqual([])
    standIn.fail(name === 'slack' ? slackRefuses('token_revoked') : discordRefuses(401, 0))
    const refused = failureOf(platform.probe?.(FOREVER) ?? Promise.resolve())
    expect(await refused).toMatchObject({ reason: 'bad-credentials' })
    standIn.fail({ breaks: 'reset' })
    const lost = failureOf(platform.probe?.(FOREVER) ?? Promise.resolve())
    expect(await lost).toMatchObject({ reason: 'connection-lost' })
  })
})

async function failed(finding: Promise<unknown>): Promise<string | undefined> {
  return finding.then(
    () => undefined,
    (error: { reason: string }) => error.reason,
  )
}

describe('Slack', () => {
  test('an edit leaves a message findable by the delivery that posted it', async () => {
    const { platform } = await slack()
    const root = await platform.send(messageOf('slack', 'k7f3q-18'), PLACE.slack, 'k7f3q-18', FOREVER)
    const edit: Message = { ...messageOf('slack', 'k7f3q-20'), change: { kind: 'edit', of: root } }
    await platform.send(edit, PLACE.slack, 'k7f3q-20', FOREVER)
    expect(await find(platform, {})).toEqual(root)
  })

  test('a channel by its name is found by its id, from a receipt or among the bot’s channels', async () => {
    const channels = new Set(['#other', ...Array.from({ length: 250 }, (_, n) => `#c${n}`), '#ops'])
    const { standIn, platform } = await slack({ channels })
    const receipt = await platform.send(messageOf('slack', 'k7f3q-18'), '#ops', 'k7f3q-18', FOREVER)
    expect(await find(platform, { place: '#ops' })).toEqual(receipt)
    expect(standIn.counters.requests).toBe(1 + 2 + 1)
    expect(await find(platform, { place: '#ops', placeId: receipt.channel })).toEqual(receipt)
    expect(standIn.counters.requests).toBe(4 + 1)
  })

  test('a channel that the bot is not in cannot be looked into, and the help says what to do', async () => {
    const { platform } = await slack({ channels: new Set(['#other']) })
    const error = await failureOf(find(platform, { place: '#ops' }))
    expect(error).toMatchObject({
      reason: 'not-in-channel',
      help: expect.stringContaining('/invite @herald in #ops'),
    })
  })

  test.each(['missing_scope', 'not_allowed_token_type'])(
    '%s keeps from looking and is no fault of the account',
    async (code) => {
      const { standIn, platform } = await slack()
      standIn.fail(slackRefuses(code, { needed: 'channels:history' }))
      const error = await failureOf(find(platform, {}))
      expect(error).toMatchObject({ reason: 'forbidden', help: expect.stringContaining('channels:history') })
    },
  )
})

describe('Discord', () => {
  test('a reply that could only answer in the channel is found there', async () => {
    const { platform } = await discord({ threadless: new Set([PLACE.discord]) })
    const root = await platform.send(messageOf('discord', 'k7f3q-1'), PLACE.discord, 'k7f3q-1', FOREVER)
    const change = { kind: 'reply', to: root, title: 'sales' } as const
    for (const file of [undefined, FILE]) {
      const message: Message = { ...messageOf('discord', 'k7f3q-18'), change, ...(file && { file }) }
      expect(await find(platform, { message })).toBeNull()
      const delivery = file === undefined ? 'k7f3q-18' : 'k7f3q-19'
      const receipt = await platform.send(message, PLACE.discord, delivery, FOREVER)
      expect(receipt.channel).toBe(PLACE.discord)
      expect(await find(platform, { message })).toEqual(receipt)
    }
  })

  test('a history that is closed to the bot looks empty, which is told from one that is', async () => {
    const closed = new Set<string>()
    const { platform } = await discord({ closed })
    await platform.send(messageOf('discord', 'k7f3q-1'), PLACE.discord, 'k7f3q-1', FOREVER)
    const later = Date.now() + 3_600_000
    expect(await find(platform, { since: later, until: later })).toBeNull()
    closed.add(PLACE.discord)
    const error = await failureOf(find(platform, {}))
    expect(error).toMatchObject({
      reason: 'forbidden',
      help: expect.stringContaining('Read Message History'),
    })
  })
})
