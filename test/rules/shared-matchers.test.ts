import { array, assert, property } from 'fast-check'
import { expect, test } from 'vitest'
import { fieldsOf } from '../../src/rules/match/event-fields.ts'
import type { Matcher } from '../../src/rules/match/matcher.ts'
import type { ConditionText } from '../../src/rules/file/schema.ts'
import { newShared } from '../../src/rules/match/shared-matchers.ts'
import { anEvent } from '../support/an-event.ts'
import { aConditionText, conditionOf, eventsFor } from './a-condition.ts'

const said = (all: readonly Matcher[]): string[] => all.map(({ field, wanted }) => `${field} ${wanted}`)
const listsOf = (text: ConditionText): readonly (readonly Matcher[])[] => conditionOf(text) ?? []

test.each<ConditionText>([
  { tag: 'a' },
  { tag: ['a', 'b*', '/c/'], cause: '/heap|memory/' },
  { tag: { not: ['a', 'b'], present: true } },
  { duration: { over: '30m', under: 7_200_000 } },
])('what asks the same, is one list: %j', (text) => {
  const shared = newShared()
  const [first, second] = [listsOf(text), listsOf(text)].map(([all = []]) => shared(all))
  expect(second).toBe(first)
})

test('what asks the same beside something else, is one matcher', () => {
  const shared = newShared()
  const [[first], [, second]] = [{ tag: 'a' }, { cause: '/b/', tag: 'a' }].map((text) =>
    shared(listsOf(text)[0] ?? []),
  ) as [Matcher[], Matcher[]]
  expect(second).toBe(first)
})

const SEVEN = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

test.each<[ConditionText, ConditionText]>([
  [{ tag: 'a' }, { cause: 'a' }],
  [{ tag: 'a' }, { tag: { not: 'a' } }],
  [{ tag: 'a' }, { tag: 'A' }],
  [{ tag: 'a or b' }, { tag: ['a', 'b'] }],
  [{ tag: '""' }, { tag: '' }],
  [{ tag: [...SEVEN, 'h'] }, { tag: [...SEVEN, 'i'] }],
  [{ tag: [...SEVEN, 'h*'] }, { tag: [...SEVEN, 'i*'] }],
  [{ tag: [...SEVEN, '/h/'] }, { tag: [...SEVEN, '/i/'] }],
  [{ duration: { over: 10 } }, { duration: { under: 10 } }],
  [{ duration: { over: '1h' } }, { duration: { over: 3_600_000 } }],
  [{ tag: { not: 'a' } }, { tag: { not: 'a', present: true } }],
])('what asks or says something else, is another one: %j and %j', (one, other) => {
  const shared = newShared()
  const [[first], [second]] = [one, other].map((text) => shared(listsOf(text)[0] ?? [])) as [
    Matcher[],
    Matcher[],
  ]
  expect(second).not.toBe(first)
})

test('shared matchers say and decide what those in their place would', () => {
  assert(
    property(array(aConditionText, { minLength: 2, maxLength: 8 }), (texts) => {
      const shared = newShared()
      const readers = eventsFor(texts, 40).map((event) => fieldsOf(anEvent(event), new Map()))
      for (const all of texts.flatMap(listsOf)) {
        const instead = shared(all)
        expect(said(instead)).toEqual(said(all))
        const decided = (some: readonly Matcher[]) =>
          readers.map((fields) => some.map(({ field, test: holds }) => holds(fields(field))))
        expect(decided(instead)).toEqual(decided(all))
      }
    }),
  )
})
