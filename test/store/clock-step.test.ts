import { afterEach, beforeEach, expect, test } from 'vitest'
import { clockSteps } from '../../src/store/core/clock-step.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import type { Store } from '../../src/store/store.ts'
import { aDelivery, anAcceptance, later, outcome } from './an-acceptance.ts'
import { bench, claimOne } from './harness.ts'
import type { Bench } from './harness.ts'

let wall = 1_000_000
let elapsed = 50
const clock = { now: () => wall, elapsed: () => elapsed }
let subject: Bench
let store: Store
beforeEach(async () => {
  subject = bench(async ({ file, now, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now }), owner, clock, onFatal }),
  )
  store = await subject.open()
})
afterEach(() => subject.close())

/** Somebody sets the machine's clock. */
async function set(ms: number): Promise<void> {
  wall += ms
  await subject.pass(ms)
}
async function pass(ms: number): Promise<void> {
  elapsed += ms
  await set(ms)
}

test('time that passes is no step, nor is a second of drift', () => {
  const steps = clockSteps(clock)
  wall += 60_000
  elapsed += 59_000
  expect(steps()).toBe(0)
  wall -= 3_600_000
  expect(steps()).toBe(-3_600_000)
  expect(steps()).toBe(0)
})

test.each([3_600_000, -3_600_000])(
  'a clock set by %i ms neither ends a lease nor lengthens it',
  async (by) => {
    await store.accept(anAcceptance())
    await claimOne(store)
    await pass(5_000)
    await set(by)
    expect(await store.claim(9, [])).toEqual([])
    expect(await store.nextDueMs()).toBe(10_000)
    await pass(10_000)
    await claimOne(store)
  },
)

test.each([3_600_000, -3_600_000])('a clock set by %i ms keeps waits and pauses as long', async (by) => {
  for (const lane of ['a', 'b']) await store.accept(anAcceptance({}, [aDelivery(lane, { account: lane })]))
  const [a, b] = await store.claim(2, [])
  if (a === undefined || b === undefined) throw new Error('two lanes were due')
  await store.settle(outcome(a, later({ waitMs: 2_000 })))
  await store.settle(outcome(b, later(), { pauseAccountMs: 4_000 }))
  await set(by)
  expect(await store.nextDueMs()).toBe(2_000)
  expect(await store.nextDueMs([a.account])).toBe(4_000)
  await pass(4_000)
  expect(await store.claim(9, [])).toHaveLength(2)
})

test('a step that could not be noted is made good with the next batch', async () => {
  await store.accept(anAcceptance())
  await claimOne(store)
  await set(3_600_000)
  const release = await subject.hold()
  await expect(store.ping()).rejects.toThrow(StoreUnavailable)
  await release()
  expect(await store.claim(9, [])).toEqual([])
})

/** Starts anew after a kill, and takes up what was in flight. */
async function restarted() {
  await store.close()
  store = await subject.open()
  return claimOne(store)
}
/** An event that says it came while the clock was ahead. */
const AHEAD = { id: 'fromthefuture', receivedAt: 1_715_414_600_000 + 3_600_000 }

test('a clock that was set back under a running process is no reason to move times at a restart', async () => {
  await store.accept(anAcceptance(AHEAD, []))
  await set(-3_600_000)
  await store.accept(anAcceptance())
  const { at } = await claimOne(store)
  expect(await restarted()).toMatchObject({ unknown: true, unknownSince: at, triedAt: at })
})

test('a clock that was set back while nobody ran moves times once, at the first start', async () => {
  await store.accept(anAcceptance(AHEAD, []))
  await restarted().catch(() => null)
  await store.accept(anAcceptance())
  const { at } = await claimOne(store)
  expect(await restarted()).toMatchObject({ unknown: true, unknownSince: at, triedAt: at })
})
