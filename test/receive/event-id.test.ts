import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { newEventId } from '../../src/receive/event-id.ts'

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('ids sort as their times do, in 19 lower-case characters', () => {
  const time = fc.nat(2 ** 41)
  fc.assert(
    fc.property(time, time, random, random, (a, b, first, second) => {
      const [one, two] = [newEventId(a, () => first), newEventId(b, () => second)]
      expect(one).toMatch(/^[0-9a-v]{19}$/)
      expect(a === b || one < two === a < b).toBe(true)
    }),
  )
})

test('ids of one ms differ', () => {
  const ids = Array.from({ length: 10_000 }, () => newEventId(1_715_414_588_900, Math.random))
  expect(new Set(ids).size).toBe(ids.length)
})
