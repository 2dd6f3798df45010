import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { StoreRefused } from '../../src/store/core/engine.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import type { Store } from '../../src/store/store.ts'
import { hasPostgres, serverUrl } from '../support/postgres/database.ts'
import { aLosingWayTo } from '../support/postgres/losing-way.ts'
import { until } from '../support/until.ts'
import { aWayTo, type Way } from '../torture/replicas/cut.ts'
import { aCallback, toldTo } from './a-telling.ts'
import { aDelivery, anAcceptance, outcome, SENT } from './an-acceptance.ts'
import { claimOne } from './harness.ts'
import { postgresBench, type PostgresBench } from './postgres-harness.ts'

async function codeOf(opening: Promise<Store>): Promise<unknown> {
  return opening.then(
    () => 'opened',
    (error: unknown) => (error instanceof StoreRefused ? error.problem.code : error),
  )
}

/** Runs a statement on the run's server. */
async function onServer(sql: string, ...values: readonly unknown[]): Promise<void> {
  const client = new Client({ connectionString: serverUrl() })
  await client.connect()
  await client.query(sql, [...values])
  await client.end()
}

/** A pooler tells each client of a process that is none of the server's. */
function anotherProcess(bytes: Buffer): Buffer {
  const at = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]))
  if (at !== -1) bytes.writeInt32BE(1_234_567_890, at + 5)
  return bytes
}

