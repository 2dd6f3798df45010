import { describe, expect, onTestFinished, test } from 'vitest'
import { discordPlatform } from '../../../src/platforms/discord/client.ts'
import { toMessage } from '../../../src/platforms/discord/message.ts'
import { discordWebhook } from '../../../src/platforms/discord/webhook.ts'
import type { Message, MessageRef } from '../../../src/platforms/platform.ts'
import { aCard, aLook } from '../../support/a-card.ts'
import { discordSchemaProblems } from '../../support/discord-openapi.ts'
import { discordProblems } from '../../support/discord-rules.ts'
import {
  DISCORD_TOKEN,
  DISCORD_WEBHOOK,
  discordRefuses,
  type StandInDiscordOptions,
  startStandInDiscord,
  WEBHOOK_CHANNEL,
} from '../../support/stand-in-discord.ts'
import { changeContract } from '../change-contract.ts'
import { type Failure, failureOf } from '../subject.ts'

const FOREVER = new AbortController().signal
const NOT_SENT = { outcome: 'not-sent' } as const
const PLACE = '200000000000000001'
const log = { debug() {}, info() {}, warn() {}, error() {} }
const validate = (payload: Readonly<Record<string, unknown>>) => [
  ...discordProblems(payload),
  ...discordSchemaProblems(payload),
]

function refuses(
  status: number,
  codes: readonly number[],
  expected: Omit<Failure, 'name' | 'fault'>,
): Failure[] {
  return codes.map((code) => ({
    name: `says ${status} with code ${code}`,
    fault: discordRefuses(status, code, code === 30046 ? { retry_after: 2.5 } : {}),
    ...expected,
  }))
}

const GONE = { reason: 'no-such-message', ...NOT_SENT } as const
const CLOSED = { reason: 'message-closed', ...NOT_SENT } as const
const AS_EVER = [
  ...refuses(404, [10008], GONE),
  ...refuses(403, [50083, 160005, 50005, 160002], CLOSED),
  ...refuses(400, [30046], { reason: 'rate-limited', ...NOT_SENT, retryAfterMs: 2500 }),
  ...refuses(401, [0], { reason: 'bad-credentials', ...NOT_SENT }),
]

const message = (content: string): Message => ({
  platform: 'discord',
  payload: {
    content,
    embeds: [{ title: content || 'none' }],
    components: [{ type: 1, components: [{ type: 2, style: 5, label: 'Open', url: 'https://a.example' }] }],
    allowed_mentions: { parse: ['everyone'] },
  },
})

describe('a bot', () => {
  changeContract({
    platform: 'discord',
    kind: 'bot',
    token: DISCORD_TOKEN,
    start: () => startStandInDiscord({ validate }),
    open: discordPlatform,
    message,
    place: (n) => String(200_000_000_000_000_000n + BigInt(n)),
    fine: { reaction: ['answers 204'] },
    failures: {
      reply: AS_EVER,
      edit: [
        ...AS_EVER,
        ...refuses(404, [10003], GONE),
        ...refuses(403, [50013], { reason: 'forbidden', ...NOT_SENT }),
        ...refuses(403, [50001], { reason: 'not-in-channel', ...NOT_SENT }),
        ...refuses(400, [50035], { reason: 'malformed', ...NOT_SENT }),
      ],
      reaction: [
        ...AS_EVER,
        ...refuses(404, [10003], GONE),
        ...refuses(403, [50013, 50001], { reason: 'forbidden', ...NOT_SENT, help: /Add Reactions/ }),
        ...refuses(400, [30010, 90001, 10014], { reason: 'forbidden', ...NOT_SENT }),
      ],
    },
  })
})

describe('a webhook', () => {
  changeContract({
    platform: 'discord',
    kind: 'webhook',
    token: DISCORD_WEBHOOK,
    async start() {
      const standIn = await startStandInDiscord({ validate })
      return Object.assign(standIn, { apiUrl: `${standIn.origin}/api/webhooks/` })
    },
    open: ({ apiUrl, timeoutMs }) =>
      discordWebhook({
        url: () => `${apiUrl}${DISCORD_WEBHOOK}`,
        keptAt: { env: 'URL' },
        elapsed: () => 0,
        timeoutMs,
      }),
    message,
    place: () => '',
    channel: WEBHOOK_CHANNEL,
    failures: {
      edit: [
        ...refuses(404, [10008, 10003], GONE),
        ...refuses(403, [50083, 160005, 50005], CLOSED),
        ...refuses(404, [10015, 0], { reason: 'bad-credentials', ...NOT_SENT }),
        ...refuses(400, [30046], { reason: 'rate-limited', ...NOT_SENT, retryAfterMs: 2500 }),
      ],
    },
  })
})

async function start(options: StandInDiscordOptions = {}) {
  const standIn = await startStandInDiscord({ validate, ...options })
  const platform = discordPlatform({ token: () => DISCORD_TOKEN, apiUrl: standIn.apiUrl, log })
  onTestFinished(async () => {
    await platform.close()
    await standIn.close()
  })
  let sent = 0
  const send = (one: Message, delivery = `d-${(sent += 1)}`) => platform.send(one, PLACE, delivery, FOREVER)
  const root = await send(message('root'), 'd-root')
  const reply = (text: string, title = 'sales / orders', to: MessageRef = root): Message => ({
    ...message(text),
    change: { kind: 'reply', to, title },
  })
  return { standIn, send, root, reply, shown: () => standIn.shown(PLACE) }
}

