import { describe, expect, test } from 'vitest'
import { findOut, type FindOutOptions } from '../../src/deliver/find-out.ts'
import type { Outcome } from '../../src/deliver/failed.ts'
import { DeliveryError, type Lookup, type Reason, type Receipt } from '../../src/platforms/platform.ts'
import type { Claim } from '../../src/store/claimed.ts'
import { aClaim } from '../support/a-claim.ts'

const RECEIPT: Receipt = { channel: 'C1', message: '1715.000100' }
const AT = 1_000_000
const inDoubt = (over: Partial<Claim> = {}) =>
  aClaim({ unknown: true, unknownSince: AT - 20_000, triedAt: AT - 20_000, at: AT, ...over })

async function finding(
  claim: Claim,
  find: Lookup['find'] | undefined,
  over: Partial<Omit<Lookup, 'find'>> & Partial<FindOutOptions> = {},
) {
  const warned: unknown[] = []
  const log = { debug() {}, info() {}, error() {}, warn: (...line: unknown[]) => void warned.push(line) }
  const composed = {
    card: null,
    message: { platform: 'slack', payload: {} },
    place: '#sales',
    note: '',
  } as const
  const lookup =
    find === undefined
      ? undefined
      : { sameWithinMs: 0, afterMs: 10_000, misses: 2, apartMs: 5_000, find, ...over }
  const found = await findOut(claim, composed, lookup, 1_000, {
    log,
    sent: (receipt, detail): Outcome => ({ result: { state: 'sent', receipt, detail } }),
    async failed({ reason, detail, outcome }) {
      return {
        result: { state: 'waiting', reason, detail, outcome, waitMs: 1_000, counted: true, plain: false },
      }
    },
    ...over,
  })
  return { found, warned }
}

const missing = () => Promise.resolve(null)
const failing = (reason: Reason) => () =>
  Promise.reject(new DeliveryError({ reason, outcome: 'not-sent', detail: 'said', help: 'do this' }))

test('where nobody can look, it is sent again and marked', async () => {
  expect((await finding(inDoubt(), undefined)).found).toEqual({ next: 'send', marked: true })
})

const doubtedFor = (ms: number) =>
  finding(inDoubt({ unknownSince: AT - ms }), missing, { sameWithinMs: 120_000, misses: 1, afterMs: 0 })

test('within the time in which a repeat is the same message it is sent again unmarked, later it is looked for', async () => {
  expect((await doubtedFor(119_999)).found).toEqual({ next: 'send', marked: false })
  expect((await doubtedFor(120_000)).found).toMatchObject({
    next: 'settle',
    outcome: { result: { outcome: 'not-sent', reason: 'not-found', waitMs: 0, look: { sure: true } } },
  })
})

test('it is not looked for before its time: after a crash the attempt may still be on its way', async () => {
  expect((await finding(inDoubt({ triedAt: AT - 400 }), missing)).found).toEqual({ next: 'rest', ms: 9_600 })
})

test('what is found is sent, by the receipt that was found', async () => {
  const { found } = await finding(inDoubt(), () => Promise.resolve(RECEIPT))
  expect(found).toMatchObject({
    outcome: { result: { state: 'sent', receipt: RECEIPT, detail: expect.stringContaining('found') } },
  })
})

test('it is surely not there after two misses, five seconds apart', async () => {
  const first = await finding(inDoubt({ misses: 0 }), missing)
  expect(first.found).toMatchObject({
    outcome: {
      result: {
        state: 'waiting',
        outcome: 'unknown',
        waitMs: 5_000,
        counted: false,
        look: { misses: 1, sure: false, triedAt: AT - 20_000 },
      },
    },
  })
  const second = await finding(inDoubt({ misses: 1 }), missing)
  expect(second.found).toMatchObject({
    outcome: { result: { state: 'waiting', outcome: 'not-sent', waitMs: 0, look: { sure: true } } },
  })
})

test('the platform is told what to look for, and between which times', async () => {
  let sought: unknown
  await finding(inDoubt({ unknownSince: AT - 90_000, placeId: 'C1' }), (what) => {
    sought = what
    return Promise.resolve(null)
  })
  expect(sought).toMatchObject({ delivery: 'test1-1', placeId: 'C1', since: AT - 90_000, until: AT - 20_000 })
})

describe('a look-up that fails', () => {
  test.each(['timeout', 'server-error', 'rate-limited', 'unexpected-answer', 'bad-credentials'] as const)(
    'by %s is made again, and neither its misses nor the time of the sending change',
    async (reason) => {
      const { found } = await finding(inDoubt({ misses: 1 }), failing(reason))
      expect(found).toMatchObject({
        next: 'settle',
        outcome: {
          result: {
            reason,
            outcome: 'unknown',
            detail: 'look-up: said',
            look: { misses: 1, triedAt: AT - 20_000 },
          },
        },
      })
    },
  )

  test.each(['forbidden', 'not-in-channel', 'no-such-place', 'malformed'] as const)(
    'for good, by %s, lets it be sent marked, and says what to do',
    async (reason) => {
      const { found, warned } = await finding(inDoubt(), failing(reason))
      expect(found).toEqual({ next: 'send', marked: true })
      expect(warned).toMatchObject([[expect.any(String), { reason, help: 'do this' }]])
    },
  )

  test('again and again lets its last try be a marked message', async () => {
    const dead: Outcome = {
      result: { state: 'dead', reason: 'server-error', detail: '', outcome: 'unknown', help: '' },
    }
    const { found } = await finding(inDoubt(), failing('server-error'), {
      failed: () => Promise.resolve(dead),
    })
    expect(found).toEqual({ next: 'send', marked: true })
  })
})
