import { expect, test } from 'vitest'
import type { ReplayRange } from '../../src/store/operating.ts'
import type { SettledResult } from '../../src/store/settled.ts'
import type { Claim } from '../../src/store/claimed.ts'
import type { NewDelivery } from '../../src/store/accepting.ts'
import { aDelivery, anAcceptance, DEAD, later, moved, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

const PLAIN = { resend: false, dryRun: false }
const AGAIN = { resend: true, dryRun: false }
const START = 1_715_414_600_000

/** To a channel in a lane of its own, so that many can be claimed at once. */
function inLaneOf(channel: string, n: number): NewDelivery {
  const { route, ...delivery } = aDelivery(`${channel} ${n}`)
  return { ...delivery, route: { ...route, channel } }
}

export function replayContract(subject: Subject): void {
  /** Ids of an event with one delivery in the lane, settled so. */
  async function settled(lane: string, ...results: readonly SettledResult[]) {
    const { store } = subject
    const acceptance = anAcceptance({}, [aDelivery(lane)])
    await store.accept(acceptance)
    for (const result of results) {
      const claims = await store.claim(9, [])
      const claim = claims.find(({ event }) => event.id === acceptance.event.id)
      if (claim === undefined) throw new Error('nothing was due')
      await store.settle(outcome(claim, result))
    }
    const stored = await store.event(acceptance.event.id)
    return { event: acceptance.event.id, id: stored?.deliveries[0]?.id ?? '' }
  }
  const deliveriesOf = async (event: string) => (await subject.store.event(event))?.deliveries ?? []

  test('a dead letter that is replayed waits as if it were new, and keeps its attempts', async () => {
    const { store, bench } = subject
    const { event, id } = await settled('sales', later({ plain: true }), DEAD)
    await bench.pass(60_000)
    expect(await store.replay([id], PLAIN)).toEqual([
      { delivery: id, event, channel: 'sales', did: 'replayed' },
    ])
    expect(await deliveriesOf(event)).toMatchObject([
      {
        id,
        state: 'waiting',
        help: '',
        attempts: [{ reason: 'server-error' }, { reason: 'not-in-channel' }],
      },
    ])
    const claim = await claimOne(store)
    expect(claim).toMatchObject({
      delivery: id,
      strikes: 0,
      tries: 0,
      firstTriedAt: null,
      plain: false,
      unknown: false,
    })
    await store.settle(outcome(claim, later()))
    const next = await claimOne(store)
    expect(next.tries).toBe(1)
    await store.settle(outcome(next, SENT))
    expect(await deliveriesOf(event)).toMatchObject([
      { state: 'sent', attempts: [{}, {}, {}, { outcome: 'sent' }] },
    ])
  })

  test('what may have been posted before it died is still marked so, but not for a place it left', async () => {
    const { store } = subject
    const { id } = await settled('sales', later({ outcome: 'unknown' }), DEAD)
    await store.replay([id], PLAIN)
    const claim = await claimOne(store)
    expect(claim).toMatchObject({ delivery: id, unknown: true, unknownSince: START, misses: 0 })
    await store.settle(outcome(claim, moved('ops')))
    await store.settle(outcome(await claimOne(store), DEAD))
    await store.replay([id], PLAIN)
    expect(await claimOne(store)).toMatchObject({ lane: 'ops', unknown: false })
  })

  test('a replayed dead letter goes before what came later', async () => {
    const { store } = subject
    const { event, id } = await settled('sales', DEAD)
    await store.accept(anAcceptance())
    await store.replay([id], PLAIN)
    expect((await claimOne(store)).event.id).toBe(event)
  })

  test('what was sent is sent again only where that is asked for, by a delivery of its own', async () => {
    const { store } = subject
    const { event, id } = await settled('sales', SENT)
    expect(await store.replay([id], PLAIN)).toMatchObject([{ did: 'left', why: 'sent' }])
    expect(await store.waiting()).toBe(0)
    const [again] = await store.replay([id], AGAIN)
    expect(again).toMatchObject({ delivery: id, did: 'resent', as: expect.any(String) })
    const deliveries = await deliveriesOf(event)
    expect(deliveries).toMatchObject([
      { id, state: 'sent', attempts: [{ outcome: 'sent' }] },
      { id: again?.as, state: 'waiting', note: `again, after ${id}`, attempts: [] },
    ])
    expect(deliveries[1]?.route).toEqual(deliveries[0]?.route)
  })

  test('of one message it is one that is sent again, however often it is asked for', async () => {
    const { store } = subject
    const { event, id } = await settled('sales', SENT)
    await Promise.all([store.replay([id, id], AGAIN), store.replay([id], AGAIN)])
    expect(await store.waiting()).toBe(1)
    const copy = await claimOne(store)
    await store.settle(outcome(copy, SENT))
    expect((await store.replay([id, copy.delivery], AGAIN)).map(({ did }) => did)).toEqual(['resent', 'left'])
    expect(await deliveriesOf(event)).toHaveLength(3)
  })

  test('what waits, what follows as a file and what is not there are left alone, and said so', async () => {
    const { store } = subject
    const waiting = await settled('ops')
    const traceOf = { channel: 'C1', message: '1.1' }
    const base = aDelivery('sales files')
    const acceptance = anAcceptance({}, [{ ...base, route: { ...base.route, traceOf } }])
    await store.accept(acceptance)
    const claims = await store.claim(9, [])
    for (const claim of claims) {
      if (claim.lane === 'sales files') await store.settle(outcome(claim, SENT))
      else await store.release(claim)
    }
    const [file] = await deliveriesOf(acceptance.event.id)
    const results = await store.replay([waiting.id, file?.id ?? '', 'other-1', 'nonsense'], AGAIN)
    expect(results.map(({ did, why }) => [did, why])).toEqual([
      ['left', 'waiting'],
      ['left', 'file'],
      ['left', 'no-such-delivery'],
      ['left', 'no-such-delivery'],
    ])
    expect(await store.waiting()).toBe(1)
  })

  test('a dry run says the same and changes nothing', async () => {
    const { store } = subject
    const dead = await settled('sales', DEAD)
    const sent = await settled('ops', SENT)
    const said = await store.replay([dead.id, sent.id], { resend: true, dryRun: true })
    expect(said.map(({ did }) => did)).toEqual(['replayed', 'resent'])
    expect(await store.waiting()).toBe(0)
    expect(await deliveriesOf(sent.event)).toHaveLength(1)
    expect((await store.replay([dead.id, sent.id], AGAIN)).map(({ did }) => did)).toEqual([
      'replayed',
      'resent',
    ])
  })

  test('a late success of a dead letter that was replayed still counts', async () => {
    const { store, bench } = subject
    await store.accept(anAcceptance())
    const stale = await claimOne(store)
    await bench.pass(15_000)
    await store.settle(outcome(await claimOne(store), DEAD))
    await store.replay([stale.delivery], PLAIN)
    await store.settle(outcome(stale, SENT))
    expect(await store.waiting()).toBe(0)
    expect(await deliveriesOf(stale.event.id)).toMatchObject([{ state: 'sent' }])
  })

  test('dead letters are listed newest first, by channel and time, page by page', async () => {
    const { store } = subject
    const made: { event: string; id: string }[] = []
    for (const lane of ['sales', 'ops', 'sales']) made.push(await settled(lane, DEAD))
    await settled('sales', SENT)
    const [first, , third] = made
    const page = await store.deliveries({ state: 'dead' })
    expect(page.deliveries.map(({ id }) => id)).toEqual(made.map(({ id }) => id).toReversed())
    expect(page.next).toBeNull()
    expect(page.deliveries[0]).toMatchObject({
      event: third?.event,
      project: 'sales',
      channel: 'sales',
      place: '#sales',
      state: 'dead',
      tries: 1,
      reason: 'not-in-channel',
      detail: 'not_in_channel',
      help: 'invite the bot',
      endedAt: START,
    })
    const one = await store.deliveries({ state: 'dead', channel: 'sales', limit: 1 })
    expect(one.deliveries.map(({ id }) => id)).toEqual([third?.id])
    const two = await store.deliveries({ state: 'dead', channel: 'sales', before: one.next ?? 0 })
    expect(two.deliveries.map(({ id }) => id)).toEqual([first?.id])
    expect((await store.deliveries({ state: 'dead', since: START + 1 })).deliveries).toEqual([])
    expect(await store.deadLetters()).toBe(3)
    expect((await store.deliveries({ ids: [first?.id ?? '', 'none'] })).deliveries).toHaveLength(1)
    expect((await store.deliveries({ state: 'sent' })).deliveries).toHaveLength(1)
    expect((await store.deliveries({})).deliveries).toHaveLength(4)
  })

  test('a range takes dead letters or all of a time, oldest first, each event once over all pages', async () => {
    const { store } = subject
    const all = Array.from({ length: 230 }, (_, n) =>
      anAcceptance(
        { receivedAt: 1_000 + Math.floor(n / 7) },
        n === 5 ? [] : [inLaneOf('sales', n), inLaneOf('ops', n)],
      ),
    )
    await Promise.all(all.map((each) => store.accept(each)))
    const ids = all.map(({ event }) => event.id)
    for (;;) {
      const claims = await store.claim(100, [])
      if (claims.length === 0) break
      const odd = ({ event, route }: Claim) => ids.indexOf(event.id) % 2 === 1 && route.channel === 'sales'
      await Promise.all(claims.map((claim) => store.settle(outcome(claim, odd(claim) ? DEAD : SENT))))
    }
    const events = await taken({ dead: false, since: 0, until: 9_999 })
    expect(events.map(({ event }) => event)).toEqual(ids)
    expect(events[5]?.deliveries).toEqual([])
    expect(events[6]?.deliveries).toHaveLength(2)
    const some = await taken({ dead: false, channel: 'ops', since: 1_001, until: 1_003 })
    expect(some.map(({ event, deliveries }) => [event, deliveries.length])).toEqual(
      ids.slice(7, 21).map((id) => [id, 1]),
    )
    const dead = await taken({ dead: true, since: 0, until: 9_999 })
    const wanted = ids.filter((_, n) => n % 2 === 1 && n !== 5)
    expect(dead.map(({ event }) => event).sort()).toEqual(wanted.sort())
    expect(await taken({ dead: true, channel: 'ops', since: 0, until: 9_999 })).toEqual([])
  })

  async function taken(range: ReplayRange) {
    const all: { event: string; deliveries: readonly string[] }[] = []
    let page = await subject.store.range(range)
    all.push(...page.taken)
    while (page.next !== null) {
      page = await subject.store.range({ ...range, after: page.next })
      all.push(...page.taken)
    }
    return all
  }

  test('unusable bodies are listed newest first, in pages', async () => {
    const { store } = subject
    for (let n = 1; n <= 25; n += 1)
      await store.quarantine({
        cluster: 'eu',
        receivedAt: n,
        problems: ['no job_id'],
        body: `{${n}`,
        bytes: n,
      })
    const page = await store.quarantined()
    expect(page).toHaveLength(20)
    expect(page[0]).toEqual({
      id: 25,
      cluster: 'eu',
      receivedAt: 25,
      problems: ['no job_id'],
      body: '{25',
      bytes: 25,
    })
    expect((await store.quarantined(page.at(-1)?.id)).map(({ id }) => id)).toEqual([5, 4, 3, 2, 1])
  })

  test('a sender of unusable bodies cannot fill the disk: the newest 10,000 stay', async () => {
    const { store, bench } = subject
    const kept = { cluster: 'eu', receivedAt: 1, problems: [], body: '', bytes: 0 }
    await Promise.all(Array.from({ length: 10_003 }, () => store.quarantine(kept)))
    expect(await bench.run('SELECT COUNT(*) AS n, MIN(id) AS first FROM quarantine')).toEqual([
      { n: 10_000, first: 4 },
    ])
  })
}
