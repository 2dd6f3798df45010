import { expect, test } from 'vitest'
import { MOST_STRIKES } from '../../src/deliver/backoff.ts'
import { DeliveryError } from '../../src/platforms/platform.ts'
import { type Store, StoreUnavailable } from '../../src/store/store.ts'
import { aDelivery, anAcceptance } from '../store/an-acceptance.ts'
import { compose, dispatching } from './dispatching.ts'

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

test('a computed place that does not exist: the message goes to the other channel, and the delivery says so', async () => {
  const sent: string[] = []
  const arrived = Promise.withResolvers<void>()
  const { store, lines, start } = await dispatching(
    (_delivery, place) => {
      if (place === '#kylin-x')
        throw new DeliveryError({ reason: 'no-such-place', outcome: 'not-sent', detail: 'channel_not_found' })
      sent.push(place)
      arrived.resolve()
      return Promise.resolve()
    },
    {
      otherwiseOf: ({ place }) =>
        place === '#kylin-x'
          ? {
              channel: 'ops',
              lane: 'slack:#ops',
              account: 'slack',
              platform: 'slack',
              place: '#ops',
              gapMs: 0,
            }
          : null,
    },
  )
  const acceptance = anAcceptance({}, [aDelivery('kylin-x')])
  await store.accept(acceptance)
  const dispatcher = start()
  await arrived.promise
  await dispatcher.stop()
  expect(sent).toEqual(['#ops'])
  const [delivery] = (await store.event(acceptance.event.id))?.deliveries ?? []
  expect(delivery).toMatchObject({
    state: 'sent',
    channel: 'ops',
    note: '#kylin-x does not exist; sent to ops',
    attempts: [{ reason: 'no-such-place', outcome: 'not-sent' }, { outcome: 'sent' }],
  })
  expect(lines.join('')).toContain('delivery moved')
})

test('a place that does not exist, where there is nowhere else, is a dead letter', async () => {
  const { store, start } = await dispatching(() => {
    throw new DeliveryError({ reason: 'no-such-place', outcome: 'not-sent' })
  })
  const acceptance = anAcceptance()
  await store.accept(acceptance)
  const settled = Promise.withResolvers<void>()
  const dispatcher = start({
    ...store,
    async settle(settlement) {
      await store.settle(settlement)
      settled.resolve()
    },
  })
  await settled.promise
  await dispatcher.stop()
  expect((await store.event(acceptance.event.id))?.deliveries[0]?.state).toBe('dead')
})

test('a receiver that fails over one callback holds up those behind it for six tries at most', async () => {
  const sent: string[] = []
  const arrived = Promise.withResolvers<void>()
  const { store, start } = await dispatching((delivery) => {
    if (sent.length < MOST_STRIKES) {
      sent.push(delivery)
      throw new DeliveryError({ reason: 'server-error', outcome: 'unknown', strikes: true })
    }
    sent.push(delivery)
    arrived.resolve()
    return Promise.resolve()
  })
  const first = anAcceptance({}, [aDelivery('forward')])
  await store.accept(first)
  await store.accept(anAcceptance({}, [aDelivery('forward')]))
  const dispatcher = start({
    ...store,
    // Its waits are what backoff.test.ts holds.
    settle: (settlement) =>
      store.settle(
        settlement.result.state === 'waiting'
          ? { ...settlement, result: { ...settlement.result, waitMs: 0 } }
          : settlement,
      ),
  })
  await arrived.promise
  await dispatcher.stop()
  expect(new Set(sent.slice(0, MOST_STRIKES)).size).toBe(1)
  expect((await store.event(first.event.id))?.deliveries[0]?.state).toBe('dead')
})
