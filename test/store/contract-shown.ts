import { expect, test } from 'vitest'
import { CALM_MS } from '../../src/store/accept/flow.ts'
import type { Store } from '../../src/store/store.ts'
import { aCallback, aTelling, statesOf, toldTo } from './a-telling.ts'
import { DEAD, moved, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

const LIMIT = [{ key: '', count: 2, perMs: 60_000 }]
/** The next full hour, or so: when a digest is due. */
const DUE = 1_715_418_000_000
const DAILY = { later: { kind: 'digest', at: DUE } } as const

async function send(store: Store): Promise<string> {
  const [claim] = await store.claim(1, [])
  if (claim === undefined) throw new Error('nothing is due')
  const { story, kind, digest } = claim
  const shows =
    kind === 'edit' && story !== null ? { story: story.state } : { digest: digest?.tally.count ?? 0 }
  await store.settle(outcome(claim, SENT, { shows, root: story?.root?.delivery === claim.delivery }))
  return `${claim.kind} in ${claim.lane}`
}

async function sendAll(store: Store): Promise<string[]> {
  const sent: string[] = []
  while ((await store.nextDueMs()) === 0) sent.push(await send(store))
  return sent
}

/** What the first message of a story shows, and the message of a digest. */
export function shownContract(subject: Subject): void {
  test('what changes while an edit is under way is shown by another edit', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 }))
    await sendAll(store)
    await store.accept(aCallback('PAUSED', [toldTo('sales')], { end_time: 2_000 }))
    const reply = await claimOne(store)
    const { account, platform, route, story } = reply
    const edit = { lane: 'slack edits', account, platform, place: '', gapMs: 0, route, kind: 'edit' } as const
    const followedBy = [{ ...edit, ofStory: story?.id ?? 0 }]
    await store.settle(
      outcome(reply, { state: 'sent', receipt: { channel: 'C1', message: '1715.000200' }, followedBy }),
    )
    const under = await claimOne(store)
    expect(under).toMatchObject({ kind: 'edit', story: { state: 'PAUSED', shown: 'ERROR' } })
    await store.accept(aCallback('ERROR', [], { end_time: 3_000 }))
    await store.settle(outcome(under, SENT, { shows: { story: 'PAUSED' } }))
    const [message, again] = (await store.claim(10, [])).toSorted((a, b) => (a.kind < b.kind ? 1 : -1))
    expect([message, again]).toMatchObject([
      { kind: 'message' },
      { kind: 'edit', story: { state: 'ERROR', shown: 'PAUSED' } },
    ])
    if (again === undefined) throw new Error('there is no other edit')
    await store.settle(outcome(again, SENT, { shows: { story: 'ERROR' } }))
    expect(await store.claim(10, [])).toEqual([])
  })

  test('a recovery that waits for a digest is shown at once, and marked', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 }))
    await sendAll(store)
    const well = aCallback('SUCCEED', [toldTo('sales', DAILY)], { end_time: 2_000 })
    await store.accept(well)
    expect(await statesOf(store, well)).toEqual({
      sales: 'edit waiting, reaction waiting, digest waiting, held',
    })
    expect(await sendAll(store)).toEqual(['edit in slack edits', 'reaction in slack marks'])
  })

  test('a recovery that quiet hours lose on purpose is shown all the same', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 }))
    await sendAll(store)
    const well = aCallback('SUCCEED', [toldTo('sales', { later: { kind: 'dropped' } })], { end_time: 2_000 })
    await store.accept(well)
    expect(await statesOf(store, well)).toEqual({ sales: 'silenced, edit waiting, reaction waiting' })
    expect(await sendAll(store)).toEqual(['edit in slack edits', 'reaction in slack marks'])
  })

  test('where the first message still waits, it is shown behind it', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 }))
    await store.accept(aCallback('SUCCEED', [toldTo('sales', DAILY)], { end_time: 2_000 }))
    expect(await sendAll(store)).toEqual(['message in sales', 'edit in sales', 'reaction in sales'])
  })

  test('an account that can do neither shows and marks nothing', async () => {
    const { store } = subject
    const unable = { edits: false, marks: false }
    await store.accept(aCallback('ERROR', [toldTo('sales', unable)], { end_time: 1_000 }))
    await store.accept(aCallback('SUCCEED', [toldTo('sales', { ...DAILY, ...unable })], { end_time: 2_000 }))
    expect(await sendAll(store)).toEqual(['message in sales'])
  })

  test('what rules send into one story counts against the limit, and is shown all the same', async () => {
    const { store } = subject
    const failures = Array.from({ length: 9 }, (_, n) =>
      aCallback('ERROR', [toldTo('sales', { limits: LIMIT })], { end_time: 1_000 + n }),
    )
    for (const one of failures) await store.accept(one)
    const well = aCallback('SUCCEED', [toldTo('sales', { limits: LIMIT })], { end_time: 2_000 })
    await store.accept(well)
    const sent = await sendAll(store)
    expect(sent.toSorted()).toEqual([
      'digest in sales',
      'edit in sales',
      'message in sales',
      'message in sales',
      'reaction in sales',
    ])
    expect(await statesOf(store, well)).toMatchObject({ sales: expect.stringContaining('folded') })
  })

  test('what goes elsewhere counts against the limit there, and is folded beyond it', async () => {
    const { store } = subject
    const made = Array.from({ length: 9 }, (_, n) => {
      const to = toldTo(`sales-${n}`)
      return aCallback('ERROR', [{ ...to, route: { ...to.route, mentions: ['oncall'] } }], {
        job_id: `job-${n}`,
      })
    })
    for (const one of made) await store.accept(one)
    const telling = aTelling({ limits: LIMIT })
    const claims = await store.claim(99, [])
    await Promise.all(
      claims.map((claim) => store.settle(outcome(claim, moved('ops', { account: 'slack', telling })))),
    )
    expect(await sendAll(store)).toEqual(['message in ops', 'message in ops', 'digest in ops'])
    const states = await Promise.all(made.map((one) => statesOf(store, one)))
    expect(states.filter(({ ops }) => ops?.startsWith('folded'))).toHaveLength(7)
    const [last] = await Promise.all(made.slice(8).map(({ event }) => store.event(event.id)))
    expect(last?.deliveries[0]).toMatchObject({
      state: 'folded',
      channel: 'ops',
      digest: expect.any(String),
    })
    const ruled = aCallback('ERROR', [toldTo('ops', { limits: LIMIT })], { job_id: 'job-9' })
    await store.accept(ruled)
    expect(await statesOf(store, ruled)).toMatchObject({ ops: expect.stringContaining('folded') })
  })

  test('what is told to have gone elsewhere a second time stays as it is', async () => {
    const { store } = subject
    const failed = aCallback('ERROR', [toldTo('sales-1')])
    await store.accept(failed)
    const telling = aTelling({ limits: [{ key: '', count: 1, perMs: 60_000 }] })
    const first = await claimOne(store)
    const gone = outcome(first, moved('ops', { account: 'slack', telling }))
    await store.settle(gone)
    const again = await claimOne(store)
    await store.settle(gone)
    await store.settle(outcome(again, SENT))
    expect(await statesOf(store, failed)).toEqual({ ops: 'sent' })
    expect((await store.ledger({})).entries).toMatchObject([{ kind: 'message', channel: 'ops' }])
  })

  test('a story whose failure is folded elsewhere goes on in that digest', async () => {
    const { store, bench } = subject
    const telling = aTelling({ limits: [{ key: '', count: 1, perMs: 60_000 }] })
    for (const n of [0, 1]) {
      await store.accept(aCallback('ERROR', [toldTo(`sales-${n}`)], { job_id: `job-${n}`, end_time: 1_000 }))
    }
    for (const claim of await store.claim(9, [])) {
      await store.settle(outcome(claim, moved('ops', { account: 'slack', telling })))
    }
    expect(await sendAll(store)).toEqual(['message in ops', 'digest in ops'])
    const well = aCallback('SUCCEED', [], { job_id: 'job-1', end_time: 2_000 })
    await store.accept({ ...well, unmatched: true })
    const [member] = (await store.event(well.event.id))?.deliveries ?? []
    expect(member).toMatchObject({ state: 'folded', digest: expect.any(String), note: '' })
    await bench.pass(5_000)
    const edit = await claimOne(store)
    expect(edit).toMatchObject({ kind: 'edit', digest: { tally: { count: 2 } } })
  })

  test('a mark is taken back by what was marked, whatever the message shows', async () => {
    const { store, bench } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 }))
    await sendAll(store)
    await store.accept(aCallback('SUCCEED', [toldTo('sales', DAILY)], { end_time: 2_000 }))
    const [edit, mark] = (await store.claim(9, [])).toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
    if (edit === undefined || mark === undefined) throw new Error('an edit and a mark were due')
    expect(mark.story?.marked).toBe(false)
    await store.settle(outcome(edit, DEAD))
    // Failed again while the mark was under way.
    await store.accept(aCallback('ERROR', [toldTo('sales', DAILY)], { end_time: 3_000 }))
    await store.settle(outcome(mark, SENT, { shows: { story: 'SUCCEED' } }))
    // The lane of marks keeps its distance.
    await bench.pass(1_500)
    const back = await claimOne(store)
    expect(back).toMatchObject({ kind: 'reaction', story: { marked: true, state: 'ERROR', shown: 'ERROR' } })
    await store.settle(outcome(back, SENT, { shows: { story: 'ERROR' } }))
    expect(await store.claim(9, [])).toEqual([])
  })

  test('however often a job fails and recovers in a digest, one edit and one mark wait', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 }))
    await sendAll(store)
    for (let n = 0; n < 6; n += 1) {
      const state = n % 2 === 0 ? 'SUCCEED' : 'ERROR'
      await store.accept(aCallback(state, [toldTo('sales', DAILY)], { end_time: 2_000 + n }))
    }
    expect(await sendAll(store)).toEqual(['edit in slack edits', 'reaction in slack marks'])
  })

  test('what shows a state behind a first message goes where that goes', async () => {
    const { store } = subject
    await store.accept(aCallback('ERROR', [toldTo('sales')], { end_time: 1_000 }))
    await store.accept(aCallback('SUCCEED', [toldTo('sales', DAILY)], { end_time: 2_000 }))
    await store.settle(outcome(await claimOne(store), moved('ops', { account: 'slack' })))
    expect(await sendAll(store)).toEqual(['message in ops', 'edit in ops', 'reaction in ops'])
  })

  test('a storm goes on in a new message after a day, what quiet hours hold does not', async () => {
    const { store, bench } = subject
    const day = 86_400_000
    const over = aTelling({ limits: [{ key: '', count: 1, perMs: 2 * day }] })
    const quiet = aTelling({ later: { kind: 'quiet', at: DUE + 3 * day } })
    const failure = async (n: number) => {
      await store.accept(aCallback('ERROR', [toldTo('sales', over)], { job_id: `job-${n}` }))
      await store.accept(aCallback('ERROR', [toldTo('night', quiet)], { job_id: `other-${n}` }))
    }
    await failure(0)
    await failure(1)
    expect(await sendAll(store)).toEqual(['message in sales', 'digest in sales'])
    await bench.pass(day)
    await failure(2)
    expect(await sendAll(store)).toEqual(['digest in sales'])
    await bench.pass(3 * day)
    expect((await sendAll(store)).filter((sent) => sent.endsWith('night'))).toEqual(['digest in night'])
  })

  test('the message of a digest that went elsewhere is edited by the account that has it there', async () => {
    const { store, bench } = subject
    const over = aTelling({ limits: LIMIT })
    for (let n = 0; n < 3; n += 1) {
      await store.accept(aCallback('ERROR', [toldTo('sales', over)], { job_id: `job-${n}` }))
    }
    await sendAll(store)
    await bench.pass(CALM_MS + 60_000)
    await sendAll(store)
    for (let n = 3; n < 6; n += 1) {
      await store.accept(aCallback('ERROR', [toldTo('sales', over)], { job_id: `job-${n}` }))
    }
    for (let n = 0; n < 2; n += 1) await send(store)
    const digest = await claimOne(store)
    expect(digest.kind).toBe('digest')
    await store.settle(outcome(digest, moved('ops')))
    expect(await send(store)).toBe('digest in ops')
    await store.accept(aCallback('ERROR', [toldTo('sales', over)], { job_id: 'job-6' }))
    await bench.pass(5_000)
    expect(await sendAll(store)).toEqual(['edit in eu edits'])
  })
}
