import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/store/store.ts'
import { aDelivery, anAcceptance, DEAD, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

const DAY_MS = 86_400_000

const message = (n: number) => ({
  channel: 'sales',
  drawnAs: 'slack' as const,
  place: '#sales',
  delivery: `d-${n}`,
  payload: { text: `数 ${n}` },
})

/** What the inbox says of a message that nothing happened to. */
const UNCHANGED = { parent: null, editedAt: null, reactions: 0 }

export function keepContract(subject: Subject): void {
  test('events are found by job, project, state and time, newest first', async () => {
    const { store } = subject
    const all = [
      anAcceptance({ receivedAt: 1_000, project: 'sales', job_state: 'ERROR', job_id: 'j1' }),
      anAcceptance({ receivedAt: 2_000, project: 'sales', job_state: 'SUCCEED', job_id: 'j1' }),
      anAcceptance({ receivedAt: 3_000, project: 'ops', job_state: 'ERROR', job_id: 'j2' }),
    ]
    for (const each of all) await store.accept(each)
    const [a, b, c] = all.map((each) => each.event.id)
    const found = async (query: Parameters<typeof store.events>[0]) =>
      (await store.events(query)).events.map((row) => row.event.id)
    expect(await found({})).toEqual([c, b, a])
    expect(await found({ limit: 1 })).toEqual([c])
    expect(await found({ jobId: 'j1' })).toEqual([b, a])
    expect(await found({ project: 'Sales', state: 'error' })).toEqual([a])
    expect(await found({ state: 'ERROR', since: 2_000 })).toEqual([c])
  })

  test('the inbox numbers its messages and keeps the newest 500', async () => {
    const { store } = subject
    const ids = await Promise.all(Array.from({ length: 502 }, (_, n) => store.addToInbox(message(n))))
    expect(ids).toEqual(Array.from(ids, (_, n) => (ids[0] ?? 0) + n))
    const kept = await store.inbox(1_000)
    expect(kept).toHaveLength(500)
    expect(kept[0]).toEqual({ ...message(501), ...UNCHANGED, id: ids[501], at: 1_715_414_600_000 })
    expect(kept.at(-1)?.delivery).toBe('d-2')
    expect(await store.inbox(2)).toHaveLength(2)
  })

  test('a reply stands in the thread of its root, an edit takes its place, a mark is set once and taken back', async () => {
    const { store } = subject
    const ids = await Promise.all([0, 1].map((n) => store.addToInbox(message(n))))
    const [root = 0, other = 0] = ids.map(Number)
    const reply = Number(await store.addToInbox(message(2), { kind: 'reply', id: root }))
    const [deeper, edited, marked, again] = await Promise.all([
      store.addToInbox(message(3), { kind: 'reply', id: reply }),
      store.addToInbox({ ...message(4), drawnAs: 'discord' }, { kind: 'edit', id: root }),
      store.addToInbox({ ...message(5), payload: {} }, { kind: 'reaction', id: root }),
      store.addToInbox({ ...message(6), payload: {} }, { kind: 'reaction', id: root }),
    ])
    expect([edited, marked, again]).toEqual([root, root, root])
    const at = 1_715_414_600_000
    expect(await store.inbox(10)).toEqual([
      { ...message(3), ...UNCHANGED, id: deeper, at, parent: root },
      { ...message(2), ...UNCHANGED, id: reply, at, parent: root },
      { ...message(1), ...UNCHANGED, id: other, at },
      { ...message(0), id: root, at, payload: message(4).payload, parent: null, editedAt: at, reactions: 1 },
    ])
    expect((await store.inbox(1)).map(({ id }) => id)).toEqual([deeper, root])
    for (const _ of [1, 2]) {
      expect(await store.addToInbox({ ...message(7), payload: {} }, { kind: 'unmark', id: root })).toBe(root)
    }
    expect((await store.inbox(10)).at(-1)?.reactions).toBe(0)
  })

  test('the inbox of one channel has its newest, with the roots of their threads, and counts all that is kept', async () => {
    const { store } = subject
    expect(await store.inboxCounts()).toEqual([])
    const root = Number(await store.addToInbox(message(0)))
    const quiet = { ...message(1), channel: '静 %_', drawnAs: 'discord' as const }
    const first = Number(await store.addToInbox(quiet))
    for (let n = 2; n < 6; n += 1) await store.addToInbox(message(n))
    const reply = Number(await store.addToInbox(quiet, { kind: 'reply', id: root }))
    const ids = async (limit: number, channel: string | null): Promise<number[]> =>
      (await store.inbox(limit, channel)).map(({ id }) => id)
    expect(await ids(10, quiet.channel)).toEqual([reply, first, root])
    expect(await ids(1, quiet.channel)).toEqual([reply, root])
    expect(await ids(10, 'sales')).toEqual([root + 5, root + 4, root + 3, root + 2, root])
    expect(await ids(2, 'sales')).toEqual([root + 5, root + 4])
    for (const none of ['nobody', 'sal%', 'a\0']) expect(await ids(10, none)).toEqual([])
    expect(await ids(1, null)).toEqual([reply, root])
    const counts = (await store.inboxCounts()).toSorted((a, b) => b.messages - a.messages)
    expect(counts).toEqual([
      { channel: 'sales', drawnAs: 'slack', messages: 5 },
      { channel: quiet.channel, drawnAs: 'discord', messages: 2 },
    ])
  })

  test('of two edits made at once the later one stays', async () => {
    const { store } = subject
    const id = Number(await store.addToInbox(message(0)))
    await Promise.all([1, 2, 3].map((n) => store.addToInbox(message(n), { kind: 'edit', id })))
    expect((await store.inbox(1))[0]?.payload).toEqual(message(3).payload)
  })

  test('what the inbox no longer has cannot be changed, and nothing comes of it', async () => {
    const { store } = subject
    const answers = await Promise.all([
      store.addToInbox(message(0), { kind: 'reply', id: 77 }),
      store.addToInbox(message(1), { kind: 'edit', id: 77 }),
      store.addToInbox(message(2), { kind: 'reaction', id: 77 }),
    ])
    expect(answers).toEqual([null, null, null])
    expect(await store.inbox(10)).toEqual([])
  })

  test('the version of the inbox grows with whatever comes or changes, and with nothing else', async () => {
    const { store } = subject
    const versions = [await store.inboxVersion()]
    const note = async (): Promise<void> => void versions.push(await store.inboxVersion())
    const id = Number(await store.addToInbox(message(0)))
    await note()
    for (const kind of ['edit', 'edit', 'reaction', 'reply'] as const) {
      await store.addToInbox(message(1), { kind, id })
      await note()
    }
    expect(versions).toEqual(versions.toSorted((a, b) => a - b))
    expect(new Set(versions).size).toBe(6)
    await store.addToInbox(message(2), { kind: 'reaction', id })
    await store.addToInbox(message(2), { kind: 'edit', id: id + 77 })
    expect(await store.inboxVersion()).toBe(versions.at(-1))
  })

  test('rules are kept under their hash', async () => {
    const { store } = subject
    await store.saveRules('abc', 'rules: []')
    await store.saveRules('abc', 'rules: []')
    expect(await store.savedRules('abc')).toBe('rules: []')
    expect(await store.savedRules('def')).toBeNull()
  })

  test('what could not be used is kept with what was wrong', async () => {
    const { store, bench } = subject
    await store.quarantine({
      cluster: 'asia',
      receivedAt: 5,
      problems: ['not JSON', 'too short'],
      body: '{"a',
      bytes: 3,
    })
    expect(
      await bench.run('SELECT cluster, received_at, problems, body, bytes FROM quarantine'),
    ).toMatchObject([
      { cluster: 'asia', received_at: 5, problems: '["not JSON","too short"]', body: '{"a', bytes: 3 },
    ])
  })

  test('what is past its time and finished leaves; what waits or died stays', async () => {
    const { store, bench } = subject
    const at = { receivedAt: 1_715_414_600_000 }
    const acceptances = ['done', 'dead', 'waiting'].map((lane) => anAcceptance(at, [aDelivery(lane)]))
    const mixed = anAcceptance(at, [aDelivery('done'), aDelivery('waiting')])
    const unrouted = anAcceptance(at, [])
    for (const each of [...acceptances, mixed, unrouted]) await store.accept(each)
    await store.quarantine({ cluster: 'default', receivedAt: 5, problems: [], body: '', bytes: 0 })
    for (let left = await store.claim(1, []); left.length > 0; left = await store.claim(1, [])) {
      for (const claim of left) {
        if (claim.lane !== 'waiting') await store.settle(outcome(claim, claim.lane === 'dead' ? DEAD : SENT))
      }
    }
    await bench.pass(10 * DAY_MS - 1)
    const seen = acceptances.length + 2
    expect(await store.prune(10)).toBe(seen)
    await bench.pass(1)
    const young = anAcceptance({ receivedAt: at.receivedAt + 10 * DAY_MS }, [])
    await store.accept(young)
    // The event of `done` with its delivery and attempt, the one without deliveries, the quarantined body.
    expect(await store.prune(10)).toBe(5)
    const left = (await store.events({})).events.map((row) => row.event.id)
    const kept = [acceptances[1], acceptances[2], mixed, young].map((each) => each?.event.id)
    expect(new Set(left)).toEqual(new Set(kept))
    expect(await store.prune(10)).toBe(0)
  })

  test('more than a batch of old rows leaves in one go', async () => {
    const { store, bench } = subject
    const many = Array.from({ length: 1_100 }, () => anAcceptance({ receivedAt: 0 }, []))
    await Promise.all(many.map((each) => store.accept(each)))
    await bench.pass(DAY_MS)
    expect(await store.prune(1)).toBe(2_200)
    expect(await store.events({})).toEqual({ events: [], next: null })
  })

  test('a closed store refuses, and what was asked before is answered', async () => {
    const { store, bench } = subject
    const last = store.accept(anAcceptance())
    await store.close()
    expect(await last).toBe('stored')
    await expect(store.accept(anAcceptance())).rejects.toThrow(StoreUnavailable)
    expect(bench.fatal).toEqual([])
    const again = await bench.open()
    expect((await claimOne(again)).tries).toBe(0)
  })
}
