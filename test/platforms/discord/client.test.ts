import { expect, onTestFinished, test } from 'vitest'
import { type DiscordOptions, discordPlatform } from '../../../src/platforms/discord/client.ts'
import {
  DISCORD_TOKEN,
  discordRefuses,
  type StandInDiscordOptions,
  startStandInDiscord,
} from '../../support/stand-in-discord.ts'
import { platformContract } from '../contract.ts'
import { type Failure, failureOf } from '../subject.ts'
import { TEXT } from '../failures.ts'

const FOREVER = new AbortController().signal
const NOT_SENT = { outcome: 'not-sent' } as const

function refuses(
  status: number,
  codes: readonly number[],
  expected: Omit<Failure, 'name' | 'fault'>,
  more: Readonly<Record<string, unknown>> = {},
): Failure[] {
  return codes.map((code) => ({
    name: `says ${status} with code ${code}`,
    fault: discordRefuses(status, code, more),
    ...expected,
  }))
}

const place = (n: number): string => String(200_000_000_000_000_000n + BigInt(n))
const message = (content: string) => ({
  platform: 'discord' as const,
  payload: { content, embeds: [{ title: content }], allowed_mentions: { parse: [] } },
})

platformContract('discord', {
  token: DISCORD_TOKEN,
  start: startStandInDiscord,
  open: discordPlatform,
  message,
  place,
  keptAt: /DISCORD_BOT_TOKEN/,
  receipt: 'ids',
  asksAlways: false,
  failures: [
    ...refuses(404, [10003, 10004, 10008, 10015], { reason: 'no-such-place', ...NOT_SENT, help: /./ }),
    ...refuses(400, [50024, 220001, 220002, 220003, 220004], {
      reason: 'no-such-place',
      ...NOT_SENT,
      help: /text channel/,
    }),
    ...refuses(403, [50001, 40007, 50278], { reason: 'not-in-channel', ...NOT_SENT, help: place(1) }),
    ...refuses(403, [50013, 40001, 50083, 160005, 160006, 30007, 30058, 40002], {
      reason: 'forbidden',
      ...NOT_SENT,
      help: /./,
    }),
    ...refuses(401, [0], { reason: 'bad-credentials', ...NOT_SENT, help: /DISCORD_BOT_TOKEN/ }),
    ...refuses(400, [50014, 50027], { reason: 'bad-credentials', ...NOT_SENT }),
    {
      name: 'answers 401 with a page',
      fault: { status: 401, headers: { 'content-type': 'text/html' }, body: `<b>${TEXT}</b>` },
      reason: 'bad-credentials',
      ...NOT_SENT,
    },
    ...refuses(400, [40005, 50045], { reason: 'too-big', ...NOT_SENT }),
    ...refuses(
      400,
      [50035],
      { reason: 'too-big', ...NOT_SENT, detail: /code 50035, embeds\.0\.title BASE_TYPE_MAX_LENGTH$/ },
      {
        message: `Invalid Form Body ${TEXT}`,
        errors: {
          embeds: { 0: { title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: TEXT }] } } },
          [TEXT]: { _errors: [{ code: 'BASE_TYPE_REQUIRED', message: TEXT }] },
        },
      },
    ),
    ...refuses(400, [50006, 50035, 50109, 30015, 200000, 200001, 240000], {
      reason: 'malformed',
      ...NOT_SENT,
    }),
    ...refuses(
      400,
      [20016, 20028, 20029, 30046, 40062],
      { reason: 'rate-limited', ...NOT_SENT, retryAfterMs: 2500 },
      { retry_after: 2.5 },
    ),
    ...refuses(400, [40004, 40006, 130000], { reason: 'server-error', ...NOT_SENT }),
    ...refuses(403, [40333], { reason: 'unreachable', ...NOT_SENT, help: /Cloudflare/ }),
    ...refuses(400, [987654], { reason: 'malformed', ...NOT_SENT }),
    ...refuses(403, [987654], { reason: 'forbidden', ...NOT_SENT }),
    ...refuses(404, [0], { reason: 'no-such-place', ...NOT_SENT }),
    ...refuses(409, [987654], { reason: 'unexpected-answer', ...NOT_SENT }),
    {
      name: 'limits for longer in the header than in the body',
      fault: {
        status: 429,
        headers: { 'retry-after': '1', 'x-ratelimit-scope': 'user' },
        body: '{"retry_after":0.35,"global":false}',
      },
      reason: 'rate-limited',
      ...NOT_SENT,
      retryAfterMs: 1000,
    },
    {
      name: 'limits the whole bot',
      fault: {
        status: 429,
        headers: { 'retry-after': '3', 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' },
        body: '{"retry_after":3,"global":true}',
      },
      reason: 'rate-limited',
      ...NOT_SENT,
      accountWide: true,
      retryAfterMs: 3000,
    },
    {
      name: 'limits what is shared with others',
      fault: {
        status: 429,
        headers: { 'retry-after': '3', 'x-ratelimit-scope': 'shared' },
        body: '{"retry_after":3,"global":false}',
      },
      reason: 'rate-limited',
      ...NOT_SENT,
      accountWide: false,
      retryAfterMs: 3000,
    },
    {
      name: 'is Cloudflare and bans the address for an hour',
      fault: {
        status: 429,
        headers: { 'retry-after': '3600', 'content-type': 'text/html' },
        body: `<html>banned ${TEXT}</html>`,
      },
      reason: 'rate-limited',
      ...NOT_SENT,
      accountWide: true,
      retryAfterMs: 3_600_000,
    },
  ],
})

