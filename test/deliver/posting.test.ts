import { expect, onTestFinished, test } from 'vitest'
import { createPosting, type PostingOptions } from '../../src/deliver/posting.ts'
import type { Account } from '../../src/rules/rules.ts'
import type { Claim } from '../../src/store/claimed.ts'
import { failureOf } from '../platforms/subject.ts'
import { aClaim } from '../support/a-claim.ts'
import { anEvent } from '../support/an-event.ts'
import { startStandInReceiver } from '../support/stand-in-receiver.ts'
import { SLACK_TOKEN, startStandInSlack } from '../support/stand-in-slack.ts'

const FOREVER = new AbortController().signal
const message = { platform: 'slack' as const, payload: { text: 'hello' } }

/** A posting whose secrets are in a record, and whose rules the test may change. */
function posting(over: Partial<PostingOptions> = {}) {
  const secrets: Record<string, string | null> = {}
  const accounts = new Map<string, Account>()
  const inbox: unknown[] = []
  const made = createPosting({
    dryRun: false,
    slackToken: () => SLACK_TOKEN,
    slackApiUrl: null,
    discordToken: () => null,
    discordApiUrl: null,
    secret: (source) => () => secrets['env' in source ? source.env : source.file] ?? null,
    accountOf: (name) => accounts.get(name) ?? null,
    forwardOf: () => null,
    store: {
      addToInbox(one, change) {
        inbox.push(change === undefined ? one : { ...one, change })
        return Promise.resolve(change?.id ?? 1)
      },
    },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    clock: { now: () => 0, elapsed: () => 0 },
    ...over,
  })
  onTestFinished(made.close)
  const send = async (claim: Claim) =>
    (await made.platformOf(claim)).send(message, claim.place, claim.delivery, FOREVER)
  return { ...made, send, secrets, accounts, inbox }
}

function bot(name: string, variable: string): Account {
  return { name, platform: 'slack', kind: 'bot', secret: { env: variable } }
}

test('two workspaces are posted to by their own tokens, and never share a client', async () => {
  const slack = await startStandInSlack({ tokens: new Set(['xoxb-eu', 'xoxb-us']) })
  onTestFinished(slack.close)
  const { platformOf, send, secrets, accounts } = posting({ slackApiUrl: slack.apiUrl })
  accounts.set('eu', bot('eu', 'EU_TOKEN')).set('us', bot('us', 'US_TOKEN'))
  Object.assign(secrets, { EU_TOKEN: 'xoxb-eu', US_TOKEN: 'xoxb-wrong' })
  await send(aClaim({ account: 'eu', place: '#eu' }))
  expect(await failureOf(send(aClaim({ account: 'us', place: '#us' })))).toMatchObject({
    reason: 'bad-credentials',
    help: expect.stringContaining('US_TOKEN'),
  })
  secrets['US_TOKEN'] = 'xoxb-us'
  await send(aClaim({ account: 'us', place: '#us' }))
  expect(slack.posts.map(({ channel }) => channel)).toEqual(['#eu', '#us'])
  const [eu, euAgain, us] = await Promise.all(
    ['eu', 'eu', 'us'].map((account) => platformOf(aClaim({ account }))),
  )
  expect(eu).toBe(euAgain)
  expect(eu).not.toBe(us)
})

test('an account that names another secret after a reload gets a client with that one', async () => {
  const slack = await startStandInSlack({ tokens: new Set(['xoxb-old', 'xoxb-new']) })
  onTestFinished(slack.close)
  const { send, platformOf, secrets, accounts } = posting({ slackApiUrl: slack.apiUrl })
  Object.assign(secrets, { OLD: 'xoxb-old' })
  accounts.set('eu', bot('eu', 'OLD'))
  const before = await platformOf(aClaim({ account: 'eu' }))
  await send(aClaim({ account: 'eu' }))
  accounts.set('eu', bot('eu', 'NEW'))
  expect(await failureOf(send(aClaim({ account: 'eu' })))).toMatchObject({
    reason: 'not-configured',
    detail: 'NEW is not set',
  })
  secrets['NEW'] = 'xoxb-new'
  await send(aClaim({ account: 'eu' }))
  expect(await platformOf(aClaim({ account: 'eu' }))).not.toBe(before)
})

