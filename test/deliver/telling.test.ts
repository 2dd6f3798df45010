import { expect, onTestFinished, test } from 'vitest'
import { createTelling } from '../../src/deliver/telling.ts'
import { DeliveryError, type Reason } from '../../src/platforms/platform.ts'
import type { Acceptance } from '../../src/store/accepting.ts'
import type { Claim } from '../../src/store/claimed.ts'
import type { Trouble } from '../../src/store/operate/trouble.ts'
import { aClaim } from '../support/a-claim.ts'
import { someRules } from '../support/some-rules.ts'

const RULES = `
channels:
  ops: slack:#ops
  sales: slack:#sales
  team: { to: "discord:112233445566778899", language: zh }
`

/** What is kept outlives the telling, as a database does. */
function telling(rules = someRules(`notices: ops\n${RULES}`), kept: Trouble[] = [], told: Acceptance[] = []) {
  let now = 1_000
  const made = createTelling({
    store: {
      async accept(acceptance) {
        if (told.some(({ hash }) => hash === acceptance.hash)) return 'repeat'
        told.push(acceptance)
        return 'stored'
      },
      troubles: () => Promise.resolve([...kept]),
      async addTrouble(trouble) {
        const before = kept.find(({ key }) => key === trouble.key)
        if (before === undefined) kept.push(trouble)
        return (before ?? trouble).since
      },
      endTrouble: (key) =>
        Promise.resolve(
          void kept.splice(
            kept.findIndex((one) => one.key === key),
            1,
          ),
        ),
    },
    rules: () => rules,
    clock: { now: () => (now += 1), elapsed: () => 0 },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    random: () => 0,
    dryRun: false,
    retryHours: 24,
    onTold() {},
  })
  onTestFinished(made.idle)
  const seen = async (): Promise<string[]> => {
    await made.idle()
    return told.flatMap(({ deliveries }) =>
      deliveries.map(({ route }) => `${route.channel}: ${route.notice?.title ?? ''}`),
    )
  }
  return { ...made, told, seen, kept }
}

const failure = (reason: Reason) =>
  new DeliveryError({ reason, outcome: 'not-sent', detail: 'said', help: 'Do this.' })
const on = (account: string, channel: string, lane = `${account}:#${channel}`): Claim => {
  const claim = aClaim({ account, lane })
  return { ...claim, route: { ...claim.route, channel, lane } }
}

test('an account that is down is told once, never by that account, and once more when it works', async () => {
  const { failed, worked, seen, told } = telling()
  for (const channel of ['ops', 'sales']) failed(on('slack', channel), failure('bad-credentials'), 'waiting')
  worked(on('discord', 'team'))
  expect(await seen()).toEqual(['team: Herald 无法通过账号“slack”发送：消息正在等待'])
  expect(told[0]?.deliveries[0]?.route.notice).toMatchObject({
    code: 'said',
    body: expect.stringContaining('24'),
  })
  for (const channel of ['ops', 'sales']) worked(on('slack', channel))
  expect((await seen()).slice(1)).toEqual(['team: 账号“slack”已恢复：正在发送等待中的消息'])
  failed(on('slack', 'ops'), failure('not-configured'), 'waiting')
  expect(await seen()).toHaveLength(3)
  expect(new Set(told.map(({ hash }) => hash)).size).toBe(3)
})

test('another account that is down is told by the channel for trouble', async () => {
  const { failed, seen } = telling()
  failed(on('discord', 'team'), failure('bad-credentials'), 'waiting')
  expect(await seen()).toEqual(['ops: Herald cannot post by account "discord": its messages wait'])
})

test('with every account down it is told in the inbox alone', async () => {
  const { failed, seen } = telling()
  failed(on('discord', 'team'), failure('bad-credentials'), 'waiting')
  failed(on('slack', 'ops'), failure('bad-credentials'), 'waiting')
  expect((await seen()).slice(1)).toEqual([expect.stringMatching(/^inbox: .*"slack"/)])
})

test('a channel that takes nothing is told once for each reason, until it works again', async () => {
  const { failed, worked, seen } = telling()
  const fails = (reason: Reason): void => failed(on('slack', 'sales'), failure(reason), 'dead')
  fails('not-in-channel')
  fails('not-in-channel')
  fails('no-such-place')
  failed(on('slack', 'sales'), failure('malformed'), 'dead')
  failed(on('slack', 'sales'), failure('no-such-place'), 'moved')
  expect(await seen()).toEqual(Array(2).fill('ops: Herald cannot post to channel "sales"'))
  worked(on('slack', 'ops'))
  fails('not-in-channel')
  expect(await seen()).toHaveLength(2)
  worked(on('slack', 'sales'))
  fails('not-in-channel')
  expect(await seen()).toHaveLength(3)
})

test('a channel that takes messages and no files is told of once, however many messages arrive', async () => {
  const { failed, worked, seen } = telling()
  const files = on('slack', 'sales', 'slack:#sales files')
  const file = { ...files, route: { ...files.route, traceOf: { channel: 'C1', message: '1.2' } } }
  for (let n = 0; n < 3; n += 1) {
    worked(on('slack', 'sales', 'slack:#sales'))
    failed(file, failure('forbidden'), 'dead')
  }
  expect(await seen()).toEqual(['ops: Herald cannot share files in channel "sales"'])
  worked(file)
  failed(file, failure('forbidden'), 'dead')
  expect(await seen()).toHaveLength(2)
})

test('the trouble of the channel for trouble is told nowhere', async () => {
  const { failed, seen } = telling()
  failed(on('slack', 'ops', 'slack:#ops'), failure('not-in-channel'), 'dead')
  expect(await seen()).toEqual([])
})

test('a restart tells nothing twice, and tells the end of what was told before', async () => {
  const { failed, seen, kept } = telling()
  failed(on('slack', 'sales'), failure('bad-credentials'), 'waiting')
  await seen()
  const after = telling(undefined, kept)
  after.failed(on('slack', 'sales'), failure('bad-credentials'), 'waiting')
  expect(await after.seen()).toEqual([])
  after.worked(on('slack', 'sales'))
  expect(await after.seen()).toHaveLength(1)
  expect(kept).toEqual([])
})

test('of several replicas one tells the beginning of a trouble and one its end', async () => {
  const one = telling()
  const two = telling(undefined, one.kept, one.told)
  for (const { failed } of [one, two]) failed(on('slack', 'sales'), failure('bad-credentials'), 'waiting')
  await one.seen()
  expect(await two.seen()).toHaveLength(1)
  for (const { worked } of [one, two]) worked(on('slack', 'sales'))
  await one.seen()
  expect(await two.seen()).toHaveLength(2)
  two.failed(on('slack', 'sales'), failure('bad-credentials'), 'waiting')
  expect(await two.seen()).toHaveLength(3)
})
