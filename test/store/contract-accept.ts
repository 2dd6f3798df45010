import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/store/store.ts'
import { aCallback, toldTo } from './a-telling.ts'
import { aDelivery, anAcceptance, SENT, outcome } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

/** Of letters that no database can make shorter. */
function incompressible(length: number): string {
  return Array.from({ length }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join('')
}

export function acceptContract(subject: Subject): void {
  test('an accepted event comes back exactly as it was, 64-bit integers and odd names included', async () => {
    const { store } = subject
    const acceptance = anAcceptance({
      segment: 9_223_372_036_854_775_807n,
      text: '数据 "quoted" \\ \u0000 \n \u{1F600}',
      tag: { owner: 'bob' },
      rows: 12,
    })
    expect(await store.accept(acceptance)).toBe('stored')
    const stored = await store.event(acceptance.event.id)
    expect(stored?.event).toEqual(acceptance.event)
    expect(stored?.trace).toEqual(acceptance.trace)
    expect(stored).toMatchObject({ repeats: 0, toldBefore: null })
    expect((await claimOne(store)).event).toEqual(acceptance.event)
  })

  test('ids of a job and a model that no index holds are stored and found', async () => {
    const { store } = subject
    const model = { model_id: incompressible(5_000) }
    const thread = { thread: 'model' } as const
    const failure = (job_id: string) => aCallback('ERROR', [toldTo('a', thread)], { job_id, ...model })
    expect(await store.accept(failure(incompressible(5_000)))).toBe('stored')
    await store.settle(outcome(await claimOne(store), SENT))
    expect(await store.accept(failure('another'))).toBe('stored')
    expect((await claimOne(store)).story?.root?.state).toBe('sent')
  })

  test('an unknown id is no event', async () => {
    expect(await subject.store.event('nobody')).toBeNull()
  })

  test('the same bytes within ten minutes are counted, not told again', async () => {
    const { store, bench } = subject
    const first = anAcceptance()
    await store.accept(first)
    await bench.pass(599_999)
    expect(await store.accept({ ...anAcceptance(), hash: first.hash })).toBe('repeat')
    const { events } = await store.events({})
    expect(events).toMatchObject([{ event: { id: first.event.id }, repeats: 1 }])
    expect(await store.waiting()).toBe(1)
  })

  test('the same bytes after ten minutes, or from another cluster, are an event of their own', async () => {
    const { store, bench } = subject
    const { hash, ...first } = anAcceptance()
    await store.accept({ ...first, hash })
    expect(await store.accept({ ...anAcceptance({ cluster: 'asia' }), hash })).toBe('stored')
    await bench.pass(600_000)
    expect(await store.accept({ ...anAcceptance(), hash })).toBe('stored')
    expect(await store.accept({ ...anAcceptance(), hash })).toBe('repeat')
    const repeats = (await store.events({})).events.map((row) => row.repeats)
    expect(repeats.toSorted((a, b) => a - b)).toEqual([0, 0, 1])
  })

  test('of the same bytes several times in one moment one is stored and the others are counted', async () => {
    const { store } = subject
    const { hash } = anAcceptance()
    const same = Array.from({ length: 4 }, () => ({ ...anAcceptance(), hash }))
    const answers = await Promise.all([anAcceptance(), ...same].map((each) => store.accept(each)))
    expect(answers).toEqual(['stored', 'stored', 'repeat', 'repeat', 'repeat'])
    expect((await store.event(same[0]?.event.id ?? ''))?.repeats).toBe(3)
    expect(await store.waiting()).toBe(2)
  })

  test('an event with the job, state and end of an earlier one knows it, in one batch and later', async () => {
    const { store } = subject
    const job = { job_id: 'job-1', job_state: 'ERROR', end_time: 1_715_414_588_739 }
    const told = [anAcceptance(job), anAcceptance(job), anAcceptance({ ...job, job_state: 'SUCCEED' })]
    await Promise.all(told.map((each) => store.accept(each)))
    const third = anAcceptance(job)
    await store.accept(third)
    const ids = told.map((each) => each.event.id)
    expect((await store.event(ids[0] ?? ''))?.toldBefore).toBeNull()
    expect((await store.event(ids[1] ?? ''))?.toldBefore).toBe(ids[0])
    expect((await store.event(ids[2] ?? ''))?.toldBefore).toBeNull()
    expect((await store.event(third.event.id))?.toldBefore).toBe(ids[1])
  })

  test('a row that cannot be stored fails alone', async () => {
    const { store } = subject
    const taken = anAcceptance()
    await store.accept(taken)
    const good = Array.from({ length: 6 }, () => anAcceptance())
    const bad = { ...anAcceptance(), event: taken.event }
    const batch = [...good.slice(0, 3), bad, ...good.slice(3)]
    const results = await Promise.allSettled(batch.map((each) => store.accept(each)))
    expect(results.map((result) => result.status)).toEqual(
      batch.map((each) => (each === bad ? 'rejected' : 'fulfilled')),
    )
    const failed = results.find((result) => result.status === 'rejected')
    expect(failed?.reason).not.toBeInstanceOf(StoreUnavailable)
    for (const each of good) expect(await store.event(each.event.id)).not.toBeNull()
    expect(await store.waiting()).toBe(7)
  })

  test('while another program holds the database nothing is accepted, afterwards it is', async () => {
    const { store, bench } = subject
    const acceptance = anAcceptance()
    const release = await bench.hold()
    await expect(store.accept(acceptance)).rejects.toThrow(StoreUnavailable)
    await expect(store.ping()).rejects.toThrow(StoreUnavailable)
    await release()
    await store.ping()
    expect(await store.event(acceptance.event.id)).toBeNull()
    expect(await store.accept(acceptance)).toBe('stored')
    expect(bench.fatal).toEqual([])
  })

  test('an event without a delivery is stored and leaves nothing waiting', async () => {
    const { store } = subject
    await store.accept(anAcceptance({}, []))
    expect(await store.waiting()).toBe(0)
    expect(await store.nextDueMs()).toBeNull()
    expect(await store.claim(5, [])).toEqual([])
  })

  test('why shows each delivery with its attempts, receipt and next time', async () => {
    const { store } = subject
    const acceptance = anAcceptance({}, [aDelivery('sales'), aDelivery('ops', { gapMs: 500 })])
    await store.accept(acceptance)
    const claims = await store.claim(1, [])
    for (const claim of claims) await store.settle(outcome(claim, SENT, { note: 'the template failed' }))
    const stored = await store.event(acceptance.event.id)
    const [ops] = claims
    expect(ops?.delivery).toMatch(/^[a-z2-9]{5}-\d+$/)
    expect(stored?.deliveries.map(({ channel, state }) => [channel, state])).toEqual([
      ['sales', 'waiting'],
      ['ops', 'sent'],
    ])
    expect(stored?.deliveries[1]).toMatchObject({
      id: ops?.delivery,
      platform: 'slack',
      place: '#ops',
      route: ops?.route,
      attempts: [{ ms: 12, outcome: 'sent', reason: null, detail: '' }],
      receipt: { channel: 'C1', message: '1715.000100' },
      nextAt: null,
      note: 'the template failed',
    })
    expect(stored?.deliveries[0]).toMatchObject({ attempts: [], receipt: null, nextAt: 1_715_414_600_000 })
  })
}