describe('a thread', () => {
  test('is started by its first reply, named by its title, and used by the next', async () => {
    const { standIn, send, root, reply, shown } = await start()
    const first = await send(reply('first'))
    expect(first.channel).toBe(root.message)
    expect(standIn.counters.requests).toBe(1 + 3)
    await send(reply('second'))
    expect(standIn.counters.requests).toBe(1 + 3 + 1)
    expect(shown()).toMatchObject([{ text: 'root', thread: [{ text: 'first' }, { text: 'second' }] }])
  })

  test.each(['', '  \n ', '名'.repeat(300), '👩‍👩‍👧‍👦'.repeat(40), `${'x'.repeat(99)}  y`])(
    'takes any title: %j',
    async (title) => {
      const { send, reply, shown } = await start()
      await send(reply('first', title))
      expect(shown()).toMatchObject([{ thread: [{ text: 'first' }] }])
    },
  )

  test('that somebody else started meanwhile is used', async () => {
    const { standIn, send, reply, shown } = await start()
    await send(reply('first'))
    standIn.fail(discordRefuses(404, 10003))
    await send(reply('second'))
    expect(
      shown()
        .at(0)
        ?.thread.map(({ text }) => text),
    ).toContain('second')
  })

  test('that was deleted for good leaves an answer in the channel', async () => {
    const { standIn, send, reply, root } = await start()
    standIn.fail({ ...discordRefuses(400, 160004), kind: 'thread' })
    const receipt = await send(reply('first'))
    expect(receipt.channel).toBe(PLACE)
    expect(standIn.posts.at(-1)?.payload).toMatchObject({
      message_reference: { message_id: root.message, fail_if_not_exists: true },
    })
  })

  test.each([50001, 50013, 50024, 160006, 160007])(
    'that code %i keeps the bot from starting or writing leaves an answer in the channel',
    async (code) => {
      const { standIn, send, reply } = await start()
      standIn.fail({ ...discordRefuses(403, code), kind: 'thread' })
      expect((await send(reply('no thread'))).channel).toBe(PLACE)
      await send(reply('a thread'))
      standIn.fail(discordRefuses(403, code))
      expect((await send(reply('no writing'))).channel).toBe(PLACE)
      expect(standIn.posts.map(({ text }) => text)).toEqual(['root', 'no thread', 'a thread', 'no writing'])
    },
  )

  test('that cannot be had, of a message that is gone, tells so and posts nothing', async () => {
    const { standIn, send, reply, root } = await start({ threadless: new Set([PLACE]) })
    standIn.gone.add(root.message)
    expect(await failureOf(send(reply('x')))).toMatchObject(GONE)
    expect(standIn.posts).toHaveLength(1)
  })

  test('of an answer in the channel is one of its own', async () => {
    const { send, reply, shown } = await start()
    const first = await send(reply('first'))
    const receipt = await send(reply('deeper', 'sales', first))
    expect(receipt.channel).toBe(first.channel)
    expect(shown()).toMatchObject([{ thread: [{ text: 'first' }, { text: 'deeper' }] }])
  })

  test.each([
    [{ status: 500 }, 'server-error'],
    [{ breaks: 'reset' }, 'connection-lost'],
  ] as const)('whose start fails by %j is surely not replied in', async (fault, reason) => {
    const { standIn, send, reply } = await start()
    standIn.fail({ ...fault, kind: 'thread' })
    expect(await failureOf(send(reply('x')))).toMatchObject({ reason, outcome: 'not-sent' })
    await send(reply('x'))
    expect(standIn.posts).toHaveLength(2)
  })

  test('whose first reply has no known outcome holds it once, wherever it is sent again', async () => {
    const { standIn, send, reply, shown } = await start()
    await send(reply('zero'))
    standIn.fail({ breaks: 'reset', posts: true })
    expect(await failureOf(send(reply('x'), 'd-x'))).toMatchObject({ outcome: 'unknown' })
    standIn.fail(discordRefuses(403, 50013))
    await send(reply('x'), 'd-x')
    expect(shown()).toMatchObject([{ thread: [{ text: 'zero' }, { text: 'x' }] }])
  })
})

test('an edit calls nobody again', async () => {
  const { standIn, send, root } = await start()
  await send({ ...message('@everyone'), change: { kind: 'edit', of: root } })
  expect(standIn.edits[0]?.payload).toMatchObject({ allowed_mentions: { parse: [] } })
})

test('a whole card becomes another by an edit, and one line by the next', async () => {
  const { send, shown, root } = await start()
  const change = { kind: 'edit', of: root } as const
  await send({ ...toMessage(aCard({ title: 'Recovered' }), aLook()), change })
  expect(JSON.stringify(shown()[0]?.payload)).toContain('Recovered')
  const line = { title: '', body: '', code: '', fields: [], buttons: [], link: null, suggestion: '' }
  await send({ ...toMessage(aCard(line), aLook()), change })
  expect(shown()[0]?.payload).not.toHaveProperty('embeds')
})

test('a locked thread takes nothing more', async () => {
  const { standIn, send, root, reply } = await start()
  const first = await send(reply('first'))
  standIn.locked.add(root.message)
  for (const change of [
    { kind: 'reply', to: root, title: 'x' },
    { kind: 'edit', of: first },
    { kind: 'reaction', on: first, mark: 'done' },
  ] as const) {
    expect(await failureOf(send({ ...message('x'), change }))).toMatchObject(CLOSED)
  }
})

test('too many edits of old messages are waited for as Discord says, by its 429 as well', async () => {
  const { standIn, send, root } = await start()
  standIn.fail({
    ...discordRefuses(429, 30046, { retry_after: 30 }),
    kind: 'edit',
    headers: { 'x-ratelimit-scope': 'user' },
  })
  const error = await failureOf(send({ ...message('x'), change: { kind: 'edit', of: root } }))
  expect(error).toMatchObject({ reason: 'rate-limited', outcome: 'not-sent', retryAfterMs: 30_000 })
})
