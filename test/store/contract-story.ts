import { expect, test } from 'vitest'
import { aCallback, statesOf, toldTo } from './a-telling.ts'
import { aDelivery, DEAD, later, moved, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

const NONE = null

function ofModel(state: string, job_id: string, end_time: number) {
  const to = state === 'ERROR' ? [toldTo('sales', { thread: 'model' })] : []
  return aCallback(state, to, { job_id, end_time, model_id: 'model-1' })
}

/** What a delivery is to its story: where it stands, and whether it is the first of it. */
export function storyContract(subject: Subject): void {
  test('a later state of a job goes on in the story of its failure, also where no rule sends it', async () => {
    const { store } = subject
    const failed = aCallback('ERROR', [toldTo('sales')])
    await store.accept(failed)
    const root = await claimOne(store)
    expect(root).toMatchObject({
      kind: 'message',
      story: { root: { delivery: root.delivery }, shown: 'ERROR' },
    })
    await store.settle(outcome(root, SENT))

    const paused = aCallback('PAUSED', [], { end_time: 2_000_000_000_000 })
    expect(await store.accept({ ...paused, unmatched: true })).toBe('followed')
    const reply = await claimOne(store)
    expect(reply).toMatchObject({
      route: { channel: 'sales', follows: true, mentions: [] },
      story: {
        root: { delivery: root.delivery, state: 'sent', receipt: { channel: 'C1', message: '1715.000100' } },
        state: 'PAUSED',
        shown: 'ERROR',
        failed: true,
      },
    })
    expect(await store.event(paused.event.id)).toMatchObject({
      trace: { outcome: 'followed' },
      deliveries: [{ follows: root.delivery }],
    })
  })

  test('what no rule takes goes to its own channels only where no story goes on by it', async () => {
    const { store } = subject
    const failed = aCallback('ERROR', [toldTo('sales')])
    const other = { ...aCallback('SUCCEED', [toldTo('log')], { job_id: 'job-2' }), unmatched: true }
    const own = { ...aCallback('SUCCEED', [toldTo('log')]), unmatched: true }
    expect(await store.accept(failed)).toBe('stored')
    expect(await store.accept(other)).toBe('stored')
    expect(await store.accept(own)).toBe('followed')
    expect([await statesOf(store, other), await statesOf(store, own)]).toEqual([
      { log: 'waiting' },
      { sales: 'waiting' },
    ])
  })

  test('one message a channel: where a rule sends it, no second one follows', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales'), toldTo('ops')]))
    const again = aCallback('ERROR', [toldTo('sales')], { end_time: 2_000_000_000_000 })
    await store.accept(again)
    expect(await statesOf(store, again)).toEqual({ sales: 'waiting', ops: 'waiting' })
    const stored = await store.event(again.event.id)
    expect(stored?.deliveries.map(({ follows }) => follows !== null)).toEqual([true, true])
  })

  test('all of it in one commit tells the same story', async () => {
    const { store } = subject
    const states = ['ERROR', 'ERROR', 'SUCCEED'].map((state, n) =>
      aCallback(state, n === 0 ? [toldTo('sales')] : [], { end_time: 1_800_000_000_000 + n }),
    )
    await Promise.all(states.map((one) => store.accept(one)))
    const root = await claimOne(store)
    await store.settle(outcome(root, SENT))
    const second = await claimOne(store)
    expect(second.story).toMatchObject({ root: { delivery: root.delivery }, state: 'SUCCEED' })
    expect(second.event.job_state).toBe('ERROR')
  })

  test('what ended earlier does not change what is true', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 }))
    await store.accept(aCallback('SUCCEED', [], { end_time: 3_000 }))
    await store.accept(aCallback('PAUSED', [], { end_time: 2_000 }))
    const root = await claimOne(store)
    expect(root.story).toMatchObject({ state: 'SUCCEED', stateAt: 3_000, since: 1_000 })
  })

  test('thread: none is no story, and a success begins none', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales', { thread: 'none' })]))
    await store.accept(aCallback('SUCCEED', [toldTo('ops')]))
    const after = aCallback('ERROR')
    await store.accept(after)
    expect(await statesOf(store, after)).toEqual({})
    expect((await store.claim(10, [])).map(({ story }) => story)).toEqual([NONE, NONE])
  })

  test('a story of a model goes on under another job, until it is well again', async () => {
    const { store } = subject
    await store.accept(ofModel('ERROR', 'a', 1_000))
    const root = await claimOne(store)
    await store.settle(outcome(root, SENT))
    await store.accept(ofModel('SUCCEED', 'b', 2_000))
    const well = await claimOne(store)
    expect(well.story).toMatchObject({ root: { delivery: root.delivery }, state: 'SUCCEED' })
    await store.settle(outcome(well, SENT))
    await store.accept(ofModel('ERROR', 'c', 3_000))
    const next = await claimOne(store)
    expect(next.story).toMatchObject({ root: { delivery: next.delivery }, state: 'ERROR' })
  })

  test('where the first message died, the next one is the first', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')]))
    await store.settle(outcome(await claimOne(store), DEAD))
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 2_000_000_000_000 }))
    const next = await claimOne(store)
    expect(next.story).toMatchObject({ root: { delivery: next.delivery } })
  })

  test('a message that is told anew is the first of its story from then on', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')]))
    await store.settle(outcome(await claimOne(store), SENT))
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 2_000_000_000_000 }))
    const reply = await claimOne(store)
    const shows = { story: 'ERROR' }
    await store.settle(outcome(reply, later({ counted: false }), { root: true, shows }))
    const anew = await claimOne(store)
    expect(anew.delivery).toBe(reply.delivery)
    expect(anew.story).toMatchObject({ root: { delivery: reply.delivery, state: 'waiting' } })
  })

  test('an edit brings along the first event, its look and what is true now; others of its lane do not wait for it', async () => {
    const { store } = subject
    const failed = aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 })
    await store.accept(failed)
    const root = await claimOne(store)
    await store.settle(outcome(root, SENT))
    await store.accept(aCallback('SUCCEED', [], { end_time: 61_000 }))
    const reply = await claimOne(store)
    const sent = { state: 'sent', receipt: { channel: 'C1', message: '1715.000200' } } as const
    const edit = (lane: string) =>
      ({ ...aDelivery(lane), kind: 'edit', ofStory: reply.story?.id ?? 0 }) as const
    await store.settle(outcome(reply, { ...sent, followedBy: [edit('edits'), edit('edits')] }))
    const first = await claimOne(store)
    expect(first).toMatchObject({
      kind: 'edit',
      story: {
        first: { event: { id: failed.event.id }, route: { channel: 'sales' } },
        since: 1_000,
        stateAt: 61_000,
      },
    })
    await store.settle(outcome(first, later({ waitMs: 60_000 }), { beside: true }))
    const second = await claimOne(store)
    expect(second.delivery).not.toBe(first.delivery)
    await store.settle(outcome(second, SENT, { shows: { story: 'SUCCEED' } }))
    expect(await store.claim(10, [])).toEqual([])
    await subject.bench.pass(60_000)
    expect((await claimOne(store)).story).toMatchObject({ shown: 'SUCCEED' })
  })

  test('a silence in force keeps a story silent, and what comes after it begins a new one', async () => {
    const { store } = subject
    const silences = [{ id: 7, why: 'migration', channels: ['sales'] }]
    const failed = aCallback('ERROR', [toldTo('sales'), toldTo('ops')])
    await store.accept({ ...failed, silences })
    expect(await statesOf(store, failed)).toEqual({ sales: 'silenced', ops: 'waiting' })
    const stored = await store.event(failed.event.id)
    expect(stored?.deliveries.map(({ note }) => note)).toEqual(['silence 7: migration', ''])

    const well = aCallback('SUCCEED', [], { end_time: 2_000_000_000_000 })
    await store.accept(well)
    expect(await statesOf(store, well)).toEqual({ sales: 'silenced', ops: 'waiting' })

    const again = aCallback('ERROR', [toldTo('sales')], { end_time: 2_100_000_000_000 })
    await store.accept(again)
    expect(await statesOf(store, again)).toEqual({ sales: 'waiting', ops: 'waiting' })
  })

  test('where the place of a channel has changed, what follows is told there once', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales', {}, { lane: 'slack:#old' })], { end_time: 1_000 }))
    await store.settle(outcome(await claimOne(store), DEAD))
    const again = aCallback('ERROR', [toldTo('sales', {}, { lane: 'slack:#new' })], { end_time: 2_000 })
    await store.accept(again)
    expect(await statesOf(store, again)).toEqual({ sales: 'waiting' })
    expect((await claimOne(store)).lane).toBe('slack:#new')
  })

  test('a reply that goes to another channel is a message of its own there', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 }))
    await store.settle(outcome(await claimOne(store), SENT, { root: true }))
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 2_000 }))
    const reply = await claimOne(store)
    expect(reply.story).toMatchObject({ root: { state: 'sent' } })
    await store.settle(outcome(reply, moved('ops')))
    expect(await claimOne(store)).toMatchObject({ lane: 'ops', story: null })
  })

  test('the end of a model reaches its story also where one of its job stands in the same channel', async () => {
    const { store } = subject
    const model = { model_id: 'model-1' }
    await store.accept(aCallback('PAUSED', [toldTo('sales')], { end_time: 1_000, ...model }))
    await store.accept(ofModel('ERROR', 'job-1', 2_000))
    const well = { ...ofModel('SUCCEED', 'job-2', 3_000), unmatched: true }
    expect(await store.accept(well)).toBe('followed')
    expect(await statesOf(store, well)).toEqual({ sales: 'waiting' })
  })
}