describe.skipIf(!hasPostgres)('on PostgreSQL', () => {
  let bench: PostgresBench
  const ways: Way[] = []
  beforeEach(async () => {
    bench = await postgresBench()
  })
  afterEach(async () => {
    await bench.close()
    for (const way of ways.splice(0)) await way.close()
  })

  /** The bench's address with something else in it. */
  function address(change: (url: URL) => void): () => { url: string; password: null } {
    const url = new URL(bench.url)
    change(url)
    return () => ({ url: url.href, password: null })
  }
  const option = (setting: string) =>
    address((url) => url.searchParams.set('options', `${url.searchParams.get('options')} -c ${setting}`))
  async function throughAWay(over = {}): Promise<{ way: Way; store: Store }> {
    const way = await aWayTo(Number(new URL(bench.url).port))
    ways.push(way)
    const store = await bench.openWith({ address: address((url) => (url.port = String(way.port))), ...over })
    return { way, store }
  }

  test('a server that would not keep what it confirms is refused', async () => {
    expect(await codeOf(bench.openWith({ address: option('synchronous_commit=off') }))).toBe('not-durable')
    expect(await codeOf(bench.openWith({ address: option('synchronous_commit=local') }))).toBe('opened')
  })

  test('what a person has to mend is said by its code, and never with a password', async () => {
    const secret = 'hunter2-hunter2'
    const away = address((url) => {
      url.pathname = '/no_such_database'
      url.password = secret
    })
    const refused: unknown = await bench.openWith({ address: away }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ problem: { code: 'no-such-database', file: 'test database' } })
    const cause: unknown = refused instanceof StoreRefused ? refused.cause : undefined
    expect(`${String(refused)} ${String(cause)} ${JSON.stringify([refused, cause])}`).not.toContain(secret)
    const nowhere = address((url) => url.searchParams.set('options', '-c search_path=nowhere'))
    expect(await codeOf(bench.openWith({ address: nowhere }))).toBe('no-such-schema')
    const closed = address((url) => (url.port = '9'))
    expect(await codeOf(bench.openWith({ address: closed }))).toBeInstanceOf(StoreUnavailable)
  })

  test('a database of another program is refused before anything is written', async () => {
    await bench.run('DROP TABLE meta; CREATE TABLE orders (id INT)')
    expect(await codeOf(bench.open())).toBe('not-our-database')
    const tables = 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1'
    expect(await bench.run(tables)).toEqual([{ tablename: 'orders' }, { tablename: 'test_clock' }])
  })

  test('an empty database is filled by several replicas that start at once, each step once', async () => {
    await bench.run('DROP TABLE meta, test_clock')
    const own = { now: `CAST(extract(epoch FROM statement_timestamp()) * 1000 AS BIGINT)` }
    const names = ['one', 'two', 'three']
    const stores = await Promise.all(names.map((owner) => bench.openWith({ ...own, owner })))
    const acceptance = anAcceptance()
    expect(await Promise.all(stores.map((store) => store.accept(acceptance)))).toContain('stored')
    expect(await stores[0]?.event(acceptance.event.id)).toMatchObject({ repeats: 2 })
    const instances = await bench.run(`SELECT value FROM meta WHERE name = 'instance'`)
    expect(instances).toHaveLength(1)
  })

  test('a replica that starts on a running database changes nothing of its tables', async () => {
    await bench.open('one')
    await bench.run(`BEGIN; LOCK TABLE event, delivery, channel, meta IN SHARE UPDATE EXCLUSIVE MODE`)
    expect(await codeOf(bench.open('two'))).toBe('opened')
    await bench.run('ROLLBACK')
  })

  test('a replica name is one living replica: another is refused until it ended, and then has its lanes', async () => {
    const first = await bench.open('herald-0')
    await first.accept(anAcceptance())
    await claimOne(first)
    expect(await codeOf(bench.open('herald-0'))).toBe('replica-name-taken')
    const other = await bench.open('herald-1')
    expect(await other.claim(9, [])).toEqual([])
    await first.close()
    expect(await claimOne(await bench.open('herald-0'))).toMatchObject({ unknown: true })
  })

  test('a batch of one replica wakes the others, once, and not itself', async () => {
    const woken: string[] = []
    // What wakes goes through a whole database: one that no other test writes to.
    const database = address((url) => {
      url.pathname = `/wakes_${process.pid}`
      url.searchParams.delete('options')
    })
    await onServer(`CREATE DATABASE wakes_${process.pid}`)
    onTestFinished(() => onServer(`DROP DATABASE wakes_${process.pid} WITH (FORCE)`))
    const open = (owner: string) =>
      bench.openWith({ owner, address: database, now: '0', onWake: () => void woken.push(owner) })
    const one = await open('one')
    await open('two')
    await Promise.all(Array.from({ length: 20 }, () => one.accept(anAcceptance())))
    await until(async () => woken.length > 0)
    await one.ping()
    expect(new Set(woken)).toEqual(new Set(['two']))
    expect(woken.length).toBeLessThan(20)
  })

  test('two callbacks of one job that two replicas take at the same moment are one story', async () => {
    const [one, two] = [await bench.open('one'), await bench.open('two')]
    await one.accept(aCallback('ERROR', [toldTo('sales')]))
    const jobs = Array.from({ length: 20 }, (_, n) => `job of two ${n}`)
    for (const job_id of jobs) {
      const failed = [1_000, 2_000].map((end_time) =>
        aCallback('ERROR', [toldTo('sales')], { job_id, end_time }),
      )
      await Promise.all([one, two].map((store, n) => store.accept(failed[n] ?? aCallback('ERROR'))))
    }
    const stories = await bench.run('SELECT subject FROM story WHERE ended = 0')
    expect(stories).toHaveLength(jobs.length + 1)
  })

  test('texts that PostgreSQL cannot hold are stored with a mark in their place', async () => {
    const store = await bench.open()
    const odd = { project: 'nul \0 here', job_state: 'half \uD800 pair' }
    const acceptance = anAcceptance(odd, [aDelivery('lane \0')])
    expect(await store.accept(acceptance)).toBe('stored')
    const claim = await claimOne(store)
    expect(claim.lane).toBe('lane \uFFFD')
    await store.settle(outcome(claim, SENT, { note: 'a note with \0 and \uDC00' }))
    const stored = await store.event(acceptance.event.id)
    expect(stored?.deliveries[0]).toMatchObject({ state: 'sent', note: 'a note with \uFFFD and \uFFFD' })
  })

  test('connections that the server ends are made again, and nothing is noticed', async () => {
    const store = await bench.open()
    for (let round = 0; round < 3; round += 1) {
      await endSessions()
      expect(await store.accept(anAcceptance())).toBe('stored')
    }
    expect(bench.fatal).toEqual([])
  })

  test('a server that does not answer is given up on, and used again once it does', async () => {
    const { way, store } = await throughAWay()
    way.cut()
    await expect(store.accept(anAcceptance())).rejects.toThrow(StoreUnavailable)
    way.mend()
    const acceptance = anAcceptance()
    await until(() =>
      store.accept(acceptance).then(
        () => true,
        () => false,
      ),
    )
    expect(await store.event(acceptance.event.id)).not.toBeNull()
  })

  test('a commit whose answer is lost is in doubt, and is not made a second time', async () => {
    const way = await aLosingWayTo(Number(new URL(bench.url).port))
    const store = await bench.openWith({ address: address((url) => (url.port = String(way.port))) })
    const acceptance = anAcceptance({}, [aDelivery('sales')])
    const lost = way.loseNextCommit()
    await Promise.all([expect(store.accept(acceptance)).rejects.toThrow(StoreUnavailable), lost])
    // What is made twice is counted as a repeat.
    expect(await store.event(acceptance.event.id)).toMatchObject({ repeats: 0, deliveries: [{}] })
    expect(await store.accept(acceptance)).toBe('repeat')
    await store.close()
    await way.close()
  })

  test('a replica whose session is lost is woken again once it is back', async () => {
    const woken: string[] = []
    const one = await bench.openWith({ owner: 'one' })
    await bench.openWith({ owner: 'two', onWake: () => void woken.push('two') })
    await endSessions()
    await until(async () => woken.length > 0)
    const before = woken.length
    expect(await one.accept(anAcceptance())).toBe('stored')
    await until(async () => woken.length > before)
  })

  test.each([
    ['said in the address', true, false],
    ['noticed', false, true],
  ])('behind a pooler, %s, replicas do without sessions', async (_, said, isNoticed) => {
    const way = await aWayTo(Number(new URL(bench.url).port), isNoticed ? anotherProcess : (bytes) => bytes)
    ways.push(way)
    const warnings: string[] = []
    const over = {
      address: address((url) => {
        url.port = String(way.port)
        if (said) url.searchParams.set('pgbouncer', 'true')
      }),
      log: { info() {}, warn: (message: string) => void warnings.push(message) },
    }
    const [one, two] = [await bench.openWith(over), await bench.openWith(over)]
    expect(warnings).toEqual(Array(2).fill(expect.stringContaining('PgBouncer')))
    await one.accept(anAcceptance())
    const claim = await claimOne(one)
    // A restart under the same name takes nothing from a living one.
    expect(await (await bench.openWith(over)).claim(9, [])).toEqual([])
    await one.settle(outcome(claim, SENT))
    expect(await two.waiting()).toBe(0)
    const name = new URL(bench.url).searchParams.get('application_name')
    const sessions = await bench.run(
      `SELECT query FROM pg_stat_activity WHERE application_name = '${name}' AND query LIKE 'LISTEN%'`,
    )
    expect(sessions).toEqual([])
  })

  test('a limit holds over replicas: what goes beyond it through any of them is in one digest', async () => {
    const replicas = [await bench.open('one'), await bench.open('two'), await bench.open('three')]
    const limits = [{ key: '', count: 5, perMs: 60_000 }]
    const failure = (n: number) => aCallback('ERROR', [toldTo('sales', { limits })], { job_id: `job-${n}` })
    await Promise.all(
      replicas.flatMap((one, r) => Array.from({ length: 30 }, (_, n) => one.accept(failure(30 * r + n)))),
    )
    expect(
      await bench.run(`SELECT state, kind, COUNT(*) AS n FROM delivery GROUP BY 1, 2 ORDER BY 1, 2`),
    ).toEqual([
      { state: 'folded', kind: 'message', n: 85 },
      { state: 'waiting', kind: 'digest', n: 1 },
      { state: 'waiting', kind: 'message', n: 5 },
    ])
    expect(
      await bench.run(`SELECT joined, CAST(tally::json->>'count' AS INT) AS counted FROM digest`),
    ).toEqual([{ joined: 85, counted: 85 }])
  })

  test('a digest is opened once, however many replicas wait for its channel', async () => {
    const [one, two] = [await bench.open('one'), await bench.open('two')]
    for (let round = 0; round < 10; round += 1) {
      const to = toldTo(`lane-${round}`, { later: { kind: 'digest', at: 4e12 } })
      const tell = (job_id: string) => aCallback('ERROR', [to], { job_id: `${job_id}-${round}` })
      await one.accept(aCallback('SUCCEED', [toldTo(`lane-${round}`)], { job_id: `first-${round}` }))
      await Promise.all([one.accept(tell('a')), two.accept(tell('b'))])
    }
    expect(await bench.run(`SELECT COUNT(*) AS digests, SUM(joined) AS joined FROM digest`)).toEqual([
      { digests: 10, joined: 20 },
    ])
  })

  test('replicas that go on with stories in one another’s channels do not wait for one another', async () => {
    // Nobody ends a deadlock here.
    const open = (owner: string) => bench.openWith({ owner, address: option('deadlock_timeout=60s') })
    const [one, two] = [await open('one'), await open('two')]
    const both = [toldTo('alerts'), toldTo('log')]
    const failed = (job_id: string, end_time: number) => aCallback('ERROR', both, { job_id, end_time })
    for (let n = 0; n < 40; n += 1) await one.accept(failed(`job-${n}`, 1_000))
    for (let n = 0; n < 40; n += 1) {
      const well = aCallback('SUCCEED', [toldTo('log')], { job_id: `job-${n}`, end_time: 2_000 })
      await Promise.all([one.accept(well), two.accept(failed(`other-${n}`, 2_000))])
    }
    expect(await bench.run(`SELECT COUNT(*) AS n FROM event`)).toEqual([{ n: 120 }])
  })

  /** Ends all sessions of this test's stores on the server. */
  async function endSessions(): Promise<void> {
    const name = new URL(bench.url).searchParams.get('application_name')
    await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1`, name)
  }
})
