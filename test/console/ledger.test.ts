import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { ledgerRoutes } from '../../src/console/ledger.ts'
import { sendTestRoutes } from '../../src/console/send-test.ts'
import { loadRules } from '../../src/rules/load.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import { type Store, StoreUnavailable } from '../../src/store/store.ts'
import { aDelivery, anAcceptance, outcome, SENT } from '../store/an-acceptance.ts'
import { bench, claimOne } from '../store/harness.ts'
import type { Bench } from '../store/harness.ts'

const NOW = 1_715_414_600_000
const RULES = `version: 1
channels: { ops: "slack:#ops", two: "discord:200000000000000001" }
rules: [{ name: all, send: ops }]
unmatched: drop
`

let subject: Bench
let store: Store
let woken: number
beforeEach(async () => {
  subject = bench(async ({ file, now, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now }), owner, clock: systemClock, onFatal }),
  )
  store = await subject.open()
  woken = 0
})
afterEach(() => subject.close())

async function ask(path: string, init?: RequestInit, over: Partial<Store> = {}) {
  const { rules } = loadRules(RULES, 'rules.yaml')
  if (rules === null) throw new Error('mistakes in the rules')
  const two = rules.channels.get('two')
  // A team's channel has a slash in its name.
  const channels = new Map([...rules.channels, ...(two === undefined ? [] : [['team/ü?', two] as const])])
  const source = { store: { ...store, ...over }, clock: { now: () => NOW } }
  const routes = ledgerRoutes(source).route(
    '/',
    sendTestRoutes({
      ...source,
      rules: () => ({ ...rules, channels }),
      toInbox: false,
      wake: () => (woken += 1),
    }),
  )
  const answer = await routes.request(path, init)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

test('what was sent comes in pages with its permalink, as the ledger has it', async () => {
  for (const lane of ['ops', 'sales', 'ops']) {
    await store.accept(anAcceptance({}, [aDelivery(lane)]))
    await store.settle(outcome(await claimOne(store), SENT))
    await subject.pass(1_000)
  }
  const first = await ask('/api/sent?limit=2')
  expect(first.body['sent']).toMatchObject([
    { channel: 'ops', at: NOW + 2_000, permalink: 'https://slack.com/archives/C1/p1715000100' },
    { channel: 'sales' },
  ])
  const rest = await ask(`/api/sent?before=${String(first.body['next'])}`)
  expect(rest.body).toMatchObject({ sent: [{ channel: 'ops', at: NOW }], next: null })
  expect((await ask('/api/sent?channel=sales&since=1h&project=')).body['sent']).toHaveLength(1)
})

test.each([
  ['limit=1001', 'limit is not a whole number from 1 to 1000'],
  ['since=yesterday', 'since is not a moment'],
  ['until=1h&until=2h', 'until is given twice'],
  ['before=1-2-3', 'before is not the "next" of another page'],
  ['state=dead', 'there is no parameter "state"; known: project, channel'],
])('a query of what was sent with %s is refused', async (query, error) => {
  expect(await ask(`/api/sent?${query}`)).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining(error) },
  })
})

test('a test is stored and sent on for a channel whatever its name, and refused where there is none', async () => {
  const sent = await ask(`/api/channels/${encodeURIComponent('team/ü?')}/test`, { method: 'POST' })
  expect(sent).toMatchObject({ status: 200, body: { inbox: false } })
  const again = await ask('/api/channels/ops/test', { method: 'POST' })
  const stored = await store.event(String(again.body['event']))
  expect(stored).toMatchObject({ trace: { outcome: 'notice' }, deliveries: [{ channel: 'ops' }] })
  expect([woken, await store.waiting()]).toEqual([2, 2])
  expect(await ask('/api/channels/opps/test', { method: 'POST' })).toEqual({
    status: 404,
    body: { error: 'there is no channel "opps"; there are ops, two, inbox, team/ü?' },
  })
})

const away = () => Promise.reject(new StoreUnavailable('away'))

test('a store that is away is 503', async () => {
  expect((await ask('/api/sent', {}, { ledger: away })).status).toBe(503)
  expect((await ask('/api/channels/ops/test', { method: 'POST' }, { accept: away })).status).toBe(503)
})
