import { expect, test } from 'vitest'
import { aDelivery, anAcceptance, DEAD, later, moved, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

export function settleContract(subject: Subject): void {
  const accept = async (lane: string, over = {}): Promise<string> => {
    const acceptance = anAcceptance({}, [aDelivery(lane, over)])
    await subject.store.accept(acceptance)
    return acceptance.event.id
  }

  test('a retry keeps its place: nothing of the lane overtakes it, other lanes go on', async () => {
    const { store, bench } = subject
    const ids = [await accept('sales'), await accept('sales')]
    await accept('ops')
    const [sales, ops] = (await store.claim(9, [])).toSorted((a, b) => b.lane.localeCompare(a.lane))
    if (sales === undefined || ops === undefined) throw new Error('two lanes were due')
    await store.settle(outcome(sales, later({ waitMs: 1_000, counted: true })))
    expect(await store.claim(9, [])).toEqual([])
    expect(await store.nextDueMs()).toBe(1_000)
    expect((await store.event(ids[0] ?? ''))?.deliveries[0]?.nextAt).toBe(1_715_414_601_000)
    await bench.pass(999)
    expect(await store.claim(9, [])).toEqual([])
    await bench.pass(1)
    const again = await claimOne(store)
    expect(again).toMatchObject({ event: { id: ids[0] }, strikes: 1, tries: 1, unknown: false, plain: false })
    await store.settle(outcome(again, SENT))
    expect((await claimOne(store)).event.id).toBe(ids[1])
  })

  test('a failure that does not count is no strike, and plain text stays plain', async () => {
    const { store } = subject
    await accept('sales')
    await store.settle(outcome(await claimOne(store), later({ counted: false, plain: true })))
    await store.settle(outcome(await claimOne(store), later({ counted: true, outcome: 'unknown' })))
    const third = await claimOne(store)
    expect(third).toMatchObject({ strikes: 1, tries: 2, plain: true, unknown: true })
    // What was surely not sent this time may still have been posted before.
    await store.settle(outcome(third, later({ outcome: 'not-sent', reason: 'rate-limited' })))
    expect(await claimOne(store)).toMatchObject({ unknown: true })
  })

  test('the pace of a lane is kept after each message, a longer wait wins', async () => {
    const { store, bench } = subject
    for (const _ of [1, 2, 3]) await accept('sales', { gapMs: 1_000 })
    await store.settle(outcome(await claimOne(store), SENT))
    expect(await store.nextDueMs()).toBe(1_000)
    await bench.pass(1_000)
    await store.settle(outcome(await claimOne(store), later({ waitMs: 200 })))
    expect(await store.nextDueMs()).toBe(1_000)
    await bench.pass(1_000)
    await store.settle(outcome(await claimOne(store), later({ waitMs: 1_001 })))
    expect(await store.nextDueMs()).toBe(1_001)
  })

  test('a dead letter frees its lane at once and stays to be read', async () => {
    const { store } = subject
    const id = await accept('sales', { gapMs: 1_000 })
    const next = await accept('sales', { gapMs: 1_000 })
    await store.settle(outcome(await claimOne(store), DEAD))
    expect((await claimOne(store)).event.id).toBe(next)
    expect((await store.event(id))?.deliveries).toMatchObject([
      {
        state: 'dead',
        help: 'invite the bot',
        nextAt: null,
        attempts: [{ outcome: 'not-sent', reason: 'not-in-channel', detail: 'not_in_channel' }],
      },
    ])
  })

  test('a paused account rests with all its lanes, and a shorter pause does not end it', async () => {
    const { store, bench } = subject
    for (const lane of ['a', 'b', 'c']) await accept(lane)
    await accept('x', { account: 'other' })
    const [first, second] = await store.claim(2, ['other'])
    if (first === undefined || second === undefined) throw new Error('two lanes were due')
    await store.settle(outcome(first, later({ reason: 'rate-limited' }), { pauseAccountMs: 2_000 }))
    await store.settle(outcome(second, later({ reason: 'rate-limited' }), { pauseAccountMs: 500 }))
    expect((await store.claim(9, [])).map((claim) => claim.lane)).toEqual(['x'])
    expect(await store.nextDueMs()).toBe(2_000)
    await bench.pass(1_999)
    expect(await store.claim(9, [])).toEqual([])
    await bench.pass(1)
    expect((await store.claim(9, [])).map((claim) => claim.lane).sort()).toEqual(['a', 'b', 'c'])
  })

  test('what is moved waits in the other lane, as if new there, and frees its own at once', async () => {
    const { store } = subject
    const id = await accept('sales', { gapMs: 1_000 })
    const next = await accept('sales', { gapMs: 1_000 })
    await store.settle(outcome(await claimOne(store), later({ counted: true, plain: true, waitMs: 0 })))
    await subject.bench.pass(1_000)
    const first = await claimOne(store)
    await store.settle(outcome(first, moved('ops', { gapMs: 70 }), { note: 'the template failed' }))
    const claims = await store.claim(9, [])
    expect(new Map(claims.map(({ lane, event }) => [lane, event.id]))).toEqual(
      new Map([
        ['ops', id],
        ['sales', next],
      ]),
    )
    const again = claims.find(({ lane }) => lane === 'ops') ?? first
    expect(again).toMatchObject({
      delivery: first.delivery,
      account: 'eu',
      place: '#ops',
      strikes: 0,
      tries: 0,
      unknown: false,
      plain: false,
    })
    expect(again.route).toEqual({ ...first.route, channel: 'ops', lane: 'ops', place: '#ops' })
    await store.settle(outcome(again, SENT))
    expect(await store.nextDueMs()).toBe(15_000)
    const stored = await store.event(id)
    expect(stored?.deliveries).toMatchObject([
      {
        id: first.delivery,
        channel: 'ops',
        place: '#ops',
        route: again.route,
        state: 'sent',
        note: 'the template failed',
        attempts: [
          { outcome: 'not-sent', reason: 'server-error' },
          { outcome: 'not-sent', reason: 'no-such-place', detail: 'channel_not_found' },
          { outcome: 'sent', reason: null },
        ],
      },
    ])
  })

  test('what is moved goes before what came later to the other lane, and does not disturb its holder', async () => {
    const { store, bench } = subject
    const id = await accept('sales')
    const there = [await accept('ops'), await accept('ops')]
    const [a, b] = await store.claim(9, [])
    const sales = a?.lane === 'sales' ? a : b
    const ops = a?.lane === 'sales' ? b : a
    if (sales === undefined || ops === undefined) throw new Error('two lanes were due')
    await store.settle(outcome(sales, moved('ops', { account: 'slack' })))
    expect(await store.claim(9, [])).toEqual([])
    await store.settle(outcome(ops, SENT))
    const order: string[] = []
    for (let n = 0; n < 2; n += 1) {
      const claim = await claimOne(store)
      order.push(claim.event.id)
      await store.settle(outcome(claim, SENT))
    }
    expect(order).toEqual([id, there[1]])
    await bench.pass(15_000)
    expect(await store.waiting()).toBe(0)
  })

  test('a stale fence moves nothing, and a late success of the old lane counts', async () => {
    const { store, bench } = subject
    const id = await accept('sales')
    const stale = await claimOne(store)
    await bench.pass(15_000)
    const holder = await claimOne(store)
    await store.settle(outcome(stale, moved('ops')))
    expect((await store.event(id))?.deliveries[0]).toMatchObject({ channel: 'sales', state: 'waiting' })
    await store.settle(outcome(holder, moved('ops')))
    const there = await claimOne(store)
    await store.settle(outcome(stale, SENT))
    expect((await store.event(id))?.deliveries[0]).toMatchObject({
      state: 'sent',
      attempts: [{ outcome: 'sent' }, { outcome: 'not-sent' }, { outcome: null }],
    })
    expect(await store.claim(9, [])).toEqual([])
    await store.settle(outcome(there, SENT))
    expect(await store.waiting()).toBe(0)
  })

  test('a stale fence may record a success but never frees the lane', async () => {
    const { store, bench } = subject
    const id = await accept('sales')
    await accept('sales')
    const stale = await claimOne(store)
    await bench.pass(15_000)
    const holder = await claimOne(store)
    await store.settle(outcome(stale, SENT))
    expect((await store.event(id))?.deliveries[0]).toMatchObject({
      state: 'sent',
      attempts: [{ outcome: 'sent' }, { outcome: null }],
    })
    expect(await store.claim(9, [])).toEqual([])
    await store.settle(outcome(holder, later()))
    expect((await store.event(id))?.deliveries[0]?.state).toBe('sent')
    expect((await claimOne(store)).event.id).not.toBe(id)
  })

  test('a stale failure changes nothing for the holder', async () => {
    const { store, bench } = subject
    const id = await accept('sales')
    const stale = await claimOne(store)
    await bench.pass(15_000)
    const holder = await claimOne(store)
    await store.settle(outcome(stale, DEAD))
    await store.settle(outcome(stale, later()))
    expect((await store.event(id))?.deliveries[0]?.state).toBe('waiting')
    expect(await store.claim(9, [])).toEqual([])
    await store.settle(outcome(holder, SENT))
    expect(await store.waiting()).toBe(0)
  })

  test('a late success counts even after a later holder gave up', async () => {
    const { store, bench } = subject
    const id = await accept('sales')
    const stale = await claimOne(store)
    await bench.pass(15_000)
    await store.settle(outcome(await claimOne(store), DEAD))
    await store.settle(outcome(stale, SENT))
    expect((await store.event(id))?.deliveries[0]).toMatchObject({ state: 'sent', help: '' })
  })

  test('of a success and a failure noted in the same moment the success counts', async () => {
    const { store, bench } = subject
    const id = await accept('sales')
    const stale = await claimOne(store)
    await bench.pass(15_000)
    const holder = await claimOne(store)
    await Promise.all([store.settle(outcome(stale, SENT)), store.settle(outcome(holder, DEAD))])
    expect((await store.event(id))?.deliveries[0]).toMatchObject({ state: 'sent', help: '' })
  })

  test('a settlement that comes twice counts once', async () => {
    const { store } = subject
    await accept('sales')
    const claim = await claimOne(store)
    await store.settle(outcome(claim, later()))
    await store.settle(outcome(claim, later()))
    expect(await claimOne(store)).toMatchObject({ strikes: 1 })
  })

  test('a settlement with the id of another database changes nothing', async () => {
    const { store } = subject
    await accept('sales')
    const claim = await claimOne(store)
    await store.settle({ ...outcome(claim, SENT), delivery: 'other-1', lane: 'none' })
    expect(await store.waiting()).toBe(1)
  })

  test('what follows a success waits in a lane of its own, once, however often the success is told', async () => {
    const { store } = subject
    const id = await accept('sales')
    const claim = await claimOne(store)
    const receipt = { channel: 'C1', message: '1715.000100' }
    const sent = outcome(claim, { state: 'sent', receipt, followedBy: [aDelivery('sales files')] })
    await Promise.all([store.settle(sent), store.settle(sent)])
    await store.settle(sent)
    expect((await store.event(id))?.deliveries).toMatchObject([
      { state: 'sent', receipt },
      { state: 'waiting', channel: 'sales files' },
    ])
    expect(await claimOne(store)).toMatchObject({ lane: 'sales files', event: { id }, tries: 0 })
  })

  test('nothing follows a failure', async () => {
    const { store } = subject
    const id = await accept('sales')
    await store.settle(outcome(await claimOne(store), DEAD))
    expect((await store.event(id))?.deliveries).toHaveLength(1)
  })
}
