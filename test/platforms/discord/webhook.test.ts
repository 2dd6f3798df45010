import { expect, onTestFinished, test } from 'vitest'
import { discordWebhook } from '../../../src/platforms/discord/webhook.ts'
import {
  DISCORD_WEBHOOK,
  discordRefuses,
  type StandInDiscordOptions,
  startStandInDiscord,
  WEBHOOK_CHANNEL,
} from '../../support/stand-in-discord.ts'
import { platformContract } from '../contract.ts'
import { type Failure, failureOf } from '../subject.ts'
import { TEXT } from '../failures.ts'

const FOREVER = new AbortController().signal
const NOT_SENT = { outcome: 'not-sent' } as const
const keptAt = { env: 'OPS_WEBHOOK_URL' }

function refuses(status: number, code: number, expected: Omit<Failure, 'name' | 'fault'>): Failure {
  return { name: `says ${status} with code ${code}`, fault: discordRefuses(status, code), ...expected }
}

function each(
  status: number,
  codes: readonly number[],
  expected: Omit<Failure, 'name' | 'fault'>,
): Failure[] {
  return codes.map((code) => refuses(status, code, expected))
}

const message = (content: string) => ({
  platform: 'discord' as const,
  payload: { content, embeds: [{ title: content }], allowed_mentions: { parse: [] } },
})

platformContract('discord', {
  token: DISCORD_WEBHOOK,
  keptAt: /OPS_WEBHOOK_URL/,
  async start({ tokens } = {}) {
    const standIn = await startStandInDiscord(tokens === undefined ? {} : { webhooks: tokens })
    return Object.assign(standIn, { apiUrl: `${standIn.origin}/api/webhooks/` })
  },
  open: ({ token, apiUrl, timeoutMs }) =>
    discordWebhook({
      keptAt,
      timeoutMs,
      elapsed: () => 0,
      async url() {
        const secret = await token()
        return secret === null || secret === '' ? secret : `${apiUrl}${secret}`
      },
    }),
  message,
  place: () => '',
  channel: WEBHOOK_CHANNEL,
  receipt: 'ids',
  asksAlways: true,
  failures: [
    refuses(404, 10015, { reason: 'bad-credentials', ...NOT_SENT, help: /OPS_WEBHOOK_URL/ }),
    refuses(404, 0, { reason: 'bad-credentials', ...NOT_SENT }),
    refuses(401, 50027, { reason: 'bad-credentials', ...NOT_SENT, help: /OPS_WEBHOOK_URL/ }),
    refuses(404, 10003, { reason: 'no-such-place', ...NOT_SENT, help: /OPS_WEBHOOK_URL/ }),
    refuses(400, 220001, { reason: 'no-such-place', ...NOT_SENT, help: /thread_id/ }),
    ...each(404, [10004], { reason: 'no-such-place', ...NOT_SENT, help: /OPS_WEBHOOK_URL/ }),
    ...each(404, [10008], { reason: 'no-such-place', ...NOT_SENT }),
    ...each(400, [220002, 220003, 220004], { reason: 'no-such-place', ...NOT_SENT, help: /thread_id/ }),
    ...each(400, [50024], { reason: 'no-such-place', ...NOT_SENT }),
    ...each(403, [50001, 40007, 50278], { reason: 'not-in-channel', ...NOT_SENT }),
    ...each(403, [50013, 40001, 50083, 160005, 160006, 30007, 30058, 40002], {
      reason: 'forbidden',
      ...NOT_SENT,
    }),
    ...each(401, [0, 50014], { reason: 'bad-credentials', ...NOT_SENT, help: /OPS_WEBHOOK_URL/ }),
    ...each(400, [40005, 50045], { reason: 'too-big', ...NOT_SENT }),
    ...each(400, [50006, 50035, 50109, 30015], { reason: 'malformed', ...NOT_SENT }),
    ...each(400, [200000, 200001, 240000], { reason: 'malformed', ...NOT_SENT, help: /AutoMod/ }),
    ...each(400, [20016, 20028, 20029, 30046, 40062], { reason: 'rate-limited', ...NOT_SENT }),
    ...each(400, [40004, 40006, 130000], { reason: 'server-error', ...NOT_SENT }),
    ...each(403, [40333], { reason: 'unreachable', ...NOT_SENT, help: /Cloudflare/ }),
    {
      name: 'meets its hidden limit, though the bucket holds more',
      fault: {
        status: 429,
        headers: { 'retry-after': '40', 'x-ratelimit-remaining': '4', 'x-ratelimit-scope': 'user' },
        body: '{"retry_after":39.8,"global":false}',
      },
      reason: 'rate-limited',
      ...NOT_SENT,
      retryAfterMs: 40_000,
    },
    {
      name: 'is Cloudflare and bans the address',
      fault: { status: 429, headers: { 'retry-after': '3600' }, body: `<html>${TEXT}</html>` },
      reason: 'rate-limited',
      ...NOT_SENT,
      accountWide: true,
      retryAfterMs: 3_600_000,
    },
  ],
})

