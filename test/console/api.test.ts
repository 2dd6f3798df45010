import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { apiRoutes } from '../../src/console/api.ts'
import { parseExact } from '../../src/receive/json.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import { type Store, StoreUnavailable } from '../../src/store/store.ts'
import { aDelivery, anAcceptance, later, outcome } from '../store/an-acceptance.ts'
import { bench, claimOne } from '../store/harness.ts'
import type { Bench } from '../store/harness.ts'

const NOW = 1_715_414_600_000
const DAY_MS = 86_400_000

let subject: Bench
let store: Store
beforeEach(async () => {
  subject = bench(async ({ file, now, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now }), owner, clock: systemClock, onFatal }),
  )
  store = await subject.open()
})
afterEach(() => subject.close())

interface Answer {
  readonly status: number
  readonly text: string
  readonly body: Record<string, unknown>
}

async function get(path: string): Promise<Answer> {
  const rules = { hash: 'abc', source: 'version: 1 # 数' }
  const routes = apiRoutes({ store, rules: () => rules, clock: { now: () => NOW } })
  const answer = await routes.request(path)
  expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8')
  const text = await answer.text()
  return { status: answer.status, text, body: parseExact(text) as unknown as Record<string, unknown> }
}

async function idsOf(path: string): Promise<unknown[]> {
  const { events } = (await get(path)).body as { events: { event: { id: string } }[] }
  return events.map(({ event }) => event.id)
}

test('an event comes exactly as it is stored, with what the rules said and what became of it', async () => {
  const acceptance = anAcceptance({ segment: 9_223_372_036_854_775_807n, msg: '数据' }, [
    aDelivery('sales', { gapMs: 500 }),
  ])
  await store.accept({
    ...acceptance,
    trace: {
      rules: 'abc',
      outcome: 'routed',
      entries: [{ index: 1, rule: 'all', matched: true, why: 'every event', channels: ['sales'] }],
    },
  })
  await store.settle(outcome(await claimOne(store), later({ waitMs: 2_000 })))
  const { status, text, body } = await get(`/api/events/${acceptance.event.id}`)
  expect(status).toBe(200)
  expect(text).toContain('"segment":9223372036854775807')
  expect(body['event']).toEqual(acceptance.event)
  expect(body).toMatchObject({
    trace: {
      channels: ['sales'],
      dropped: false,
      unmatched: false,
      rules: [{ name: 'all', matched: true, why: 'every event', channels: ['sales'] }],
    },
    deliveries: [
      {
        channel: 'sales',
        platform: 'slack',
        state: 'waiting',
        attempts: [{ at: NOW, ms: 12, outcome: 'not-sent', reason: 'server-error' }],
        receipt: null,
        next_at: NOW + 2_000,
      },
    ],
  })
  expect((await get(`/api/events?job_id=${acceptance.event.job_id}`)).body).toEqual({
    events: [body],
    next: null,
  })
})

test('events are found by time: a duration back, a time with its offset, or ms', async () => {
  const all = [NOW - 8 * DAY_MS, NOW - 6 * DAY_MS, NOW - 1].map((receivedAt) => anAcceptance({ receivedAt }))
  for (const each of all) await store.accept(each)
  const [old, recent, last] = all.map(({ event }) => event.id)
  expect(await idsOf('/api/events?since=7d')).toEqual([last, recent])
  expect(await idsOf('/api/events?since=7d&until=1h30m')).toEqual([recent])
  expect(await idsOf(`/api/events?until=${NOW - 6 * DAY_MS}`)).toEqual([old])
  expect(await idsOf('/api/events?since=2024-05-10T00:00:00%2B08:00&project=')).toEqual([last])
})

test('the next of one page asks for the page after it, until there is none', async () => {
  const all = Array.from({ length: 5 }, () => anAcceptance({ project: 'Sales' }))
  for (const each of [...all, anAcceptance({ project: 'ops' })]) await store.accept(each)
  const seen: unknown[] = []
  let next: string | null = ''
  while (next !== null) {
    const path = `/api/events?project=sales&limit=2&before=${next}`
    seen.push(...(await idsOf(path)))
    next = (await get(path)).body['next'] as string | null
  }
  expect(seen).toEqual(all.map(({ event }) => event.id).toReversed())
})

test.each([
  ['since=yesterday', 'since is not a moment'],
  ['since=2026-11-22T03:00:00', 'since is not a moment'],
  ['until=7x', 'until is not a moment'],
  ['limit=0', 'limit is not a whole number'],
  ['limit=101', 'limit is not a whole number'],
  ['before=first', 'before is not the "next"'],
  ['job=1', 'there is no parameter "job"'],
  ['state=ERROR&state=PAUSED', 'state is given twice'],
  ['state=FAILED', 'state "FAILED" is none that Kylin reports: did you mean "ERROR"?'],
  ['state=running', 'Kylin posts no callback while a job runs'],
])('%s is refused: %s', async (query, why) => {
  const { status, body } = await get(`/api/events?${query}`)
  expect(status).toBe(400)
  expect(body['error']).toContain(why)
})

test('a state that is near none of ours may be of a later Kylin', async () => {
  expect((await get('/api/events?state=HIBERNATED')).body).toEqual({ events: [], next: null })
})

test('an id that is no event is 404', async () => {
  expect(await get('/api/events/none')).toMatchObject({
    status: 404,
    body: { error: 'there is no event "none"' },
  })
})

test('the rules in force come with their hash', async () => {
  expect((await get('/api/rules')).body).toEqual({ hash: 'abc', source: 'version: 1 # 数' })
})

test('while the store cannot be read the answer is 503', async () => {
  store = { ...store, events: () => Promise.reject(new StoreUnavailable('disk')) }
  expect(await get('/api/events')).toMatchObject({ status: 503, body: { error: expect.any(String) } })
})
