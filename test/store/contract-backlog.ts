import { expect, test } from 'vitest'
import { aDelivery, anAcceptance, DEAD, later, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

/** When the database's time begins. */
const START = 1_715_414_600_000

export function backlogContract(subject: Subject): void {
  test('of an empty store nothing waits', async () => {
    expect(await subject.store.backlog()).toEqual({ lanes: [], dead: 0 })
  })

  test('what waits is counted by lane, with the age of the event that is next', async () => {
    const { store, bench } = subject
    for (const receivedAt of [START - 5_000, START - 3_000]) {
      await store.accept(anAcceptance({ receivedAt }, [aDelivery('sales'), aDelivery('ops')]))
    }
    await bench.pass(2_000)
    const { lanes, dead } = await store.backlog()
    expect(lanes.toSorted((a, b) => a.channel.localeCompare(b.channel))).toEqual([
      { channel: 'ops', waiting: 2, oldestMs: 7_000 },
      { channel: 'sales', waiting: 2, oldestMs: 7_000 },
    ])
    expect(dead).toBe(0)
  })

  test('what was sent waits no more, what failed goes on, and what is dead is counted', async () => {
    const { store } = subject
    for (const receivedAt of [START - 3_000, START - 2_000, START - 1_000]) {
      await store.accept(anAcceptance({ receivedAt }))
    }
    await store.settle(outcome(await claimOne(store), SENT))
    await store.settle(outcome(await claimOne(store), later()))
    expect(await store.backlog()).toEqual({
      lanes: [{ channel: 'sales', waiting: 2, oldestMs: 2_000 }],
      dead: 0,
    })
    await store.settle(outcome(await claimOne(store), DEAD))
    expect(await store.backlog()).toEqual({
      lanes: [{ channel: 'sales', waiting: 1, oldestMs: 1_000 }],
      dead: 1,
    })
  })

  test('what is due only later is counted, and has no age', async () => {
    const { store, bench } = subject
    await store.accept(anAcceptance({ receivedAt: START - 1_000 }))
    await bench.run(`UPDATE delivery SET due_at = ${START + 60_000}`)
    expect((await store.backlog()).lanes).toEqual([{ channel: 'sales', waiting: 1, oldestMs: null }])
    await bench.pass(60_000)
    expect((await store.backlog()).lanes).toEqual([{ channel: 'sales', waiting: 1, oldestMs: 61_000 }])
  })
}
