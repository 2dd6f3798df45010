import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/receive/event.ts'
import { sampleEvent } from '../../src/receive/sample-event.ts'

const NOW = 1_715_414_588_900

function eventOf(part: JsonObject) {
  const made = sampleEvent(part, NOW)
  if ('problems' in made) throw new Error(made.problems.map(({ message }) => message).join('\n'))
  return made.event
}

test('what a part leaves out takes sample values, and it comes in now', () => {
  expect(eventOf({})).toMatchObject({
    receivedAt: NOW,
    cluster: 'default',
    project: 'sample',
    job_type: 'INDEX_BUILD',
    job_state: 'ERROR',
    fields: { end_time: NOW },
  })
})

test('what Herald computes can be given, and wins over what it would find', () => {
  const event = eventOf({ cluster: 'prod', cause: 'out of room', rows: 5, msg: 'something else' })
  expect(event).toMatchObject({ cluster: 'prod', cause: 'out of room', rows: 5 })
  expect(event.fields).not.toHaveProperty('rows')
})

test('digits count as text where a text is wanted', () => {
  expect(eventOf({ cluster: 5 }).cluster).toBe('5')
})

test.each<[JsonObject, string]>([
  [{ rows: 'many' }, 'rows must be a number'],
  [{ cause: ['a'] }, 'cause must be a text'],
  [{ housekeeping: 'yes' }, 'housekeeping must be true or false'],
  [{ data_to: '2026-11-22' }, 'data_to must be a time in ms since the epoch'],
  [{ project: null }, "the callback's field project is missing, null or empty"],
])('%j is a problem', (part, message) => {
  expect(sampleEvent(part, NOW)).toMatchObject({ problems: [{ severity: 'error', message }] })
})

test('any part of a callback makes an event or problems, and a field keeps its value to the last digit', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 62n }),
      (part, id) => {
        const made = sampleEvent({ ...(part as JsonObject), tag: id }, NOW)
        expect('event' in made ? made.event.fields['tag'] === id : made.problems.length > 0).toBe(true)
      },
    ),
  )
})
