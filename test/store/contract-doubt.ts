import { expect, test } from 'vitest'
import type { SettledResult } from '../../src/store/settled.ts'
import { aDelivery, anAcceptance, later, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

const START = 1_715_414_600_000

const look = (misses: number, sure: boolean, triedAt: number | null) =>
  later({
    reason: 'not-found',
    outcome: sure ? 'not-sent' : 'unknown',
    counted: false,
    look: { misses, sure, triedAt },
  })

/** What the store keeps of deliveries that may have been posted. */
export function doubtContract(subject: Subject): void {
  const accept = (over = {}): Promise<unknown> =>
    subject.store.accept(anAcceptance({}, [aDelivery('sales', over)]))

  test('a doubt keeps when it began and when it was sent last; look-ups change neither', async () => {
    const { store, bench } = subject
    await accept()
    const first = await claimOne(store)
    expect(first).toMatchObject({ unknownSince: null, triedAt: null, misses: 0, at: START })
    await store.settle(outcome(first, later({ outcome: 'unknown' })))
    await bench.pass(1_000)
    const second = await claimOne(store)
    expect(second).toMatchObject({ unknown: true, unknownSince: START, triedAt: START, at: START + 1_000 })
    await store.settle(outcome(second, later({ outcome: 'unknown' })))
    await bench.pass(1_000)
    const third = await claimOne(store)
    expect(third).toMatchObject({ unknownSince: START, triedAt: START + 1_000 })
    await store.settle(outcome(third, look(1, false, third.triedAt)))
    await bench.pass(1_000)
    const fourth = await claimOne(store)
    expect(fourth).toMatchObject({ unknown: true, unknownSince: START, triedAt: START + 1_000, misses: 1 })
    await store.settle(outcome(fourth, look(0, true, fourth.triedAt)))
    const fifth = await claimOne(store)
    expect(fifth).toMatchObject({ unknown: false, unknownSince: null, misses: 0 })
    await store.settle(outcome(fifth, later({ outcome: 'not-sent' })))
    expect(await claimOne(store)).toMatchObject({ unknown: false, unknownSince: null })
  })

  test('a crash is a doubt since the attempt that it ended', async () => {
    const { bench } = subject
    await accept()
    await claimOne(subject.store)
    await subject.store.close()
    await bench.pass(500)
    const store = await bench.open('one')
    expect(await claimOne(store)).toMatchObject({ unknown: true, unknownSince: START, triedAt: START })
  })

  test('a claim that is given back for a while leaves the doubt as it was, and its lane rests', async () => {
    const { store, bench } = subject
    await accept()
    await store.settle(outcome(await claimOne(store), later({ outcome: 'unknown' })))
    await bench.pass(1_000)
    const claim = await claimOne(store)
    await store.release(claim, 9_000)
    expect(await store.nextDueMs()).toBe(9_000)
    expect(await store.claim(9, [])).toEqual([])
    await bench.pass(9_000)
    expect(await claimOne(store)).toEqual({ ...claim, fence: claim.fence + 1, at: START + 10_000 })
  })

  test('a dead letter in doubt keeps when it began, for when it is replayed', async () => {
    const { store, bench } = subject
    await accept()
    const claim = await claimOne(store)
    const died: SettledResult = {
      state: 'dead',
      reason: 'timeout',
      detail: '',
      outcome: 'unknown',
      help: '',
    }
    await store.settle(outcome(claim, died))
    await bench.pass(60_000)
    await store.replay([claim.delivery], { resend: false, dryRun: false })
    expect(await claimOne(store)).toMatchObject({ unknown: true, unknownSince: START, triedAt: START })
  })

  test('what the platform calls a place is known from its receipts, until the place changes', async () => {
    const { store } = subject
    for (const _ of [1, 2]) await accept()
    const first = await claimOne(store)
    expect(first.placeId).toBeNull()
    await store.settle(outcome(first, SENT))
    const second = await claimOne(store)
    expect(second.placeId).toBe('C1')
    await store.settle(outcome(second, { state: 'sent', receipt: { channel: '', message: '' } }))
    await accept()
    const third = await claimOne(store)
    expect(third.placeId).toBe('C1')
    await store.settle(outcome(third, SENT))
    await accept({ place: '#moved' })
    expect((await claimOne(store)).placeId).toBeNull()
  })

  test('what people were told is kept until it is over', async () => {
    const { store } = subject
    expect(await store.addTrouble({ key: 'account slack', since: 7 })).toBe(7)
    expect(await store.addTrouble({ key: 'account slack', since: 9 })).toBe(7)
    await store.addTrouble({ key: 'place a', since: 8 })
    expect(await store.troubles()).toEqual([
      { key: 'account slack', since: 7 },
      { key: 'place a', since: 8 },
    ])
    await store.endTrouble('account slack')
    await store.endTrouble('none')
    expect(await store.troubles()).toEqual([{ key: 'place a', since: 8 }])
  })
}
