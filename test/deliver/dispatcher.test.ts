import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { Composed } from '../../src/deliver/attempt.ts'
import { type DispatcherOptions, startDispatcher } from '../../src/deliver/dispatcher.ts'
import { createLog } from '../../src/log.ts'
import { DeliveryError, type Platform } from '../../src/platforms/platform.ts'
import { type Claim, type Store, StoreUnavailable } from '../../src/store/store.ts'
import { openStore } from '../../src/store/worker-store.ts'
import { aCard } from '../support/a-card.ts'
import { aDelivery, anAcceptance } from '../store/an-acceptance.ts'

type Send = (delivery: string, place: string, signal: AbortSignal) => Promise<void>

/** A dispatcher over a real store, and a platform that does as the test says. */
async function dispatching(send: Send, over: Partial<DispatcherOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'herald-dispatch-'))
  const store = await openStore({ file: join(folder, 'herald.db'), owner: 'test', onFatal() {} })
  const lines: string[] = []
  const log = createLog({
    level: 'debug',
    format: 'json',
    write: (line) => lines.push(line),
    secrets: () => [],
  })
  const platform: Platform = {
    name: 'slack',
    async send(_message, place, delivery, signal) {
      await send(delivery, place, signal)
      return { channel: place, message: `1.${delivery}` }
    },
    close: () => Promise.resolve(),
  }
  const start = (withStore: Store = store) =>
    startDispatcher({
      store: withStore,
      clock: systemClock,
      log,
      retryMs: 3_600_000,
      random: () => 0,
      compose,
      platformOf: () => Promise.resolve(platform),
      onSent() {},
      otherwiseOf: () => null,
      takes: () => true,
      ...over,
    })
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return { store, lines, start }
}

const compose = ({ place }: Claim): Composed => ({
  card: aCard(),
  message: { platform: 'slack', payload: {} },
  place,
  note: '',
})

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

test('an outcome that cannot be stored at once is stored later, and the message is not sent again', async () => {
  let sends = 0
  const { store, lines, start } = await dispatching(() => {
    sends += 1
    return Promise.resolve()
  })
  const acceptance = anAcceptance()
  await store.accept(acceptance)
  let refusals = 2
  const done = Promise.withResolvers<void>()
  const flaky: Store = {
    ...store,
    async settle(settlement) {
      if (refusals > 0) {
        refusals -= 1
        throw new StoreUnavailable('disk full')
      }
      await store.settle(settlement)
      done.resolve()
    },
  }
  const dispatcher = start(flaky)
  await done.promise
  await dispatcher.stop()
  expect((await store.event(acceptance.event.id))?.deliveries[0]?.state).toBe('sent')
  expect(sends).toBe(1)
  expect(lines.join('')).not.toContain('could not be stored')
})

test('a bug while composing is logged, counted against its delivery alone and holds up no other', async () => {
  const sent: string[] = []
  const second = Promise.withResolvers<void>()
  const { store, lines, start } = await dispatching(
    (_delivery, place) => {
      sent.push(place)
      second.resolve()
      return Promise.resolve()
    },
    {
      compose(claim) {
        if (claim.place === '#broken') throw new TypeError('a bug')
        return compose(claim)
      },
    },
  )
  const broken = anAcceptance({}, [aDelivery('broken')])
  await store.accept(broken)
  await store.accept(anAcceptance({}, [aDelivery('fine')]))
  const dispatcher = start()
  await second.promise
  await dispatcher.stop()
  expect(sent).toEqual(['#fine'])
  const [delivery] = (await store.event(broken.event.id))?.deliveries ?? []
  expect(delivery).toMatchObject({
    state: 'waiting',
    attempts: [{ reason: 'internal', outcome: 'not-sent' }],
  })
  expect(lines.join('')).toContain('attempt failed by a bug')
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

test('a refused form goes out as plain text in the next attempt', async () => {
  const forms: boolean[] = []
  const done = Promise.withResolvers<void>()
  const { store, start } = await dispatching(
    () => {
      if (forms.length === 1)
        throw new DeliveryError({ reason: 'malformed', outcome: 'not-sent', detail: 'invalid_blocks' })
      done.resolve()
      return Promise.resolve()
    },
    {
      compose(claim) {
        forms.push(claim.plain)
        return compose(claim)
      },
    },
  )
  await store.accept(anAcceptance())
  const dispatcher = start()
  await done.promise
  await dispatcher.stop()
  expect(forms).toEqual([false, true])
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
