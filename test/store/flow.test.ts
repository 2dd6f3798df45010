import { array, assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { admit, CALM_MS, type Flow } from '../../src/store/accept/flow.ts'

const limit = (count: number, perMs: number, key = '') => ({ key, count, perMs })

/** What is let through of arrivals at these times. */
function through(times: readonly number[], limits: readonly ReturnType<typeof limit>[], flow: Flow = {}) {
  let now = flow
  return times.filter((at) => {
    const { flow: next, foldsSince } = admit(now, limits, at)
    // As it is stored.
    now = JSON.parse(JSON.stringify(next)) as Flow
    return foldsSince === null
  })
}

test('the first ones go, what is beyond folds, and a storm does not refill with the next window', () => {
  const second = Array.from({ length: 500 }, (_, n) => 1_000_000 + 2 * n)
  expect(through(second, [limit(20, 60_000)])).toHaveLength(20)
  const calm = 1_000_000 + 998
  const after = [calm + 61_000, calm + 120_000, calm + CALM_MS - 1, calm + CALM_MS]
  expect(through([...second, ...after], [limit(20, 60_000)]).slice(20)).toEqual([calm + CALM_MS])
})

test('the tightest limit wins, and each storms by itself', () => {
  const times = [1, 2, 3, 4, 5].map((n) => n * 1_000)
  expect(through(times, [limit(10, 60_000), limit(2, 60_000, 'rule')])).toEqual([1_000, 2_000])
})

test('a limit that is written otherwise begins anew, and a clock set back holds nothing up', () => {
  const { flow } = admit({}, [limit(1, 60_000)], 1_000_000)
  expect(through([1_000_001], [limit(5, 60_000)], flow)).toEqual([1_000_001])
  expect(through([10_000], [limit(1, 60_000)], flow)).toEqual([10_000])
})

test('no window of any length holds more than its limit, and what is kept stays small', () => {
  assert(
    property(
      integer({ min: 1, max: 30 }),
      integer({ min: 100, max: 3_600_000 }),
      array(integer({ min: 0, max: 90_000 }), { maxLength: 300 }),
      (count, perMs, gaps) => {
        let at = 1_700_000_000_000
        let flow: Flow = {}
        const passed: number[] = []
        for (const gap of gaps) {
          at += gap
          const admitted = admit(flow, [limit(count, perMs, '__proto__')], at)
          flow = JSON.parse(JSON.stringify(admitted.flow)) as Flow
          if (admitted.foldsSince === null) passed.push(at)
        }
        for (const [index, end] of passed.entries()) {
          const within = passed.slice(0, index + 1).filter((one) => one > end - perMs)
          expect(within.length).toBeLessThanOrEqual(count)
        }
        expect(JSON.stringify(flow).length).toBeLessThan(4_000)
      },
    ),
  )
})
