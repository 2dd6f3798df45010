import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { LEASE_MS } from '../../src/store/claim/claim.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import type { SettledResult } from '../../src/store/settled.ts'
import type { Claim } from '../../src/store/claimed.ts'
import type { Store } from '../../src/store/store.ts'
import { aDelivery, anAcceptance, DEAD, later, moved, outcome, SENT } from './an-acceptance.ts'
import { bench } from './harness.ts'
import type { Bench } from './harness.ts'
import { aModel, headOf, holds, laneOf, openings } from './lane-model.ts'
import type { Item, LaneModel, Model } from './lane-model.ts'

const START = 1_715_414_600_000

interface World {
  readonly subject: Bench
  store: Store
  readonly model: Model
  /** Claims that were not settled yet, stale ones among them. */
  readonly claims: { readonly claim: Claim; readonly item: Item }[]
}
type Step = (world: World) => Promise<void>

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.subarray([0, 1, 2, 3, 4], { minLength: 1 }).map(accept) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }).map(claim) },
  { weight: 3, arbitrary: fc.oneof(fc.nat(2_000), fc.constant(LEASE_MS)).map(pass) },
  { weight: 4, arbitrary: fc.nat(9).map((nth) => settle(nth, SENT)) },
  { weight: 1, arbitrary: fc.nat(9).map((nth) => settle(nth, DEAD)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(9), fc.nat(3_000), fc.constantFrom('unknown', 'not-sent'))
      .map(([nth, waitMs, sure]) => settle(nth, later({ waitMs, outcome: sure }))),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(9), fc.integer({ min: 1, max: 3_000 }))
      .map(([nth, pauseMs]) => settle(nth, later(), pauseMs)),
  },
  { weight: 2, arbitrary: fc.tuple(fc.nat(9), fc.nat(4)).map(([nth, to]) => move(nth, to)) },
  { weight: 1, arbitrary: fc.nat(9).map(release) },
  { weight: 1, arbitrary: fc.constant(restart) },
)

test('whatever happens, a lane sends in order, one at a time, and nothing is lost', async () => {
  const law = fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 60 }), async (story) => {
    const subject = bench(async ({ file, now, owner, onFatal }) =>
      openLocalStore({ engine: openSqlite({ file, now }), owner, clock: systemClock, onFatal }),
    )
    try {
      const world: World = { subject, store: await subject.open(), model: aModel(START), claims: [] }
      for (const step of story) {
        await step(world)
        await seesTheSame(world)
      }
      await sendTheRest(world)
    } finally {
      await subject.close()
    }
  })
  await expect(fc.assert(law, { numRuns: 40 })).resolves.toBeUndefined()
})

async function seesTheSame({ subject, store, model }: World): Promise<void> {
  const soonest = Math.min(...openings(model).map(({ at }) => at))
  expect(await store.nextDueMs()).toBe(soonest === Infinity ? null : Math.max(0, soonest - model.now))
  expect(await store.waiting()).toBe(model.lanes.reduce((sum, lane) => sum + lane.queue.length, 0))
  expect(await subject.run(OVERLOOKED)).toEqual([])
  expect(await subject.run(LOOKED_AT)).toEqual([])
}

/** Lanes that say that nothing waits there while something does. A lane where nothing ever waited may say it does. */
const OVERLOOKED = `SELECT id FROM channel c WHERE waits = 0
  AND EXISTS (SELECT 1 FROM delivery d WHERE d.lane = c.id AND d.state = 'waiting')`
/** Lanes whose last delivery has gone, and that say that something waits. */
const LOOKED_AT = `SELECT id FROM channel c WHERE waits = 1
  AND EXISTS (SELECT 1 FROM delivery d WHERE d.lane = c.id)
  AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.lane = c.id AND d.state = 'waiting')`

async function sendTheRest(world: World): Promise<void> {
  world.claims.length = 0
  while (openings(world.model).length > 0) {
    await pass((await world.store.nextDueMs()) ?? 0)(world)
    await claim(9)(world)
    expect(world.claims).not.toEqual([])
    while (world.claims.length > 0) await settle(0, SENT)(world)
  }
  expect(await world.store.waiting()).toBe(0)
}

