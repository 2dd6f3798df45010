import { expect, test } from 'vitest'
import type { Reroute, Routing } from '../../src/store/operating.ts'
import type { NewDelivery } from '../../src/store/accepting.ts'
import { aDelivery, anAcceptance, DEAD, later, moved, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

export function rerouteContract(subject: Subject): void {
  async function accepted(deliveries: readonly NewDelivery[] = [aDelivery('sales')]): Promise<string> {
    const acceptance = anAcceptance({ segment: 9_223_372_036_854_775_807n }, deliveries)
    await subject.store.accept(acceptance)
    return acceptance.event.id
  }
  async function read(event: string): Promise<Routing> {
    const routing = await subject.store.routing(event)
    if (routing === null) throw new Error('no such event')
    return routing
  }
  async function reroute(routing: Routing, over: Partial<Reroute>) {
    const nothing = { revive: [], add: [], close: [], to: [], rules: 'abc' }
    return subject.store.reroute({ routing, ...nothing, ...over })
  }

  test('what new rules ask about a delivery: what it is, where it is for and was first for', async () => {
    const { store } = subject
    const file = aDelivery('sales files')
    const id = await accepted([
      aDelivery('sales'),
      aDelivery('forward/eu', { platform: 'forward' }),
      { ...file, route: { ...file.route, traceOf: { channel: 'C1', message: '1.1' } } },
    ])
    for (const claim of await store.claim(9, []))
      await store.settle(outcome(claim, claim.lane === 'sales' ? moved('ops') : SENT))
    const routing = await read(id)
    expect(routing.event).toEqual((await store.event(id))?.event)
    expect(routing.deliveries).toMatchObject([
      {
        state: 'waiting',
        kind: 'message',
        channels: ['ops', 'sales'],
        lanes: ['ops', 'sales'],
        rerouted: false,
      },
      { state: 'sent', kind: 'own' },
      { state: 'sent', kind: 'own' },
    ])
    expect(await store.routing('none')).toBeNull()
  })

  test('a dead letter waits again by its new route, in its new lane, under its id', async () => {
    const { store } = subject
    const id = await accepted()
    await store.settle(outcome(await claimOne(store), later({ outcome: 'unknown' })))
    const dead = await claimOne(store)
    await store.settle(outcome(dead, DEAD))
    const as = aDelivery('sales-new', { account: 'eu', gapMs: 500 })
    const revive = [{ delivery: dead.delivery, as: { ...as, route: { ...as.route, template: 'short' } } }]
    expect(await reroute(await read(id), { revive })).toEqual([])
    expect(await claimOne(store)).toMatchObject({
      delivery: dead.delivery,
      lane: 'sales-new',
      account: 'eu',
      place: '#sales-new',
      route: { channel: 'sales-new', template: 'short' },
      unknown: false,
      strikes: 0,
      tries: 0,
    })
  })

  test('in its own lane it keeps the mark that it may have been posted', async () => {
    const { store } = subject
    const id = await accepted()
    await store.settle(outcome(await claimOne(store), later({ outcome: 'unknown' })))
    const dead = await claimOne(store)
    await store.settle(outcome(dead, DEAD))
    await reroute(await read(id), { revive: [{ delivery: dead.delivery, as: aDelivery('sales') }] })
    expect(await claimOne(store)).toMatchObject({ delivery: dead.delivery, unknown: true })
  })

  test('others take the place of a dead letter, which is no dead letter then and says where it went', async () => {
    const { store } = subject
    const id = await accepted()
    const dead = await claimOne(store)
    await store.settle(outcome(dead, DEAD))
    const made = await reroute(await read(id), {
      add: [aDelivery('ops'), aDelivery('china')],
      close: [dead.delivery],
      to: ['ops', 'china'],
    })
    expect(made).toHaveLength(2)
    expect((await store.event(id))?.deliveries).toMatchObject([
      { id: dead.delivery, state: 'folded', note: 'rerouted to ops, china', help: '', attempts: [{}] },
      { id: made?.[0], channel: 'ops', state: 'waiting', note: 'by the rules abc' },
      { id: made?.[1], channel: 'china', state: 'waiting' },
    ])
    expect((await read(id)).deliveries.map(({ rerouted }) => rerouted)).toEqual([true, false, false])
    expect((await store.deliveries({ state: 'dead' })).deliveries).toEqual([])
    expect((await store.claim(9, [])).map(({ lane }) => lane).sort()).toEqual(['china', 'ops'])
  })

  test('where the deliveries are others by now, nothing is done', async () => {
    const { store } = subject
    const id = await accepted()
    const dead = await claimOne(store)
    await store.settle(outcome(dead, DEAD))
    const routing = await read(id)
    const change = { add: [aDelivery('ops')], close: [dead.delivery], to: ['ops'] }
    const both = await Promise.all([reroute(routing, change), reroute(routing, change)])
    expect(both.filter((made) => made === null)).toHaveLength(1)
    expect(await store.waiting()).toBe(1)
  })
}
