import type { Log } from '../log.ts'

type Line = Log['warn']

/** Lines of one message in one period; more of them help nobody and fill the disk that the store needs. */
const MOST_LINES = 20
const PERIOD_MS = 60_000

/**
 * Passes on at most 20 lines a minute of each message, which must be constant texts. What is left out is counted,
 * and told at the end of the minute.
 */
export function fewLines(write: Line, most = MOST_LINES, periodMs = PERIOD_MS): Line {
  const periods = new Map<string, { lines: number }>()

  function begin(message: string): { lines: number } {
    const period = { lines: 0 }
    periods.set(message, period)
    const end = (): void => {
      periods.delete(message)
      const leftOut = period.lines - most
      if (leftOut > 0) write('log lines left out', { of: message, leftOut, periodMs })
    }
    // A process that ends does not wait to tell it.
    setTimeout(end, periodMs).unref()
    return period
  }

  return (message, fields) => {
    const period = periods.get(message) ?? begin(message)
    period.lines += 1
    if (period.lines <= most) write(message, fields)
  }
}
