import { expect, test } from 'vitest'
import type { Claim } from '../../src/store/claimed.ts'
import type { Store } from '../../src/store/store.ts'
import { CALM_MS } from '../../src/store/accept/flow.ts'
import { aCallback, aTelling, statesOf, toldTo } from './a-telling.ts'
import { DEAD, later, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

const LIMIT = [{ key: '', count: 2, perMs: 60_000 }]

let jobs = 0

/** Failures of so many jobs, in one moment. */
async function failures(
  store: Store,
  count: number,
  over = aTelling({ limits: LIMIT }),
  mentions: string[] = [],
) {
  const made = Array.from({ length: count }, (_, n) => {
    const [to] = [toldTo('sales', over)]
    return aCallback('ERROR', [{ ...to, route: { ...to.route, mentions } }], {
      job_id: `job-${(jobs += 1)}`,
      project: n % 2 === 0 ? 'even' : 'odd',
    })
  })
  await Promise.all(made.map((one) => store.accept(one)))
  return made
}

async function sendAll(store: Store, count: number): Promise<Claim[]> {
  const sent: Claim[] = []
  for (let n = 0; n < count; n += 1) {
    const claim = await claimOne(store)
    await store.settle(outcome(claim, SENT, shownBy(claim)))
    sent.push(claim)
  }
  return sent
}

/** What a sent claim of a digest shows. */
function shownBy({ digest, kind }: Claim) {
  return digest === null || kind === 'call' || kind === 'file'
    ? {}
    : { shows: { digest: digest.tally.count } }
}

export function digestContract(subject: Subject): void {
  test('what goes beyond a limit is folded into one digest, which comes after what was let through', async () => {
    const { store } = subject
    const made = await failures(store, 50)
    const states = await Promise.all(made.map((one) => statesOf(store, one)))
    expect(states.filter(({ sales }) => sales?.startsWith('waiting'))).toHaveLength(2)
    expect(states.filter(({ sales }) => sales?.endsWith('folded'))).toHaveLength(48)
    const [first, second, digest] = await sendAll(store, 3)
    expect([first?.kind, second?.kind, digest?.kind]).toEqual(['message', 'message', 'digest'])
    expect(digest?.digest).toMatchObject({
      what: 'storm',
      endedAt: null,
      tally: { count: 48, states: { ERROR: 48 } },
    })
    expect(digest?.digest?.tally.projects.map(({ project, count }) => [project, count])).toEqual(
      expect.arrayContaining([
        ['even', 24],
        ['odd', 24],
      ]),
    )
    const [member] = (await store.event(made[49]?.event.id ?? ''))?.deliveries ?? []
    expect(member).toMatchObject({ state: 'folded', digest: digest?.delivery })
  })

  test('what joins later is told by an edit, 5 s after, however much joins until then', async () => {
    const { store, bench } = subject
    await failures(store, 3)
    await sendAll(store, 3)
    expect(await store.claim(10, [])).toEqual([])
    await failures(store, 20, undefined, ['a'])
    await failures(store, 20, undefined, ['a'])
    const call = await claimOne(store)
    expect(call).toMatchObject({
      kind: 'call',
      route: { mentions: ['a'] },
      digest: { root: { state: 'sent' } },
    })
    await store.settle(outcome(call, SENT))
    await bench.pass(4_999)
    expect(await store.claim(10, [])).toEqual([])
    await bench.pass(1)
    const edit = await claimOne(store)
    expect(edit).toMatchObject({ kind: 'edit', lane: 'slack edits', digest: { tally: { count: 41 } } })
  })

  test('the ledger has what a digest told of, with where it was told, once it was', async () => {
    const { store, bench } = subject
    const folded = async () =>
      (await store.ledger({})).entries.filter(({ kind }) => kind === 'folded').map(({ event }) => event)
    const made = await failures(store, 4)
    const second = async () => (await statesOf(store, made[2] ?? aCallback('ERROR')))['sales']
    expect(await second()).toMatch(/folded$/)
    await sendAll(store, 2)
    const post = await claimOne(store)
    const [late] = await failures(store, 1, undefined, ['a'])
    expect(await folded()).toEqual([])
    await store.settle(outcome(post, SENT, shownBy(post)))
    expect((await folded()).toSorted()).toEqual(made.slice(2).map(({ event }) => event.id))
    const call = await claimOne(store)
    await store.settle(outcome(call, SENT))
    await bench.pass(5_000)
    const edit = await claimOne(store)
    await store.settle(outcome(edit, SENT, shownBy(edit)))
    expect(await folded()).toHaveLength(3)
    expect((await store.ledger({})).entries).toContainEqual(
      expect.objectContaining({
        kind: 'folded',
        event: late?.event.id,
        job_id: late?.event.job_id,
        at: edit.at,
        channel: 'sales',
        mentions: ['a'],
        receipt: { channel: 'C1', message: '1715.000100' },
        rules: 'abcdef123456',
      }),
    )
  })

  test('what joins while an edit is under way is told by the next one', async () => {
    const { store, bench } = subject
    await failures(store, 3)
    await sendAll(store, 3)
    await failures(store, 1)
    await bench.pass(5_000)
    const edit = await claimOne(store)
    await failures(store, 1, undefined, ['b'])
    await store.settle(outcome(edit, SENT, { shows: { digest: edit.digest?.tally.count ?? 0 } }))
    const call = await claimOne(store)
    await store.settle(outcome(call, SENT))
    await bench.pass(5_000)
    expect(await claimOne(store)).toMatchObject({ kind: 'edit', digest: { tally: { count: 3 } } })
  })

  test('a storm ends by its last edit after 5 minutes below the limit, and then messages go as usual', async () => {
    const { store, bench } = subject
    await failures(store, 3)
    await sendAll(store, 3)
    await bench.pass(CALM_MS - 10_000)
    await failures(store, 1, undefined, [])
    await bench.pass(10_000)
    // That one was within the limit: the storm is over 5 minutes after it last went beyond it.
    const final = await claimOne(store)
    expect(final).toMatchObject({ kind: 'final', digest: { tally: { count: 2 } } })
    expect(final.digest?.endedAt).not.toBeNull()
    await store.settle(outcome(final, SENT, shownBy(final)))
    await bench.pass(5_000)
    expect(await store.claim(10, [])).toEqual([])
    const [usual] = await failures(store, 1, undefined, ['late'])
    if (usual === undefined) throw new Error('none was made')
    expect(await statesOf(store, usual)).toEqual({ sales: 'waiting' })
  })

  test('an account that cannot edit tells once, after 5 minutes, and the next ones join another digest', async () => {
    const { store, bench } = subject
    const over = aTelling({ limits: LIMIT, edits: false })
    await failures(store, 10, over)
    await sendAll(store, 2)
    expect(await store.claim(10, [])).toEqual([])
    await bench.pass(CALM_MS)
    const digest = await claimOne(store)
    expect(digest).toMatchObject({ kind: 'digest', digest: { tally: { count: 8 } } })
    expect(digest.digest?.endedAt).not.toBeNull()
    await store.settle(outcome(digest, SENT, shownBy(digest)))
    expect(await store.nextDueMs()).toBeNull()
  })

  test('mentions of what is folded are made by the digest, and by a reply where it has gone out, once each', async () => {
    const { store } = subject
    await failures(store, 2)
    await failures(store, 5, undefined, ['oncall'])
    const [, , digest] = await sendAll(store, 3)
    expect(digest?.digest?.mentions).toEqual(['oncall'])
    await failures(store, 5, undefined, ['oncall', 'lead'])
    await failures(store, 5, undefined, ['lead'])
    const call = await claimOne(store)
    expect(call).toMatchObject({ kind: 'call', route: { mentions: ['lead'] } })
    await store.settle(outcome(call, SENT))
    expect((await store.claim(10, [])).filter(({ kind }) => kind === 'call')).toEqual([])
  })

  test('what quiet hours hold goes out as one digest when they end, and nothing joins it then', async () => {
    const { store, bench } = subject
    const [{ now } = { now: 0 }] = (await bench.run('SELECT ms AS now FROM test_clock')) as { now: number }[]
    const at = now + 3_600_000
    const quiet = aTelling({ later: { kind: 'quiet', at } })
    const made = await failures(store, 3, quiet)
    expect(await statesOf(store, made[0] ?? aCallback('ERROR'))).toEqual({ sales: 'digest waiting, held' })
    expect((await store.event(made[1]?.event.id ?? ''))?.deliveries).toMatchObject([
      { state: 'held', nextAt: at },
    ])
    expect(await store.claim(10, [])).toEqual([])
    expect(await store.nextDueMs()).toBe(3_600_000)
    await bench.pass(3_600_000)
    const digest = await claimOne(store)
    expect(digest).toMatchObject({ kind: 'digest', digest: { what: 'quiet', tally: { count: 3 } } })
    const [late] = await failures(store, 1, aTelling({ later: { kind: 'quiet', at } }), ['x'])
    await store.settle(outcome(digest, SENT, shownBy(digest)))
    expect(await statesOf(store, made[1] ?? aCallback('ERROR'))).toEqual({ sales: 'folded' })
    // Its hours end at the same moment, but that digest is told: it is the next one.
    const next = await claimOne(store)
    expect(next.digest).toMatchObject({ tally: { count: 1 } })
    await store.settle(outcome(next, SENT, shownBy(next)))
    const stored = await store.event(late?.event.id ?? '')
    expect(stored?.deliveries.map(({ state, kind, receipt }) => [kind, state, receipt !== null])).toEqual([
      ['digest', 'sent', true],
      ['message', 'sent', true],
    ])
  })

  test('a story goes on in the digest of its failure, and where that has ended it is recorded', async () => {
    const { store } = subject
    await failures(store, 3)
    const well = aCallback('SUCCEED', [], { job_id: `job-${jobs}`, end_time: 2_000_000_000_000 })
    await store.accept(well)
    const [, , digest] = await sendAll(store, 3)
    expect(digest?.digest?.tally).toMatchObject({ count: 2, states: { ERROR: 1, SUCCEED: 1 } })
    expect(await statesOf(store, well)).toEqual({ sales: 'folded' })
  })

  test('of a digest that cannot be posted the members become dead letters, each to be replayed', async () => {
    const { store } = subject
    const made = await failures(store, 5)
    await sendAll(store, 2)
    await store.settle(outcome(await claimOne(store), DEAD))
    const { deliveries } = await store.deliveries({ state: 'dead' })
    expect(deliveries).toHaveLength(3)
    expect(deliveries[0]).toMatchObject({ help: DEAD.state === 'dead' ? DEAD.help : '' })
    await store.replay(
      deliveries.map(({ id }) => id),
      { resend: false, dryRun: false },
    )
    expect(await sendAll(store, 3)).toMatchObject([
      { kind: 'message' },
      { kind: 'message' },
      { kind: 'message' },
    ])
    expect(await statesOf(store, made[4] ?? aCallback('ERROR'))).toMatchObject({ sales: 'sent' })
  })

  test('where the message of a digest is gone, its next edit is posted anew and the story of it goes on there', async () => {
    const { store, bench } = subject
    await failures(store, 3)
    await sendAll(store, 3)
    await failures(store, 1)
    await bench.pass(5_000)
    const edit = await claimOne(store)
    await store.settle(outcome(edit, later({ counted: false, reason: 'no-such-message' }), { root: true }))
    // The pace of the account's edits.
    await bench.pass(1_500)
    const anew = await claimOne(store)
    expect(anew).toMatchObject({ kind: 'digest', delivery: edit.delivery, digest: { tally: { count: 2 } } })
    await store.settle(outcome(anew, SENT, shownBy(anew)))
    await failures(store, 1)
    await bench.pass(5_000)
    expect(await claimOne(store)).toMatchObject({
      kind: 'edit',
      digest: { root: { delivery: edit.delivery } },
    })
  })

  test('old digests and stories leave with their events', async () => {
    const { store, bench } = subject
    await failures(store, 4)
    await sendAll(store, 3)
    await bench.pass(CALM_MS)
    await sendAll(store, 1)
    await bench.pass(31 * 86_400_000)
    await store.prune(30)
    for (const table of ['event', 'delivery', 'story', 'digest', 'attempt']) {
      expect([table, await bench.run(`SELECT COUNT(*) AS n FROM ${table}`)]).toEqual([table, [{ n: 0 }]])
    }
  })

  test('silences are kept, listed and ended', async () => {
    const { store, bench } = subject
    const made = await store.addSilence({ conditions: ['project=a'], why: 'move', by: 'me', forMs: 60_000 })
    expect(made).toMatchObject({ conditions: ['project=a'], why: 'move', by: 'me', endedAt: null })
    expect(made.until - made.since).toBe(60_000)
    expect(await store.silences(true)).toEqual([made])
    expect(await store.endSilence(made.id)).toBe(true)
    expect(await store.endSilence(made.id)).toBe(false)
    expect(await store.silences(true)).toEqual([])
    await store.addSilence({ conditions: ['project=b'], why: 'x', by: '', forMs: 1_000 })
    await bench.pass(1_000)
    expect(await store.silences(true)).toEqual([])
    expect(await store.silences(false)).toHaveLength(2)
  })
}
