import { expect, test } from 'vitest'
import { aDelivery, anAcceptance, later, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

export function claimContract(subject: Subject): void {
  const accept = async (lane: string, over = {}): Promise<string> => {
    const acceptance = anAcceptance({}, [aDelivery(lane, over)])
    await subject.store.accept(acceptance)
    return acceptance.event.id
  }

  test('a lane gives its oldest delivery, one at a time', async () => {
    const { store } = subject
    const ids = [await accept('sales'), await accept('sales')]
    const first = await claimOne(store)
    expect(first).toMatchObject({ lane: 'sales', place: '#sales', strikes: 0, tries: 0, unknown: false })
    expect(first.firstTriedAt).toBeNull()
    expect(await store.claim(10, [])).toEqual([])
    await store.settle(outcome(first, SENT))
    const second = await claimOne(store)
    expect([first.event.id, second.event.id]).toEqual(ids)
    await store.settle(outcome(second, SENT))
    expect(await store.waiting()).toBe(0)
    expect(await store.nextDueMs()).toBeNull()
  })

  test('deliveries of one moment keep the order they were accepted in', async () => {
    const { store } = subject
    const batch = Array.from({ length: 8 }, () => anAcceptance())
    await Promise.all(batch.map((each) => store.accept(each)))
    const order: string[] = []
    for (const _ of batch) {
      const claim = await claimOne(store)
      order.push(claim.event.id)
      await store.settle(outcome(claim, SENT))
    }
    expect(order).toEqual(batch.map((each) => each.event.id))
  })

  test('a claim takes no more lanes than asked for, those that rested longest first', async () => {
    const { store, bench } = subject
    for (const lane of ['a', 'b', 'c']) {
      await accept(lane)
      await bench.pass(1)
    }
    await accept('a')
    const taken = await store.claim(2, [])
    expect(taken.map((claim) => claim.lane)).toEqual(['a', 'b'])
    for (const claim of taken) await store.settle(outcome(claim, SENT))
    expect((await store.claim(1, [])).map((claim) => claim.lane)).toEqual(['c'])
    expect((await store.claim(9, [])).map((claim) => claim.lane)).toEqual(['a'])
  })

  test('lanes of busy accounts are left out, of the claim and of the next time', async () => {
    const { store } = subject
    await accept('sales')
    await accept('ops', { account: 'discord', platform: 'discord' })
    expect(await store.nextDueMs(['slack', 'discord'])).toBeNull()
    expect(await store.nextDueMs(['slack'])).toBe(0)
    expect((await store.claim(9, ['slack'])).map((claim) => claim.lane)).toEqual(['ops'])
  })

  test('an expired lease is taken over once, and its delivery may have been posted', async () => {
    const { store, bench } = subject
    const id = await accept('sales')
    await accept('sales')
    const lost = await claimOne(store)
    expect(await store.nextDueMs()).toBe(15_000)
    await bench.pass(14_999)
    expect(await store.claim(9, [])).toEqual([])
    await bench.pass(1)
    const taken = await claimOne(store)
    expect(taken).toMatchObject({ delivery: lost.delivery, fence: lost.fence + 1, unknown: true, tries: 1 })
    expect(taken.firstTriedAt).toBe(1_715_414_600_000)
    expect((await store.event(id))?.deliveries[0]?.attempts).toMatchObject([
      { outcome: 'unknown', reason: 'crashed', ms: null },
      { outcome: null, ms: null },
    ])
    expect(await store.claim(9, [])).toEqual([])
  })

  test('what may have been posted goes before what is older and became due meanwhile', async () => {
    const { store, bench } = subject
    const older = await accept('sales')
    const younger = await accept('sales')
    await bench.run(
      `UPDATE delivery SET due_at = (SELECT ms FROM test_clock) + 50 WHERE event_id = '${older}'`,
    )
    const claim = await claimOne(store)
    expect(claim.event.id).toBe(younger)
    await store.settle(outcome(claim, later({ outcome: 'unknown', reason: 'timeout' })))
    await bench.pass(50)
    const again = await claimOne(store)
    expect(again).toMatchObject({ event: { id: younger }, unknown: true })
    await store.settle(outcome(again, SENT))
    expect((await claimOne(store)).event.id).toBe(older)
  })

  test('a delivery with a time of its own waits for it and holds nothing up', async () => {
    const { store, bench } = subject
    const held = await accept('sales')
    await bench.run(`UPDATE delivery SET due_at = (SELECT ms FROM test_clock) + 70`)
    expect(await store.nextDueMs()).toBe(70)
    expect(await store.claim(9, [])).toEqual([])
    await bench.pass(70)
    expect((await claimOne(store)).event.id).toBe(held)
  })

  test('what a restart finds of its own is free at once and may have been posted', async () => {
    const { bench } = subject
    const id = await accept('sales')
    await claimOne(subject.store)
    await subject.store.close()
    const stranger = await bench.open('two')
    expect(await stranger.claim(9, [])).toEqual([])
    await stranger.close()
    const store = await bench.open('one')
    expect((await store.event(id))?.deliveries[0]?.attempts).toMatchObject([
      { outcome: 'unknown', reason: 'crashed' },
    ])
    expect(await claimOne(store)).toMatchObject({ event: { id }, unknown: true, tries: 1 })
  })

  test('a clock set back while nobody ran withholds nothing', async () => {
    const { bench } = subject
    const first = await accept('sales')
    const second = await accept('sales')
    const claim = await claimOne(subject.store)
    expect(claim.event.id).toBe(first)
    await subject.store.settle(outcome(claim, later({ waitMs: 1_000 })))
    await subject.store.close()
    await bench.pass(-10_800_000)
    const store = await bench.open('one')
    expect(await store.nextDueMs()).toBeLessThan(30_000)
    await bench.pass(30_000)
    expect((await claimOne(store)).event.id).toBe(first)
    expect((await store.event(second))?.deliveries[0]?.state).toBe('waiting')
  })

  test('a released claim was no attempt', async () => {
    const { store } = subject
    const id = await accept('sales')
    const claim = await claimOne(store)
    await store.release(claim)
    expect((await store.event(id))?.deliveries[0]?.attempts).toEqual([])
    const again = await claimOne(store)
    expect(again).toEqual({ ...claim, fence: claim.fence + 1 })
    await store.release(claim)
    expect(await store.claim(9, [])).toEqual([])
  })

  test('a channel that moved or got another pace is served by its new settings', async () => {
    const { store, bench } = subject
    await accept('sales', { place: '#old' })
    await accept('sales', { place: '#new', gapMs: 300 })
    const claim = await claimOne(store)
    expect(claim.place).toBe('#new')
    await store.settle(outcome(claim, SENT))
    expect(await store.nextDueMs()).toBe(300)
    await bench.pass(300)
    await claimOne(store)
  })
}
