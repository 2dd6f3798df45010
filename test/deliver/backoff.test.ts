import { expect, test } from 'vitest'
import { backoffMs, type Circumstances, MOST_STRIKES, nextAttempt } from '../../src/deliver/backoff.ts'
import { DeliveryError, REASONS, REMEDY } from '../../src/platforms/platform.ts'
import { aClaim } from '../support/a-claim.ts'

const HOUR = 3_600_000
const at = (over: Partial<Circumstances> = {}): Circumstances => ({
  now: 10_000_000,
  accountHealthy: false,
  retryMs: 24 * HOUR,
  lookAfterMs: 0,
  random: 1,
  ...over,
})
const error = (
  reason: (typeof REASONS)[number],
  over: Partial<ConstructorParameters<typeof DeliveryError>[0]> = {},
) => new DeliveryError({ reason, outcome: 'not-sent', ...over })

test('the wait doubles from one second to five minutes', () => {
  expect([0, 1, 2, 3, 8, 9, 1000].map((tries) => backoffMs(tries, 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000,
  ])
  expect(backoffMs(3, 0)).toBe(4_000)
})

test('Retry-After is obeyed to the millisecond and is no strike', () => {
  const limited = error('rate-limited', { retryAfterMs: 1_234 })
  expect(nextAttempt(limited, aClaim({ strikes: 5 }), at({ accountHealthy: true }))).toEqual({
    result: expect.objectContaining({ state: 'waiting', waitMs: 1_234, counted: false }),
  })
})

test('what may have been posted waits until it can be looked for', () => {
  const unknown = error('connection-lost', { outcome: 'unknown' })
  const wait = (lookAfterMs: number, failure = unknown) =>
    nextAttempt(failure, aClaim(), at({ lookAfterMs })).result
  expect(wait(10_000)).toMatchObject({ waitMs: 10_000 })
  expect(wait(10_000, error('connection-lost'))).toMatchObject({ waitMs: 1_000 })
  expect(wait(0)).toMatchObject({ waitMs: 1_000 })
})

test('a limit of the whole account pauses the account', () => {
  const limited = error('rate-limited', { retryAfterMs: 700, accountWide: true })
  expect(nextAttempt(limited, aClaim(), at()).pauseAccountMs).toBe(700)
})

test('a failure that only this delivery has is dead after six strikes', () => {
  const verdicts = Array.from({ length: MOST_STRIKES }, (_, strikes) =>
    nextAttempt(error('server-error'), aClaim({ strikes, tries: strikes }), at({ accountHealthy: true })),
  )
  expect(verdicts.map(({ result }) => result.state)).toEqual([
    'waiting',
    'waiting',
    'waiting',
    'waiting',
    'waiting',
    'dead',
  ])
})

test('while the account fails as a whole nothing counts, until RETRY_HOURS are over', () => {
  const claim = aClaim({ strikes: 5, tries: 5_000, firstTriedAt: 10_000_000 })
  const fails = (now: number) => nextAttempt(error('unreachable'), claim, at({ now })).result
  expect(fails(10_000_000 + 24 * HOUR)).toMatchObject({ state: 'waiting', counted: false })
  expect(fails(10_000_000 + 24 * HOUR + 1)).toMatchObject({ state: 'dead' })
})

test('a refused form is sent once more as plain text, then dead', () => {
  expect(nextAttempt(error('malformed'), aClaim(), at()).result).toMatchObject({
    state: 'waiting',
    plain: true,
    waitMs: 0,
  })
  expect(nextAttempt(error('malformed'), aClaim({ plain: true }), at()).result.state).toBe('dead')
})

test('what a platform fails on four times while it takes others goes as plain text', () => {
  const healthy = at({ accountHealthy: true })
  const verdicts = [2, 3, 4].map((strikes) =>
    nextAttempt(error('server-error'), aClaim({ strikes, tries: 9 }), healthy),
  )
  expect(verdicts.map(({ result }) => result)).toMatchObject([
    { plain: false },
    { plain: true },
    { plain: true },
  ])
})

test('an outage changes no message to plain text, unless nothing tells for ten minutes whether it is one', () => {
  const claim = aClaim({ tries: 40, firstTriedAt: 10_000_000 })
  const verdicts = (['server-error', 'unreachable'] as const).flatMap((reason) =>
    [599_999, 600_000].map((ms) => nextAttempt(error(reason), claim, at({ now: 10_000_000 + ms }))),
  )
  expect(verdicts.map(({ result }) => 'plain' in result && result.plain)).toEqual([false, true, false, false])
})

test('a revoked token keeps the delivery, which goes as soon as the account works', () => {
  const verdict = nextAttempt(error('bad-credentials'), aClaim({ tries: 3 }), at())
  expect(verdict).toMatchObject({ result: { state: 'waiting', waitMs: 1_000, counted: false } })
  expect(verdict.pauseAccountMs).toBeUndefined()
})

test('a channel that does not exist makes a dead letter that says what to do', () => {
  const gone = error('no-such-place', { help: 'Create #sales.' })
  expect(nextAttempt(gone, aClaim(), at()).result).toMatchObject({ state: 'dead', help: 'Create #sales.' })
})

test('a missing secret keeps the backlog; an account that left the rules makes dead letters', () => {
  const missing = nextAttempt(error('not-configured'), aClaim(), at())
  expect(missing).toMatchObject({ result: { state: 'waiting', waitMs: 1_000, counted: false } })
  const gone = nextAttempt(error('no-such-account', { help: 'replay --reroute' }), aClaim(), at())
  expect(gone).toMatchObject({ result: { state: 'dead', help: 'replay --reroute' } })
  expect(gone.pauseAccountMs).toBeUndefined()
})

test.each(REASONS)('%s has a remedy and never throws away what may have been sent', (reason) => {
  expect(REMEDY[reason]).toBeDefined()
  const { result } = nextAttempt(error(reason, { outcome: 'unknown' }), aClaim(), at())
  expect(result).toMatchObject({ reason, outcome: 'unknown' })
})
