import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCallback } from '../../src/receive/callback.ts'
import { eventText } from '../../src/receive/event-text.ts'
import { parseExact, stringifyExact } from '../../src/receive/json.ts'

const ARRIVAL = { id: 'e1', cluster: 'default', receivedAt: 1_715_414_600_000 }
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    '9223372036854775807',
    'password=hunter2',
    '"fields":0',
    '__proto__',
    12345678901234567890n,
  ),
)
const body = fc
  .record(
    {
      job_id: fc.oneof(fc.constant('j-1'), fc.constant(17)),
      project: fc.string({ minLength: 1 }),
      job_state: fc.constantFrom('ERROR', 'SUCCEED'),
      job_type: fc.constant('INDEX_BUILD'),
      err_code: value,
      segment_time_range: fc.constant([{ date_range_start: 1, date_range_end: 2 }]),
      tag: value,
      stacktrace: fc.string({ unit: 'binary' }),
      ['__proto__']: value,
    },
    { requiredKeys: ['job_id', 'project', 'job_state', 'job_type'] },
  )
  .map((fields) => stringifyExact(fields))

test('an event is written with what came, and says the same as if each field were written anew', () => {
  const law = fc.property(body, fc.constantFrom('', ' ', '\uFEFF'), (text, before) => {
    const parsed = parseCallback(Buffer.from(before + text), ARRIVAL)
    if (!('event' in parsed)) return
    expect(parseExact(eventText(parsed.event))).toEqual(parseExact(stringifyExact(parsed.event)))
  })
  fc.assert(law, { numRuns: 500 })
  const [sent, kept] = [`{"job_id":"j","project":"p","job_state":"ERROR","job_type":"X","n": 1}`, '"n": 1']
  const parsed = parseCallback(Buffer.from(sent), ARRIVAL)
  expect('event' in parsed && eventText(parsed.event)).toContain(kept)
})
