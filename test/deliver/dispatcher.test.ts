import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/store/store.ts'
import { aDelivery, anAcceptance } from '../store/an-acceptance.ts'
import { dispatching } from './dispatching.ts'

test('what is accepted is sent in order, one at a time in each lane', async () => {
  const sent: string[] = []
  const open = new Map<string, number>()
  let overlapping = 0
  const all = Promise.withResolvers<void>()
  const { store, start } = await dispatching(async (delivery, place) => {
    open.set(place, (open.get(place) ?? 0) + 1)
    if ((open.get(place) ?? 0) > 1) overlapping += 1
    await new Promise((resolve) => setImmediate(resolve))
    open.set(place, (open.get(place) ?? 0) - 1)
    if (sent.push(`${place} ${delivery}`) === 60) all.resolve()
  })
  const dispatcher = start()
  for (let n = 0; n < 60; n += 1) {
    await store.accept(anAcceptance({}, [aDelivery(`lane${n % 3}`)]))
    dispatcher.wake()
  }
  await all.promise
  await dispatcher.stop()
  for (const lane of ['#lane0', '#lane1', '#lane2']) {
    const numbers = sent.filter((one) => one.startsWith(`${lane} `)).map((one) => Number(one.split('-')[1]))
    expect(numbers).toHaveLength(20)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  }
  expect(overlapping).toBe(0)
  expect(await store.waiting()).toBe(0)
})

test('a hung account takes its own slots only', async () => {
  const { promise: healthy, resolve } = Promise.withResolvers<void>()
  const { store, start } = await dispatching(async (_delivery, place, signal) => {
    if (place === '#healthy') return resolve()
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
  })
  for (let n = 0; n < 200; n += 1)
    await store.accept(anAcceptance({}, [aDelivery(`hung${n}`, { account: 'hung' })]))
  const dispatcher = start()
  await store.accept(anAcceptance({}, [aDelivery('healthy', { account: 'other' })]))
  dispatcher.wake()
  await healthy
  expect(await store.waiting()).toBeGreaterThanOrEqual(200)
  void dispatcher.stop()
})

test('stop waits for what is in flight and its outcome, and claims nothing more', async () => {
  const started = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const { store, start } = await dispatching(async () => {
    started.resolve()
    await go.promise
  })
  const acceptance = anAcceptance()
  await store.accept(acceptance)
  await store.accept(anAcceptance())
  const dispatcher = start()
  await started.promise
  // Answered after the claim that went out while the first was being sent: that one found the lane taken.
  await store.waiting()
  const stopped = dispatcher.stop()
  go.resolve()
  await stopped
  const stored = await store.event(acceptance.event.id)
  expect(stored?.deliveries[0]).toMatchObject({ state: 'sent', receipt: { channel: '#sales' } })
  expect(await store.waiting()).toBe(1)
})

test('what was claimed is sent, also when it is not said what is due next', async () => {
  const sent = Promise.withResolvers<void>()
  const { store, start } = await dispatching(() => Promise.resolve(sent.resolve()))
  await store.accept(anAcceptance({}, [aDelivery('lane')]))
  const dispatcher = start({
    ...store,
    nextDueMs: () => Promise.reject(new StoreUnavailable('the database is locked')),
  })
  await sent.promise
  await dispatcher.stop()
  expect(await store.waiting()).toBe(0)
})

test('a listener that throws ends nothing', async () => {
  let sends = 0
  const both = Promise.withResolvers<void>()
  const { store, lines, start } = await dispatching(
    () => {
      sends += 1
      return Promise.resolve()
    },
    {
      onSent() {
        if (sends === 2) both.resolve()
        throw new TypeError('a bug in a listener')
      },
    },
  )
  await store.accept(anAcceptance())
  await store.accept(anAcceptance())
  const dispatcher = start()
  await both.promise
  await dispatcher.stop()
  expect(await store.waiting()).toBe(0)
  expect(lines.join('')).toContain('a bug in a listener')
})

test('the next claim goes to the store in the same turn as an outcome, and so into its commit', async () => {
  const turns: string[][] = []
  let turn: string[] | null = null
  const note = (name: string): void => {
    if (turn === null) {
      turns.push((turn = []))
      setImmediate(() => (turn = null))
    }
    turn.push(name)
  }
  let sent = 0
  const all = Promise.withResolvers<void>()
  const { store, start } = await dispatching(() => {
    if ((sent += 1) === 5) all.resolve()
    return Promise.resolve()
  })
  for (let n = 0; n < 5; n += 1) await store.accept(anAcceptance({}, [aDelivery('lane')]))
  const dispatcher = start({
    ...store,
    claim(limit, busy) {
      note('claim')
      return store.claim(limit, busy)
    },
    settle(settlement) {
      note('settle')
      return store.settle(settlement)
    },
  })
  await all.promise
  await dispatcher.stop()
  const settling = turns.filter((calls) => calls.includes('settle'))
  expect(settling).toHaveLength(5)
  expect(settling.slice(0, -1)).toEqual(Array.from({ length: 4 }, () => ['settle', 'claim']))
})

test('what this process may not send is given back as it was, and its account is left alone', async () => {
  const arrived = Promise.withResolvers<void>()
  const given: string[] = []
  const { store, start } = await dispatching(
    () => {
      arrived.resolve()
      return Promise.resolve()
    },
    { takes: ({ account }) => account !== 'real' },
  )
  const real = anAcceptance({}, [aDelivery('one', { account: 'real' })])
  await store.accept(real)
  const dispatcher = start({
    ...store,
    async release(claim) {
      given.push(claim.delivery)
      await store.release(claim)
      // Another of the same account, and one that may be sent.
      await store.accept(anAcceptance({}, [aDelivery('two', { account: 'real' })]))
      await store.accept(anAcceptance({}, [aDelivery('three', { account: 'mine' })]))
      dispatcher.wake()
    },
  })
  await arrived.promise
  await dispatcher.stop()
  expect(given).toHaveLength(1)
  expect((await store.event(real.event.id))?.deliveries[0]).toMatchObject({ state: 'waiting', attempts: [] })
  expect(await store.waiting()).toBe(2)
})
