import type { AnswerHeaders } from './answer-headers.ts'

/** No longer than a delivery may wait at all, ms. */
const LONGEST_MS = 24 * 3_600_000

/**
 * How long an answer's Retry-After asks to wait, ms; undefined where it says nothing of use. Seconds may have a
 * fraction; a date counts from the answer's own Date, so that no clock of ours takes part.
 */
export function retryAfterMs(headers: Pick<AnswerHeaders, 'get'>): number | undefined {
  const written = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(written)) return secondsToMs(Number(written))
  const wait = Date.parse(written) - Date.parse(headers.get('date') ?? '')
  return Number.isNaN(wait) ? undefined : secondsToMs(wait / 1000)
}

/** Whole ms, rounded up; undefined for zero and less, which would be a hot loop. */
export function secondsToMs(seconds: number): number | undefined {
  // 2.007 s is 2007.0000000000002 ms in binary: rounding to µs first keeps it 2007.
  const ms = Math.ceil(Math.round(seconds * 1e6) / 1e3)
  return ms > 0 ? Math.min(ms, LONGEST_MS) : undefined
}