test('a webhook account posts to the URL that its secret holds now', async () => {
  const slack = await startStandInSlack()
  onTestFinished(slack.close)
  const { send, secrets, accounts } = posting()
  const name = 'slack-webhook/file/run/ops'
  accounts.set(name, { name, platform: 'slack', kind: 'webhook', secret: { file: 'run/ops' } })
  expect(await failureOf(send(aClaim({ account: name, place: '' })))).toMatchObject({
    reason: 'not-configured',
    detail: 'the file run/ops cannot be read or is empty',
  })
  secrets['run/ops'] = slack.webhookUrl
  expect(await send(aClaim({ account: name, place: '' }))).toEqual({ channel: '', message: '' })
  expect(slack.posts).toHaveLength(1)
})

test.each([
  ['left the rules', null],
  ['is of another platform now', { name: 'eu', platform: 'discord', kind: 'bot', secret: null } as const],
])('an account that %s makes a dead letter that says how to send it elsewhere', async (_, account) => {
  const { send, accounts } = posting()
  if (account !== null) accounts.set('eu', account)
  const error = await failureOf(send(aClaim({ account: 'eu' })))
  expect(error).toMatchObject({ reason: 'no-such-account', outcome: 'not-sent' })
  expect(error.help).toContain('replay --reroute')
})

test('the accounts slack and discord are there though no channel uses them now', async () => {
  const slack = await startStandInSlack()
  onTestFinished(slack.close)
  const { send } = posting({ slackApiUrl: slack.apiUrl })
  await send(aClaim({ account: 'slack' }))
  expect(slack.posts).toHaveLength(1)
})

test('a callback is passed on to where its cluster forwards now; to nowhere is a dead letter', async () => {
  const receiver = await startStandInReceiver()
  onTestFinished(receiver.close)
  const to = new Map<string, string | { env: string }>()
  const { platformOf, secrets } = posting({ forwardOf: (cluster) => to.get(cluster) ?? null })
  const claim = aClaim({ platform: 'forward', account: 'forward/prod', event: anEvent({ cluster: 'prod' }) })
  const forward = async () =>
    (await platformOf(claim)).send({ platform: 'forward', payload: { project: 'sales' } }, '', 'd-1', FOREVER)
  to.set('prod', receiver.hookUrl)
  await forward()
  to.set('prod', { env: 'OLD_BRIDGE' })
  expect(await failureOf(forward())).toMatchObject({
    reason: 'not-configured',
    detail: 'OLD_BRIDGE is not set',
  })
  secrets['OLD_BRIDGE'] = receiver.hookUrl
  await forward()
  expect(receiver.posts).toHaveLength(2)
  to.clear()
  expect(await failureOf(forward())).toMatchObject({
    reason: 'no-such-account',
    detail: expect.stringContaining('prod'),
  })
})

test('in a dry run every account is the inbox', async () => {
  const { send, inbox } = posting({ dryRun: true })
  await send(aClaim({ account: 'eu', place: '#eu' }))
  expect(inbox).toEqual([
    { channel: 'sales', drawnAs: 'slack', place: '#eu', delivery: 'test1-1', payload: { text: 'hello' } },
  ])
})

test('in a dry run a reply, an edit and a mark go to the inbox with the message they change', async () => {
  const { platformOf, inbox } = posting({ dryRun: true })
  const to = { channel: '#sales', message: '7' }
  const platform = await platformOf(aClaim())
  for (const change of [
    { kind: 'reply', to, title: 'sales' },
    { kind: 'edit', of: to },
    { kind: 'reaction', on: to, mark: 'done' },
  ] as const) {
    await platform.send({ ...message, change }, '#sales', 'd-1', FOREVER)
    expect(inbox.at(-1)).toMatchObject({ drawnAs: 'slack', change: { kind: change.kind, id: 7 } })
  }
})
