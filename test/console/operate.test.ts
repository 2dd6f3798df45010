import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { apiRoutes } from '../../src/console/api.ts'
import { operateRoutes } from '../../src/console/operate.ts'
import { noticeAcceptance } from '../../src/deliver/notice.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import type { NewDelivery } from '../../src/store/accepting.ts'
import { type Store, StoreUnavailable } from '../../src/store/store.ts'
import { aDelivery, anAcceptance, DEAD, outcome, SENT } from '../store/an-acceptance.ts'
import { bench, claimOne } from '../store/harness.ts'
import type { Bench } from '../store/harness.ts'

const NOW = 1_715_414_600_000
const RULES = `version: 1
channels: { sales: "slack:#sales", ops: "slack:#ops" }
clusters: { eu: { forward: "http://127.0.0.1:1/kylin" } }
rules: [{ name: all, send: ops }]
unmatched: drop
`

let subject: Bench
let store: Store
let now: number
beforeEach(async () => {
  subject = bench(async ({ file, now: time, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now: time }), owner, clock: systemClock, onFatal }),
  )
  store = await subject.open()
  now = NOW
})
afterEach(() => subject.close())

function rulesOf(text: string): Rules {
  const { rules, problems } = loadRules(text, 'rules.yaml')
  if (rules === null) throw new Error(problems.map(({ message }) => message).join())
  return rules
}

async function ask(path: string, init?: RequestInit, rules = rulesOf(RULES)) {
  const routes = operateRoutes({ store, rules: () => rules, clock: { now: () => now }, toInbox: false })
  const answer = await routes.request(path, init)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

function post(path: string, body: unknown, type = 'application/json') {
  return ask(path, { method: 'POST', headers: { 'Content-Type': type }, body: JSON.stringify(body) })
}

/** An event with these deliveries, of which each is dead. */
async function dead(deliveries: readonly NewDelivery[] = [aDelivery('sales')], fields = {}) {
  const acceptance = anAcceptance({ receivedAt: NOW - 1_000, ...fields }, deliveries)
  await store.accept(acceptance)
  for (const claim of await store.claim(9, [])) await store.settle(outcome(claim, DEAD))
  const stored = await store.event(acceptance.event.id)
  return { event: acceptance.event.id, ids: stored?.deliveries.map(({ id }) => id) ?? [] }
}

test('dead letters are listed with their event, their reason and what can be done', async () => {
  const { event, ids } = await dead()
  const { status, body } = await ask('/api/deliveries?state=dead&channel=sales&since=1h')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    deliveries: [
      { id: ids[0], event, state: 'dead', help: 'invite the bot', received_at: NOW - 1_000, ended_at: NOW },
    ],
    next: null,
  })
  expect((await ask(`/api/deliveries/${ids[0]}`)).body).toEqual((body['deliveries'] as unknown[])[0])
  expect((await ask('/api/deliveries/none-1')).status).toBe(404)
})

test('one delivery is replayed by its address; what is left alone is 409, what is not there 404', async () => {
  const { ids } = await dead()
  const path = `/api/deliveries/${ids[0]}/replay`
  expect(await ask(path, { method: 'POST' })).toMatchObject({
    status: 200,
    body: { results: [{ did: 'replayed' }] },
  })
  expect(await post(path, {})).toMatchObject({
    status: 409,
    body: { results: [{ did: 'left', why: 'waiting' }] },
  })
  await store.settle(outcome(await claimOne(store), SENT))
  expect((await post(path, {})).status).toBe(409)
  expect(await post(path, { resend: true })).toMatchObject({
    status: 200,
    body: { results: [{ did: 'resent' }] },
  })
  expect((await post('/api/deliveries/none-1/replay', {})).status).toBe(404)
})

test('a range is replayed in parts, and what comes meanwhile is no part of it', async () => {
  const events = Array.from({ length: 150 }, (_, n) => anAcceptance({ receivedAt: NOW - 60_000 + n }, []))
  await Promise.all(events.map((one) => store.accept(one)))
  const asked = { since: '1m', reroute: true }
  const first = await post('/api/replay', asked)
  expect(first.body['results']).toHaveLength(100)
  // Time passes between the parts: the first of the rest are then older than a minute.
  now += 30_000
  await store.accept(anAcceptance({ receivedAt: NOW + 20_000 }, []))
  const second = await post('/api/replay', { ...asked, after: first.body['next'] })
  expect(second.body).toMatchObject({ next: null })
  expect(second.body['results']).toHaveLength(50)
  expect(await store.waiting()).toBe(150)
})

