import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { deliveriesOf } from '../../src/deliver/promise.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { openLocalStore } from '../../src/store/core/local-store.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import type { Claim } from '../../src/store/claimed.ts'
import type { Store } from '../../src/store/store.ts'
import { anAcceptance, later, outcome, SENT } from '../store/an-acceptance.ts'
import { bench, type Bench } from '../store/harness.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** Evenings before the clocks change in Berlin, in spring and in autumn, and one before a plain night. */
const EVENINGS = [Date.UTC(2024, 2, 30, 18), Date.UTC(2024, 9, 26, 18), Date.UTC(2024, 5, 1, 18)]
const PROJECTS = ['hourly', 'daily', 'quiet', 'lost'] as const

/** The same rules as they may be changed while messages wait. */
const RULES = ['1h', '25m'].map((every) =>
  rulesOf(`version: 1
timezone: Europe/Berlin
channels: { sales: { to: "slack:#sales", pace: none, limit: none } }
hours: { nights: { daily: 22:00-07:15 } }
rules:
  - { name: hourly, when: { project: hourly }, send: sales, digest: ${every} }
  - { name: daily, when: { project: daily }, send: sales, digest: daily 02:30 }
  - { name: quiet, when: { project: quiet }, send: sales, quiet: nights }
  - { name: lost, when: { project: lost }, send: sales, quiet: { hours: nights, then: drop } }
unmatched: drop
`),
)

function rulesOf(text: string): Rules {
  const { rules, problems } = loadRules(text, 'rules.yaml')
  if (rules === null) throw new Error(problems.map(({ message }) => message).join('; '))
  return rules
}

/** A bridge's store and rules in a time that the test lets pass. */
async function aNight(start: number) {
  const time = { wall: start, mono: 0 }
  const clock = { now: () => time.wall, elapsed: () => time.mono }
  const database: Bench = bench(({ file, now, owner, onFatal }) =>
    openLocalStore({ engine: openSqlite({ file, now }), owner, clock, onFatal }),
  )
  await database.run(`UPDATE test_clock SET ms = ${start}`)
  let store: Store = await database.open()
  let rules = RULES[0]
  let fails = false
  const told: Claim[] = []
  const accepted: string[] = []
  let moved = 0

  async function send(): Promise<void> {
    for (;;) {
      const claims = await store.claim(10, [])
      if (claims.length === 0) return
      for (const claim of claims) {
        const { kind, digest } = claim
        const shows = digest === null ? {} : { shows: { digest: digest.tally.count } }
        if (fails) {
          fails = false
          await store.settle(outcome(claim, later({ waitMs: MINUTE_MS })))
          continue
        }
        told.push(claim)
        await store.settle(outcome(claim, SENT, kind === 'digest' ? shows : {}))
      }
    }
  }
  const night = {
    told,
    accepted,
    rows: database.run,
    async accept(project: string): Promise<void> {
      const { event } = anAcceptance({ project, receivedAt: time.wall, end_time: (moved += 1) })
      if (rules === undefined) return
      const decision = rules.match(event)
      const deliveries = deliveriesOf(decision, event, rules, false)
      await store.accept({ ...anAcceptance(), event, trace: decision.trace, deliveries })
      accepted.push(event.id)
      await send()
    },
    async pass(ms: number): Promise<void> {
      const end = time.mono + ms
      for (;;) {
        await send()
        const due = await store.nextDueMs()
        const step = Math.min(due ?? Infinity, end - time.mono)
        if (end <= time.mono) return
        await database.pass(step)
        time.wall += step
        time.mono += step
      }
    },
    /** Somebody sets the machine's clock. */
    async jump(ms: number): Promise<void> {
      await database.pass(ms)
      time.wall += ms
      await send()
    },
    async restart(): Promise<void> {
      await store.close()
      store = await database.open()
      await send()
    },
    reload(which: number): void {
      rules = RULES[which]
    },
    fail(): void {
      fails = true
    },
    close: database.close,
  }
  return night
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ accept: fc.constantFrom(...PROJECTS) }) },
  { weight: 4, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 5 * HOUR_MS }) }) },
  { weight: 1, arbitrary: fc.record({ jump: fc.integer({ min: -3 * HOUR_MS, max: 3 * HOUR_MS }) }) },
  { weight: 1, arbitrary: fc.constant({ restart: true }) },
  { weight: 1, arbitrary: fc.record({ reload: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.constant({ fail: true }) },
)

/** The morning comes twice. */
const SET_BACK = [
  { pass: 4 * HOUR_MS },
  { accept: 'quiet' as const },
  { pass: 8 * HOUR_MS },
  { jump: -3 * HOUR_MS },
  { accept: 'quiet' as const },
]

test('what waits for a clock or for the morning is told once and not before, over restarts, new rules, changed and set clocks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...EVENINGS),
      fc.array(step, { maxLength: 30 }),
      async (start, steps) => {
        const night = await aNight(start)
        try {
          for (const one of steps) {
            if ('accept' in one) await night.accept(one.accept)
            else if ('pass' in one) await night.pass(one.pass)
            else if ('jump' in one) await night.jump(one.jump)
            else if ('reload' in one) night.reload(one.reload)
            else if ('restart' in one) await night.restart()
            else night.fail()
          }
          await night.pass(50 * HOUR_MS)
          expect(
            await night.rows(`SELECT * FROM delivery WHERE state NOT IN ('sent', 'folded', 'silenced')`),
          ).toEqual([])
          const silent = await night.rows(`SELECT event_id FROM delivery WHERE state = 'silenced'`)
          const members =
            await night.rows(`SELECT d.event_id FROM delivery d JOIN delivery r ON r.id = d.digest
          WHERE d.kind = 'message' AND d.digest <> d.id AND r.state = 'sent' AND r.kind = 'digest'`)
          const alone = night.told.filter(({ kind }) => kind === 'message').map(({ event }) => event.id)
          const ids = [...[...silent, ...members].map((row) => String(row['event_id'])), ...alone]
          expect(ids.toSorted()).toEqual(night.accepted.toSorted())
          const digests = night.told.filter(({ kind }) => kind === 'digest')
          expect(digests.reduce((sum, { digest }) => sum + (digest?.tally.count ?? 0), 0)).toBe(
            members.length,
          )
          expect(new Set(digests.map(({ delivery }) => delivery)).size).toBe(digests.length)
          const due = new Map(
            (await night.rows('SELECT id, at FROM digest')).map(({ id, at }) => [Number(id), Number(at)]),
          )
          for (const { at, digest } of digests)
            expect(at).toBeGreaterThanOrEqual(due.get(digest?.id ?? 0) ?? Infinity)
        } finally {
          await night.close()
        }
      },
    ),
    { numRuns: 40, examples: [[EVENINGS[2] ?? 0, SET_BACK]] },
  )
})

test.each([
  ['spring', EVENINGS[0], ['2024-03-31T01:00', '2024-04-01T00:30']],
  ['autumn', EVENINGS[1], ['2024-10-27T00:30', '2024-10-28T01:30']],
])(
  'a daily digest at 02:30 comes once on each day, also in %s when the clocks change',
  async (_, start, wanted) => {
    const night = await aNight(start ?? 0)
    for (let hour = 0; hour < 36; hour += 1) {
      await night.accept('daily')
      await night.pass(HOUR_MS)
    }
    await night.pass(24 * HOUR_MS)
    const at = night.told.map((claim) => new Date(claim.at).toISOString().slice(0, 16))
    expect(at.slice(0, 2)).toEqual(wanted)
    await night.close()
  },
)
