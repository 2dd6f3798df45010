import { expect, onTestFinished, test, vi } from 'vitest'
import { createOutages } from '../../src/deliver/outages.ts'
import { systemClock } from '../../src/clock.ts'
import { DeliveryError, type Platform, type Reason } from '../../src/platforms/platform.ts'
import { aClaim } from '../support/a-claim.ts'

const failure = (reason: Reason, over = {}) => new DeliveryError({ reason, outcome: 'not-sent', ...over })
const claim = (delivery: string, account = 'slack') => aClaim({ delivery, account })

function watching(probe: (() => Promise<void>) | undefined) {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const platform: Platform = {
    name: 'slack',
    send: () => Promise.resolve({ channel: '', message: '' }),
    close: () => Promise.resolve(),
    ...(probe === undefined ? {} : { probe }),
  }
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  let opened = 0
  const outages = createOutages({
    platformOf: () => Promise.resolve(platform),
    clock: systemClock,
    log,
    random: () => 1,
    onOpen: () => void (opened += 1),
  })
  onTestFinished(outages.stop)
  return { outages, opened: () => opened }
}

test('an account whose token fails is shut, probed with growing waits, and open for one delivery once it answers', async () => {
  let probes = 0
  let works = false
  const { outages, opened } = watching(() => {
    probes += 1
    return works ? Promise.resolve() : Promise.reject(failure('bad-credentials'))
  })
  expect(outages.admits(claim('d-1'))).toBe(true)
  outages.ended(claim('d-1'), failure('bad-credentials'))
  // Those that were in flight with it change nothing.
  outages.ended(claim('d-2'), failure('bad-credentials'))
  expect(outages.shut()).toEqual(['slack'])
  expect([outages.admits(claim('d-3')), outages.admits(claim('d-3', 'discord'))]).toEqual([false, true])
  await vi.advanceTimersByTimeAsync(1_000 + 2_000 + 4_000)
  expect([probes, opened()]).toEqual([3, 0])
  works = true
  await vi.advanceTimersByTimeAsync(7_999)
  expect(probes).toBe(3)
  await vi.advanceTimersByTimeAsync(1)
  expect([probes, opened()]).toEqual([4, 1])
  expect(outages.shut()).toEqual([])
  expect([outages.admits(claim('d-4')), outages.admits(claim('d-5'))]).toEqual([true, false])
  expect(outages.shut()).toEqual(['slack'])
  outages.ended(claim('d-4'), null)
  expect(outages.shut()).toEqual([])
  expect([outages.admits(claim('d-5')), outages.admits(claim('d-6'))]).toEqual([true, true])
})

test('a token that answers its probe but may not post keeps its waits', async () => {
  const { outages, opened } = watching(() => Promise.resolve())
  outages.ended(claim('d-1'), failure('bad-credentials', { detail: 'missing_scope' }))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(outages.admits(claim('d-1'))).toBe(true)
  outages.ended(claim('d-1'), failure('bad-credentials', { detail: 'missing_scope' }))
  await vi.advanceTimersByTimeAsync(1_999)
  expect(opened()).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(opened()).toBe(2)
})

test('without a probe one delivery at a time is the probe', async () => {
  const { outages } = watching(undefined)
  outages.ended(claim('d-1'), failure('bad-credentials'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect([outages.admits(claim('d-1')), outages.admits(claim('d-2'))]).toEqual([true, false])
  // Given back unsent, it was no try.
  outages.returned(claim('d-1'))
  expect(outages.admits(claim('d-2'))).toBe(true)
  // It says nothing of the token.
  outages.ended(claim('d-2'), failure('timeout'))
  expect(outages.shut()).toEqual(['slack'])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(outages.admits(claim('d-2'))).toBe(true)
  // A refusal of the channel shows that the token is good.
  outages.ended(claim('d-2'), failure('not-in-channel'))
  expect([outages.admits(claim('d-3')), outages.admits(claim('d-4'))]).toEqual([true, true])
})

test('a probe that is told to wait waits', async () => {
  let probes = 0
  const { outages } = watching(() => {
    probes += 1
    return Promise.reject(failure('rate-limited', { retryAfterMs: 60_000 }))
  })
  outages.ended(claim('d-1'), failure('bad-credentials'))
  await vi.advanceTimersByTimeAsync(60_999)
  expect(probes).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(probes).toBe(2)
})