test('what is passed on and what Herald tells of itself is no matter of rules: it is replayed as it is', async () => {
  const forward = aDelivery('forward/eu', { platform: 'forward' })
  const one = await dead([forward], { cluster: 'eu' })
  const rules = rulesOf(RULES)
  const channel = rules.channels.get('sales')
  if (channel === undefined) throw new Error('no channel')
  const notice = { title: 't', body: '', code: '' }
  await store.accept(
    noticeAcceptance({ channel, rules, notice, key: 'k', now: NOW - 1, random: Math.random }),
  )
  const claims = await store.claim(9, [])
  for (const claim of claims) await store.settle(outcome(claim, DEAD))
  const { body } = await post('/api/replay', { dead: true, reroute: true })
  expect(body).toMatchObject({ total: 2 })
  const results = body['results'] as { did: string; channel: string; delivery: string }[]
  expect(results.map(({ did, channel: to }) => [did, to])).toEqual([
    ['replayed', 'forward/eu'],
    // The callback itself goes where the rules of now say only where it has a dead letter of its own, or is sought.
    ['replayed', 'sales'],
  ])
  expect(results[0]?.delivery).toBe(one.ids[0])
})

test('a dry run of a reroute says what would be, and counts an event once', async () => {
  await dead([aDelivery('sales'), aDelivery('hr')])
  const asked = { dead: true, reroute: true, dryRun: true }
  const said = (await post('/api/replay', asked)).body['results']
  expect(said).toMatchObject([
    { did: 'added', delivery: null, channel: 'ops' },
    { did: 'rerouted', channel: 'sales', to: ['ops'] },
    { did: 'rerouted', channel: 'hr', to: ['ops'] },
  ])
  expect(await store.waiting()).toBe(0)
  const done = (await post('/api/replay', { ...asked, dryRun: false })).body['results']
  expect(done).toMatchObject([{ did: 'added', delivery: expect.any(String) }, {}, {}])
  expect(await store.deadLetters()).toBe(0)
})

test('by ids an event is rerouted once, and unknown ones are said so', async () => {
  const { ids } = await dead([aDelivery('sales'), aDelivery('hr')])
  const { body } = await post('/api/replay', { ids: [...ids, 'none-1'], reroute: true })
  expect((body['results'] as { did: string; why?: string }[]).map(({ did, why }) => why ?? did)).toEqual([
    'added',
    'rerouted',
    'rerouted',
    'no-such-delivery',
  ])
})

test('unusable bodies are listed page by page', async () => {
  for (let n = 1; n <= 21; n += 1)
    await store.quarantine({ cluster: 'eu', receivedAt: n, problems: ['no job_id'], body: '{', bytes: n })
  const { body } = await ask('/api/quarantine')
  expect(body['bodies']).toHaveLength(20)
  const rest = await ask(`/api/quarantine?before=${String(body['next'])}`)
  expect(rest.body['bodies']).toEqual([
    { id: 1, at: 1, cluster: 'eu', problems: ['no job_id'], body: '{', bytes: 1 },
  ])
})

test.each([
  ['/api/deliveries?state=lost', 'state is none of'],
  ['/api/deliveries?since=yesterday', 'since is not a moment'],
  ['/api/deliveries?limit=101', 'limit is not'],
  ['/api/deliveries?before=x', 'before is not the "next"'],
  ['/api/deliveries?chanel=a', 'there is no parameter "chanel"'],
  ['/api/deliveries?state=dead&state=sent', 'state is given twice'],
  ['/api/quarantine?before=x', 'before is not the "next"'],
])('%s is refused: %s', async (path, why) => {
  expect(await ask(path)).toMatchObject({ status: 400, body: { error: expect.stringContaining(why) } })
})

test.each<[unknown, string]>([
  [{}, 'name either ids'],
  [{ ids: ['a-1'], dead: true }, 'name either ids'],
  [{ ids: ['a-1'], channel: 'sales' }, 'with ids there is neither'],
  [{ ids: Array.from({ length: 201 }, (_, n) => `a-${n}`) }, 'ids'],
  [{ dead: true, resned: true }, 'resned'],
  [{ since: 'yesterday' }, 'since is not a moment'],
  [{ dead: true, after: 'x' }, 'after is not the "next"'],
  [[], 'expected object'],
])('%j is refused: %s', async (body, why) => {
  expect(await post('/api/replay', body)).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining(why) },
  })
})

test('what is not sent as JSON is refused: a form of another site could send it', async () => {
  expect((await post('/api/replay', { dead: true }, 'text/plain')).status).toBe(415)
  const { ids } = await dead()
  expect((await post(`/api/deliveries/${ids[0]}/replay`, {}, 'text/plain')).status).toBe(415)
  expect(await store.waiting()).toBe(0)
})

test('while the store cannot be used the answer is 503', async () => {
  store = { ...store, deliveries: () => Promise.reject(new StoreUnavailable('disk')) }
  expect((await ask('/api/deliveries')).status).toBe(503)
})

test('the rules of another time come under their hash', async () => {
  await store.saveRules('old', 'version: 1 # 数')
  const routes = apiRoutes({
    store,
    rules: () => ({ hash: 'abc', source: 'now' }),
    clock: { now: () => now },
  })
  expect(await (await routes.request('/api/rules?hash=old')).json()).toEqual({
    hash: 'old',
    source: 'version: 1 # 数',
  })
  expect(await (await routes.request('/api/rules?hash=abc')).json()).toEqual({ hash: 'abc', source: 'now' })
  expect((await routes.request('/api/rules?hash=none')).status).toBe(404)
})