async function start(options: StandInDiscordOptions = {}, over: Partial<DiscordOptions> = {}) {
  const standIn = await startStandInDiscord(options)
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const platform = discordPlatform({ token: () => DISCORD_TOKEN, apiUrl: standIn.apiUrl, log, ...over })
  onTestFinished(async () => {
    await platform.close()
    await standIn.close()
  })
  return { standIn, platform }
}

test('a delivery that is sent twice is one message, and both receipts name it', async () => {
  const { standIn, platform } = await start()
  standIn.fail({ status: 500, posts: true })
  await failureOf(platform.send(message('hello'), place(1), 'k7f3q-182', FOREVER))
  const receipt = await platform.send(message('hello'), place(1), 'k7f3q-182', FOREVER)
  await platform.send(message('hello'), place(1), 'k7f3q-183', FOREVER)
  expect(standIn.posts.length).toBe(2)
  expect(receipt).toEqual({ channel: place(1), message: standIn.posts[0]?.id })
  expect(standIn.posts[0]?.payload).toMatchObject({ nonce: expect.stringMatching(/^[\w-]{24}$/) })
})

test('the limit of a channel is foreseen: nothing is sent past it, and other channels go on', async () => {
  const { standIn, platform } = await start({ perFiveSeconds: 2 })
  await platform.send(message('one'), place(1), 'd-1', FOREVER)
  await platform.send(message('two'), place(1), 'd-2', FOREVER)
  const error = await failureOf(platform.send(message('three'), place(1), 'd-3', FOREVER))
  expect(error).toMatchObject({ reason: 'rate-limited', outcome: 'not-sent', accountWide: false })
  expect(error.retryAfterMs).toBeGreaterThan(0)
  expect(error.retryAfterMs).toBeLessThanOrEqual(5000)
  expect(standIn.counters).toMatchObject({ requests: 2, rateLimited: 0 })
  await platform.send(message('four'), place(2), 'd-4', FOREVER)
  expect(standIn.posts.map((post) => post.text)).toEqual(['one', 'two', 'four'])
})

test('the limit of the whole bot is foreseen and holds for every channel', async () => {
  const { standIn, platform } = await start({}, { perSecond: 3 })
  const sent = await Promise.allSettled(
    Array.from({ length: 5 }, (_, n) => platform.send(message('hi'), place(n), `d-${n}`, FOREVER)),
  )
  const refused = sent.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown)
  expect(refused).toHaveLength(2)
  for (const error of refused) {
    expect(error).toMatchObject({ reason: 'rate-limited', outcome: 'not-sent', accountWide: true })
  }
  expect(standIn.counters.requests).toBe(3)
})

test('a bucket that is full for longer than Retry-After is waited for', async () => {
  const { standIn, platform } = await start()
  standIn.fail({
    status: 429,
    headers: {
      'retry-after': '1',
      'x-ratelimit-reset-after': '8',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-scope': 'user',
    },
    body: '{"retry_after":1,"global":false}',
  })
  const error = await failureOf(platform.send(message('one'), place(1), 'd-1', FOREVER))
  expect(error.retryAfterMs).toBeGreaterThan(1000)
})

test('a send that waits behind a hung one of its channel ends with its signal, unsent', async () => {
  const { standIn, platform } = await start({}, { timeoutMs: 60_000 })
  standIn.fail({ breaks: 'hang' })
  const stopFirst = new AbortController()
  const stopSecond = new AbortController()
  const first = failureOf(platform.send(message('one'), place(1), 'd-1', stopFirst.signal))
  await standIn.waitForRequests(1)
  const second = failureOf(platform.send(message('two'), place(1), 'd-2', stopSecond.signal))
  stopSecond.abort()
  expect(await second).toMatchObject({ reason: 'timeout', outcome: 'not-sent' })
  stopFirst.abort()
  expect(await first).toMatchObject({ reason: 'timeout', outcome: 'unknown' })
  expect(standIn.counters.requests).toBe(1)
})

test.each(['#ops', '', '123', '200000000000000001/../../users'])(
  'a place %j that is no channel id is refused without a request',
  async (wrong) => {
    const { standIn, platform } = await start()
    const error = await failureOf(platform.send(message('one'), wrong, 'd-1', FOREVER))
    expect(error).toMatchObject({ reason: 'no-such-place', outcome: 'not-sent' })
    expect(error.help).toMatch(/id/)
    expect(standIn.counters.requests).toBe(0)
  },
)
