import { describe, expect, test } from 'vitest'
import { eventOf } from './arrival.ts'
import { causeOf } from '../../src/receive/cause.ts'
import { stringifyExact } from '../../src/receive/json.ts'
import {
  coloured,
  consoleCases,
  submittedAfterLog,
  traceCases,
  withCarriageReturns,
  type TraceCase,
} from '../support/traces.ts'

function check({ trace, msg, errorCode, cause, excerpt }: TraceCase): void {
  const event = eventOf({ stacktrace: trace, msg, error_code: errorCode })
  expect(event.cause).toBe(cause)
  for (const part of excerpt) expect(event.excerpt).toContain(part)
  expect(event.excerpt.split('\n').length).toBeLessThanOrEqual(12)
}

describe('the cause and its surroundings', () => {
  test.each(traceCases())('of $name', check)
  test.each(traceCases(coloured))('of $name in colours', check)
  test.each(traceCases(withCarriageReturns))('of $name with \\r\\n', check)
})

describe('the cause at the end of a trace of 10 MB', () => {
  test.each(consoleCases((console) => submittedAfterLog(console, 10_000_000)))('of $name', (found) => {
    const { cause } = causeOf({ ...found, masked: false })
    expect(cause).toBe(found.cause)
  })

  test('is told in the event, whose trace is cut to what the store keeps', () => {
    const [found] = consoleCases((console) => submittedAfterLog(console, 10_000_000))
    const event = eventOf({ stacktrace: found?.trace, msg: found?.msg, error_code: found?.errorCode })
    expect(event.cause).toBe(found?.cause)
    expect(stringifyExact(event).length).toBeLessThan(300_000)
  })
})
