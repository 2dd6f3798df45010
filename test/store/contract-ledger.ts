import { expect, test } from 'vitest'
import type { LedgerEntry, LedgerQuery } from '../../src/store/ledger-entry.ts'
import type { Store } from '../../src/store/store.ts'
import { aDelivery, anAcceptance, DEAD, later, outcome, SENT } from './an-acceptance.ts'
import type { Subject } from './contract.ts'
import { claimOne } from './harness.ts'

const DAY_MS = 86_400_000

/** All pages of it, by pages of one, two or more. */
async function allEntries(store: Store, query: LedgerQuery): Promise<LedgerEntry[]> {
  const found: LedgerEntry[] = []
  let page = await store.ledger(query)
  found.push(...page.entries)
  while (page.next !== null) {
    page = await store.ledger({ ...query, before: page.next })
    found.push(...page.entries)
  }
  return found
}

async function sendAll(store: Store): Promise<void> {
  for (;;) {
    const claims = await store.claim(99, [])
    if (claims.length === 0) return
    await Promise.all(claims.map((claim) => store.settle(outcome(claim, SENT))))
  }
}

export function ledgerContract(subject: Subject): void {
  test('what arrived stands in the ledger: who was told what, when, by which rule, and where', async () => {
    const { store, bench } = subject
    const route = { ...aDelivery('sales').route, rule: 'Failures', mentions: ['oncall'] }
    const { event } = anAcceptance()
    const acceptance = {
      ...anAcceptance({ project: 'sales_eu' }),
      deliveries: [aDelivery('sales', { route })],
    }
    await store.accept(acceptance)
    const claim = await claimOne(store)
    expect((await store.ledger({})).entries).toEqual([])
    await bench.pass(1_000)
    await store.settle(outcome(claim, SENT))
    const { entries, next } = await store.ledger({})
    const { id, cluster, job_id, job_type, job_state } = acceptance.event
    expect(id).not.toBe(event.id)
    expect(next).toBeNull()
    expect(entries).toEqual([
      {
        delivery: claim.delivery,
        event: id,
        at: claim.at + 1_000,
        cluster,
        project: 'sales_eu',
        job_id,
        job_type,
        job_state,
        channel: 'sales',
        platform: 'slack',
        place: '#sales',
        receipt: { channel: 'C1', message: '1715.000100' },
        mentions: ['oncall'],
        rules: 'abcdef123456',
        rule: 'Failures',
        kind: 'message',
      },
    ])
  })

  test('what fails or dies is not in the ledger; a success told twice or late is there once', async () => {
    const { store, bench } = subject
    await store.accept(anAcceptance({}, [aDelivery('a'), aDelivery('b')]))
    const [a, b] = await store.claim(9, [])
    if (a === undefined || b === undefined) throw new Error('two claims are needed')
    await store.settle(outcome(a, later()))
    await store.settle(outcome(b, DEAD))
    expect((await store.ledger({})).entries).toEqual([])
    await bench.pass(60_000)
    const again = await claimOne(store)
    await Promise.all([store.settle(outcome(again, SENT)), store.settle(outcome(again, SENT))])
    await store.settle(outcome(b, SENT))
    await store.settle(outcome(b, SENT))
    const channels = (await store.ledger({})).entries.map(({ channel }) => channel)
    expect(channels.toSorted()).toEqual(['a', 'b'])
  })

  test('the ledger is asked by project, channel and time, and comes in pages, newest first', async () => {
    const { store, bench } = subject
    const all: string[] = []
    for (let n = 0; n < 4; n += 1) {
      await store.accept(
        anAcceptance({ project: n % 2 === 0 ? 'Sales' : 'ops' }, [
          aDelivery('a'),
          aDelivery('b'),
          aDelivery('c'),
        ]),
      )
      await sendAll(store)
      all.unshift(...(await store.ledger({ limit: 3 })).entries.map(({ delivery }) => delivery))
      await bench.pass(1_000)
    }
    const ids = async (query: LedgerQuery) => (await allEntries(store, query)).map(({ delivery }) => delivery)
    expect(await ids({})).toEqual(all)
    for (const limit of [1, 2, 5]) expect(await ids({ limit })).toEqual(all)
    expect(await ids({ project: 'sales', limit: 2 })).toEqual([...all.slice(3, 6), ...all.slice(9)])
    expect((await allEntries(store, { channel: 'b' })).map(({ channel }) => channel)).toEqual(
      Array.from({ length: 4 }, () => 'b'),
    )
    const [third] = (await store.ledger({ limit: 4 })).entries.slice(3)
    expect(await ids({ since: third?.at ?? 0 })).toEqual(all.slice(0, 6))
    expect(await ids({ until: third?.at ?? 0 })).toEqual(all.slice(6))
  })

  test('the ledger outlives its events, and leaves after its own time', async () => {
    const { store, bench } = subject
    await store.accept(anAcceptance())
    await sendAll(store)
    await bench.pass(31 * DAY_MS)
    await store.prune(30)
    expect(await store.pruneLedger(400)).toBe(0)
    expect((await store.ledger({})).entries).toHaveLength(1)
    expect((await store.events({})).events).toEqual([])
    await bench.pass(370 * DAY_MS)
    expect(await store.pruneLedger(400)).toBe(1)
    expect((await store.ledger({})).entries).toEqual([])
  })
}
