import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { retryAfterMs } from '../../src/platforms/retry-after.ts'

const DAY_MS = 24 * 3_600_000

test('any number of ms, written as seconds, comes back to the ms', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: DAY_MS }), (ms) => {
      expect(retryAfterMs(new Headers({ 'retry-after': String(ms / 1000) }))).toBe(ms)
    }),
    // 2.007 * 1000 is 2007.0000000000002.
    { examples: [[2007]] },
  )
})

test('a date counts from the answer’s own date, whatever our clock says', () => {
  const wholeSeconds = fc.integer({ min: 0, max: 4_000_000_000 })
  fc.assert(
    fc.property(wholeSeconds, fc.integer({ min: 1, max: 86_400 }), (now, wait) => {
      const headers = new Headers({
        date: new Date(now * 1000).toUTCString(),
        'retry-after': new Date((now + wait) * 1000).toUTCString(),
      })
      expect(retryAfterMs(headers)).toBe(wait * 1000)
    }),
  )
})

test('whatever it says, the wait is none or 1 ms to 24 h', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.double().map(String), fc.date().map(String), fc.stringMatching(/^[ -~]*$/)),
      (written) => {
        const wait = retryAfterMs(new Headers({ 'retry-after': written }))
        if (wait === undefined) return
        expect(Number.isInteger(wait)).toBe(true)
        expect(wait).toBeGreaterThanOrEqual(1)
        expect(wait).toBeLessThanOrEqual(DAY_MS)
      },
    ),
  )
})
