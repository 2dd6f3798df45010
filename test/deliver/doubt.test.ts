import { expect, onTestFinished, test } from 'vitest'
import type { Composed } from '../../src/deliver/attempt.ts'
import { aLog } from '../support/a-log.ts'
import { MESSAGES } from '../../src/platforms/messages.ts'
import type { Platform } from '../../src/platforms/platform.ts'
import { slackPlatform } from '../../src/platforms/slack/client.ts'
import type { Claim } from '../../src/store/claimed.ts'
import { aDelivery, anAcceptance } from '../store/an-acceptance.ts'
import { aCard } from '../support/a-card.ts'
import { SLACK_TOKEN, slackRefuses, startStandInSlack } from '../support/stand-in-slack.ts'
import { dispatching } from './dispatching.ts'

const log = aLog()
const delivery = (name: string) => aDelivery(name, { place: `C000${name.toUpperCase()}` })

function compose({ place, unknown, delivery: id }: Claim): Composed {
  const card = aCard({ footer: id })
  const look = { language: 'en', mentions: [], delivery: id, maybeRepeat: unknown } as const
  return { card, message: MESSAGES.slack.toMessage(card, look), place, note: '' }
}

/** A dispatcher that posts to a Slack whose look-ups need not be waited for. */
async function posting(tokens = new Set([SLACK_TOKEN])) {
  const slack = await startStandInSlack({ tokens })
  onTestFinished(slack.close)
  const client = slackPlatform({ token: () => SLACK_TOKEN, apiUrl: slack.apiUrl, log, timeoutMs: 300 })
  if (client.lookup === undefined) throw new Error('no look-up')
  const platform: Platform = { ...client, lookup: { ...client.lookup, afterMs: 0, apartMs: 0 } }
  const settled = Promise.withResolvers<void>()
  const { store, start } = await dispatching(() => Promise.resolve(), {
    compose,
    platformOf: () => Promise.resolve(platform),
    onSent: () => settled.resolve(),
  })
  const attempts = async (event: string) => (await store.event(event))?.deliveries[0]
  return { slack, store, start, attempts, tokens }
}

test('what was posted though its answer was lost is found, not posted again, and nothing overtakes it', async () => {
  const { slack, store, start, attempts } = await posting()
  slack.fail({ channel: 'C000SALES', breaks: 'hang', posts: true })
  const first = anAcceptance({}, [delivery('sales')])
  const second = anAcceptance({}, [delivery('sales')])
  for (const acceptance of [first, second, anAcceptance({}, [delivery('ops')])])
    await store.accept(acceptance)
  const dispatcher = start()
  const posts = await slack.waitFor(3)
  await dispatcher.stop()
  expect(posts.map(({ channel }) => channel)).toEqual(['C000SALES', 'C000OPS', 'C000SALES'])
  expect(await attempts(first.event.id)).toMatchObject({
    state: 'sent',
    receipt: { channel: 'C000SALES', message: posts[0]?.id },
    attempts: [
      { outcome: 'unknown', reason: 'timeout' },
      { outcome: 'sent', detail: expect.stringContaining('found') },
    ],
  })
  expect(JSON.stringify(posts)).not.toContain('may be a repeat')
})

test('what was surely not posted is sent after two misses, unmarked', async () => {
  const { slack, store, start, attempts } = await posting()
  slack.fail({ breaks: 'reset' })
  const acceptance = anAcceptance({}, [delivery('sales')])
  await store.accept(acceptance)
  const dispatcher = start()
  const [post] = await slack.waitFor(1)
  await dispatcher.stop()
  expect(JSON.stringify(post)).not.toContain('may be a repeat')
  expect((await attempts(acceptance.event.id))?.attempts).toMatchObject([
    { outcome: 'unknown', reason: 'connection-lost' },
    { outcome: 'unknown', reason: 'not-found' },
    { outcome: 'not-sent', reason: 'not-found' },
    { outcome: 'sent' },
  ])
})

test('what cannot be looked up is sent again and marked', async () => {
  const { slack, store, start } = await posting()
  const refused = slackRefuses('missing_scope', { needed: 'channels:history' })
  // The probe that follows a first failure takes one.
  slack.fail({ breaks: 'reset', posts: true }, { ...refused, times: 2 })
  await store.accept(anAcceptance({}, [delivery('sales')]))
  const dispatcher = start()
  const posts = await slack.waitFor(2)
  await dispatcher.stop()
  expect(posts.map(({ text }) => text.includes('may be a repeat'))).toEqual([false, true])
})

test('a look-up that finds nothing leaves the account open to the next, after its token had failed', async () => {
  const { slack, store, start, attempts } = await posting()
  // The probe that follows a first failure takes one of the two.
  slack.fail({ breaks: 'reset' }, { ...slackRefuses('invalid_auth'), times: 2 })
  const acceptance = anAcceptance({}, [delivery('sales')])
  await store.accept(acceptance)
  const dispatcher = start()
  const [post] = await slack.waitFor(1)
  await dispatcher.stop()
  expect(JSON.stringify(post)).not.toContain('may be a repeat')
  expect((await attempts(acceptance.event.id))?.attempts).toMatchObject([
    { outcome: 'unknown', reason: 'connection-lost' },
    { outcome: 'unknown', reason: 'bad-credentials' },
    { outcome: 'unknown', reason: 'not-found' },
    { outcome: 'not-sent', reason: 'not-found' },
    { outcome: 'sent' },
  ])
})

test('a revoked token costs one attempt; the backlog goes when the account answers its probe', async () => {
  const tokens = new Set<string>()
  const { slack, store, start, attempts } = await posting(tokens)
  const events = ['sales', 'sales', 'sales'].map((name) => anAcceptance({}, [delivery(name)]))
  for (const acceptance of events) await store.accept(acceptance)
  const dispatcher = start()
  // The delivery that failed, and then probes alone.
  await slack.waitForRequests(3)
  tokens.add(SLACK_TOKEN)
  await slack.waitFor(3)
  await dispatcher.stop()
  const states = await Promise.all(events.map(({ event }) => attempts(event.id)))
  expect(states.map((one) => one?.attempts.length)).toEqual([2, 1, 1])
  expect(states[0]?.attempts[0]).toMatchObject({ outcome: 'not-sent', reason: 'bad-credentials' })
})