function accept(numbers: readonly number[]): Step {
  return async ({ store, model }) => {
    const lanes = model.lanes.filter((_, n) => numbers.includes(n))
    const deliveries = lanes.map(({ name, account, gapMs }) => aDelivery(name, { account, gapMs }))
    const acceptance = anAcceptance({}, deliveries)
    for (const lane of lanes) {
      lane.queue.push({ event: acceptance.event.id, order: model.accepted, unknown: 0 })
      model.accepted += 1
      lane.nextAt ??= model.now
    }
    expect(await store.accept(acceptance)).toBe('stored')
  }
}

function claim(limit: number): Step {
  return async ({ store, model, claims }) => {
    const wanted = openings(model)
      .filter(({ at }) => at <= model.now)
      .slice(0, limit)
      .map(({ lane }) => ({ lane: lane.name, event: headOf(lane).event, fence: lane.fence + 1 }))
    const got = await store.claim(limit, [])
    const found = got.map(({ lane, event, fence }) => ({ lane, event: event.id, fence }))
    expect(found.sort(byLane)).toEqual(wanted.sort(byLane))
    for (const each of got) {
      const lane = laneOf(model, each)
      lane.fence = each.fence
      lane.leaseUntil = model.now + LEASE_MS
      const item = headOf(lane)
      item.unknown = item.unknown === 0 ? 1 : 2
      claims.push({ claim: each, item })
    }
  }
}

const byLane = (a: { lane: string }, b: { lane: string }): number => a.lane.localeCompare(b.lane)

function pass(ms: number): Step {
  return async ({ subject, model }) => {
    model.now += ms
    await subject.pass(ms)
  }
}

function settle(nth: number, result: SettledResult, pauseMs = 0): Step {
  return async ({ store, model, claims }) => {
    const [found] = claims.splice(nth % Math.max(1, claims.length), 1)
    if (found === undefined) return
    const { claim: each, item } = found
    const lane = laneOf(model, each)
    const held = holds(model, each)
    if (result.state === 'sent') for (const any of model.lanes) remove(any, item)
    if (held) {
      noteIn(lane, item, result, model)
      lane.leaseUntil = 0
      const wait = result.state === 'waiting' ? result.waitMs : 0
      const free = result.state === 'dead' || result.state === 'moved'
      lane.nextAt = model.now + (free ? 0 : Math.max(wait, lane.gapMs))
    }
    if (pauseMs > 0) {
      const until = Math.max(model.now + pauseMs, model.pausedUntil.get(lane.account) ?? 0)
      model.pausedUntil.set(lane.account, until)
    }
    await store.settle(outcome(each, result, { pauseAccountMs: pauseMs }))
  }
}

/** What the holder's outcome does to its item. */
function noteIn(lane: LaneModel, item: Item, result: SettledResult, model: Model): void {
  if (result.state === 'waiting') item.unknown = result.outcome === 'unknown' || item.unknown === 2 ? 2 : 0
  else if (result.state === 'dead') remove(lane, item)
  else if (result.state === 'moved' && lane.queue.includes(item)) {
    remove(lane, item)
    item.unknown = 0
    model.lanes.find(({ name }) => name === result.to.lane)?.queue.push(item)
  }
}

function remove(lane: LaneModel, item: Item): void {
  lane.queue = lane.queue.filter((other) => other !== item)
}

/** To a lane that may be new, may be leased, may be its own. */
function move(nth: number, to: number): Step {
  return async (world) => {
    const target = world.model.lanes[to]
    if (target === undefined || world.claims.length === 0) return
    target.nextAt ??= world.model.now
    const { name, account, gapMs } = target
    await settle(nth, moved(name, { account, gapMs }))(world)
  }
}

function release(nth: number): Step {
  return async ({ store, model, claims }) => {
    const [found] = claims.splice(nth % Math.max(1, claims.length), 1)
    if (found === undefined) return
    const { claim: each, item } = found
    if (holds(model, each)) {
      laneOf(model, each).leaseUntil = 0
      item.unknown = each.unknown ? 2 : 0
    }
    await store.release(each)
  }
}

async function restart(world: World): Promise<void> {
  await world.store.close()
  world.store = await world.subject.open()
  for (const lane of world.model.lanes) lane.leaseUntil = 0
}
