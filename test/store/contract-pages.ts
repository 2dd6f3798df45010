import { expect, test } from 'vitest'
import { allEvents } from './all-events.ts'
import { anAcceptance } from './an-acceptance.ts'
import type { Subject } from './contract.ts'

const idsOf = (rows: readonly { readonly event: { readonly id: string } }[]) =>
  rows.map((row) => row.event.id)

export function pagesContract(subject: Subject): void {
  test('events lie from a moment on and before another', async () => {
    const { store } = subject
    const all = [1_000, 2_000, 3_000].map((receivedAt) => anAcceptance({ receivedAt }))
    for (const each of all) await store.accept(each)
    const ids = all.map((each) => each.event.id)
    expect(idsOf((await store.events({ since: 1_000, until: 3_000 })).events)).toEqual([ids[1], ids[0]])
    expect(idsOf((await store.events({ since: 1_001, until: 3_001 })).events)).toEqual([ids[2], ids[1]])
  })

  test('page by page every event comes once, newest first, several of one millisecond too', async () => {
    const { store } = subject
    const all = Array.from({ length: 25 }, (_, n) => anAcceptance({ receivedAt: 1_000 + Math.floor(n / 7) }))
    await Promise.all(all.map((each) => store.accept(each)))
    const newestFirst = idsOf(all).toReversed()
    expect(idsOf(await allEvents(store, { limit: 4 }))).toEqual(newestFirst)
    expect(idsOf(await allEvents(store, { limit: 1, until: 1_003, since: 1_001 }))).toEqual(
      newestFirst.slice(4, 18),
    )
    const first = await store.events({ limit: 20 })
    await store.accept(anAcceptance({ receivedAt: 9_000 }))
    const second = await store.events({ before: first.next ?? { at: 0, id: '' } })
    expect(idsOf([...first.events, ...second.events])).toEqual(newestFirst)
    expect(second.next).toBeNull()
  })

  test('a page looks at no more than 1,000 events and says where to go on', async () => {
    const { store } = subject
    const rare = anAcceptance({ receivedAt: 1, project: 'rare' }, [])
    const many = Array.from({ length: 1_500 }, () => anAcceptance({ receivedAt: 2 }, []))
    await Promise.all([rare, ...many].map((each) => store.accept(each)))
    const first = await store.events({ project: 'rare' })
    expect(first).toMatchObject({ events: [], next: { at: 2 } })
    expect(idsOf(await allEvents(store, { project: 'rare' }))).toEqual([rare.event.id])
    expect((await store.events({ limit: 5_000 })).events).toHaveLength(100)
  })

  test('a page ends where it holds enough text, and no event is left out', async () => {
    const { store } = subject
    const text = 'x'.repeat(500_000)
    const all = Array.from({ length: 25 }, (_, n) => anAcceptance({ receivedAt: n, text }, []))
    await Promise.all(all.map((each) => store.accept(each)))
    const { events, next } = await store.events({})
    expect(events.length).toBeLessThan(20)
    expect(next).toEqual({ at: events.at(-1)?.event.receivedAt, id: events.at(-1)?.event.id })
    expect(idsOf(await allEvents(store))).toEqual(idsOf(all).toReversed())
  })

  test("of a team's file the last good text is kept, and which broken one was told", async () => {
    const { store } = subject
    expect(await store.teamFiles()).toEqual([])
    await store.toldTeamFile('ops', 'abc')
    await store.keepTeamFile('sales', 'rules: []')
    await store.toldTeamFile('sales', 'def')
    expect(await store.teamFiles()).toEqual([
      { team: 'ops', text: null, told: 'abc' },
      { team: 'sales', text: 'rules: []', told: 'def' },
    ])
    await store.keepTeamFile('sales', 'rules: [] # 好')
    await store.close()
    const again = await subject.bench.open()
    expect(await again.teamFiles()).toEqual([
      { team: 'ops', text: null, told: 'abc' },
      { team: 'sales', text: 'rules: [] # 好', told: null },
    ])
  })
}