async function start(options: StandInDiscordOptions = {}, url?: () => string) {
  const standIn = await startStandInDiscord(options)
  onTestFinished(standIn.close)
  const clock = { ms: 0 }
  const platform = discordWebhook({
    url: url ?? (() => standIn.webhookUrl),
    keptAt,
    elapsed: () => clock.ms,
  })
  return { standIn, platform, clock }
}

test('it asks for the message it made, keeps what its URL asks, and shows its buttons', async () => {
  const { standIn } = await start()
  const platform = discordWebhook({
    url: () => `${standIn.webhookUrl}?thread_id=77`,
    keptAt,
    elapsed: () => 0,
  })
  const payload = { content: 'hello', components: [{ type: 1, components: [] }] }
  const receipt = await platform.send({ platform: 'discord', payload }, '', 'd-1', FOREVER)
  expect(receipt).toEqual({ channel: WEBHOOK_CHANNEL, message: standIn.posts[0]?.id })
  // A nonce would do nothing here.
  expect(standIn.posts[0]?.payload).toEqual(payload)
})

test('a webhook that is gone is not asked again for ten minutes, or until its URL is another one', async () => {
  const webhooks = new Set([DISCORD_WEBHOOK])
  let url = ''
  const { standIn, platform, clock } = await start({ webhooks }, () => url)
  url = standIn.webhookUrl
  webhooks.clear()
  for (const id of ['d-1', 'd-1', 'd-1']) {
    const error = await failureOf(platform.send(message('one'), '', id, FOREVER))
    expect(error).toMatchObject({ reason: 'bad-credentials', outcome: 'not-sent' })
    expect(error.help).toContain('OPS_WEBHOOK_URL')
  }
  expect(standIn.counters.requests).toBe(1)
  clock.ms += 600_000
  await failureOf(platform.send(message('one'), '', 'd-1', FOREVER))
  expect(standIn.counters.requests).toBe(2)
  webhooks.add('300000000000000002/another-secret')
  url = url.replace(DISCORD_WEBHOOK, '300000000000000002/another-secret')
  await platform.send(message('one'), '', 'd-1', FOREVER)
  expect(standIn.counters.requests).toBe(3)
})

test('an empty bucket is foreseen: nothing is sent before it is full again', async () => {
  const { standIn, platform, clock } = await start({ perFiveSeconds: 2 })
  await platform.send(message('one'), '', 'd-1', FOREVER)
  await platform.send(message('two'), '', 'd-2', FOREVER)
  const early = await failureOf(platform.send(message('three'), '', 'd-3', FOREVER))
  expect(early).toMatchObject({ reason: 'rate-limited', outcome: 'not-sent' })
  expect(early.retryAfterMs).toBeGreaterThan(4000)
  expect(standIn.counters).toMatchObject({ requests: 2, rateLimited: 0 })
  clock.ms = 5001
  await failureOf(platform.send(message('three'), '', 'd-3', FOREVER))
  expect(standIn.counters.requests).toBe(3)
})

test.each([
  ['http://discord.com/api/webhooks/1/secret', /without https/],
  ['https://discord.com/api/webhooks/1/secret/slack', /no webhook of Discord/],
  ['https://ptb.discord.com/channels/1/secret', /no webhook of Discord/],
])('%s is not configured, and the error does not tell it', async (url, wrong) => {
  const platform = discordWebhook({ url: () => url, keptAt, elapsed: () => 0 })
  const error = await failureOf(platform.send(message('x'), '', 'd-1', FOREVER))
  expect(error).toMatchObject({ reason: 'not-configured', outcome: 'not-sent' })
  expect(error.detail).toMatch(wrong)
  expect(`${error.detail} ${error.help}`).not.toContain('secret')
})
