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

test.each([
  ['5 per 1h, one in 6 minutes', limit(5, 3_600_000), 360_000, 100],
  ['5 per 1h, one in 11 minutes', limit(5, 3_600_000), 660_000, 100],
  ['20 per 1d, one in 30 minutes', limit(20, 86_400_000), 1_800_000, 200],
])('a window longer than the calm after a storm: few storms, and each lasts (%s)', (_, long, gap, count) => {
  const times = Array.from({ length: count }, (__, n) => 1_000_000 + n * gap)
  let flow: Flow = {}
  let storms = 0
  let before: number | null = null
  for (const at of times) {
    const { flow: next, foldsSince } = admit(flow, [long], at)
    flow = JSON.parse(JSON.stringify(next)) as Flow
    if (foldsSince !== null && (before === null || at - before >= CALM_MS)) storms += 1
    before = foldsSince ?? before
  }
  expect(storms).toBeGreaterThan(0)
  expect(storms).toBeLessThanOrEqual(Math.ceil((2 * count * gap) / long.perMs / long.count) + 1)
})

test('a storm of a long window ends once half of its limit is free again', () => {
  const burst = Array.from({ length: 25 }, (_, n) => 1_000_000 + n)
  const day = 86_400_000
  const later = [1_000_000 + day / 2, 1_000_000 + day + day / 60 + 1]
  expect(through([...burst, ...later], [limit(20, day)]).slice(20)).toEqual([later[1]])
})

test('a limit that is raised frees the channel, by the calm after a storm at the latest', () => {
  const day = 86_400_000
  let { flow } = admit({}, [limit(1, day)], 1_000_000)
  ;({ flow } = admit(flow, [limit(1, day)], 1_000_001))
  const raised = [limit(1_000, day)]
  const { flow: next, foldsSince } = admit(flow, raised, 2_000_000)
  expect(foldsSince).toBe(2_000_000)
  expect(through([2_000_000 + CALM_MS], raised, next)).toHaveLength(1)
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
