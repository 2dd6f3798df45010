import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'

/** Minutes of a day, the end not included; past midnight the end is above 1,440. */
export interface TimeSpan {
  readonly start: number
  readonly end: number
}

/** Days since 1970-01-01, both included. */
export interface DateSpan {
  readonly first: number
  readonly last: number
}

export const DAY_MINUTES = 1_440
export const DAY_MS = 86_400_000

const RANGE = /^(\d{1,2}):(\d{2}) ?- ?(\d{1,2}):(\d{2})$/

/** The ranges of `22:00-08:00`, `08:00-12:00, 13:00-17:00` or `all day`. */
export function parseTimes(text: string): readonly TimeSpan[] | Finding {
  if (text.trim().toLowerCase() === 'all day') return [{ start: 0, end: DAY_MINUTES }]
  const spans: TimeSpan[] = []
  for (const part of text.split(',')) {
    const span = spanOf(part.trim())
    if ('code' in span) return span
    spans.push(span)
  }
  return spans
}

function spanOf(text: string): TimeSpan | Finding {
  const found = RANGE.exec(text)
  if (found === null) return badRange(text)
  const [, fromHour, fromMinute, toHour, toMinute] = found
  const start = minutesOf(fromHour, fromMinute)
  const end = minutesOf(toHour, toMinute)
  if (start === null || end === null || start === DAY_MINUTES) {
    const help = 'times go from 00:00 to 23:59; a range may end at 24:00'
    return { code: 'bad-times', message: `${quoted(text)} holds a time that no day has`, help }
  }
  if (start === end) {
    const help =
      start === 0 ? 'for the whole day, write all day' : 'give it two different ends, or write all day'
    return { code: 'bad-times', message: `${quoted(text)} starts where it ends`, help }
  }
  return { start, end: end > start ? end : end + DAY_MINUTES }
}

function minutesOf(hour: string | undefined, minute: string | undefined): number | null {
  const minutes = Number(hour) * 60 + Number(minute)
  return Number(minute) < 60 && minutes <= DAY_MINUTES ? minutes : null
}

/** `9-17`, `9am - 5pm`, `09:00–17:00`, `09.00-17.00`, `0900-1700`. */
const LOOSE =
  /^(\d{1,2})(?:[:.：h]?(\d{2}))? ?([ap]m)?\s*(?:-|–|—|~|to|\.\.)\s*(\d{1,2})(?:[:.：h]?(\d{2}))? ?([ap]m)?$/i

function badRange(text: string): Finding {
  const [, fromHour, fromMinute, fromHalf, toHour, toMinute, toHalf] = LOOSE.exec(text) ?? []
  const help =
    fromHour === undefined
      ? 'write a range such as 22:00-08:00, or all day'
      : `write ${clock(fromHour, fromMinute, fromHalf)}-${clock(toHour, toMinute, toHalf)}`
  return { code: 'bad-times', message: `${quoted(text)} is not a range of times`, help }
}

function clock(hour = '', minute = '00', half = ''): string {
  const isHalf = half !== ''
  const hours = (isHalf ? Number(hour) % 12 : Number(hour)) + (half.toLowerCase() === 'pm' ? 12 : 0)
  return `${String(hours).padStart(2, '0')}:${minute}`
}

const DATE = String.raw`(\d{4})-(\d{2})-(\d{2})`
const DATES = new RegExp(`^${DATE}(?: ?\\.\\. ?${DATE})?$`)

/** The days of `2026-10-01` or `2026-10-01..2026-10-07`. */
export function parseDates(text: string): DateSpan | Finding {
  const found = DATES.exec(text.trim())
  if (found === null) return badDates(text)
  const first = dayOf(found[1], found[2], found[3])
  const last = found[4] === undefined ? first : dayOf(found[4], found[5], found[6])
  if (first === null || last === null) {
    const month = first === null ? found.slice(1, 3) : found.slice(4, 6)
    const message = `${quoted(text)} holds a day that no calendar has`
    return { code: 'bad-dates', message, help: monthText(Number(month[0]), Number(month[1])) }
  }
  if (last < first) {
    const [from, to] = text.split('..')
    const help = `write ${to?.trim() ?? ''}..${from?.trim() ?? ''}`
    return { code: 'bad-dates', message: `${quoted(text)} ends before it starts`, help }
  }
  return { first, last }
}

function dayOf(year: string | undefined, month: string | undefined, day: string | undefined): number | null {
  const iso = `${year}-${month}-${day}T00:00:00.000Z`
  const time = Date.parse(iso)
  // 2026-02-30 is read as the second of March.
  return Number.isNaN(time) || new Date(time).toISOString() !== iso ? null : time / DAY_MS
}

function monthText(year: number, month: number): string {
  if (month < 1 || month > 12) return 'dates are written year-month-day: 2026-10-01'
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return `${year}-${String(month).padStart(2, '0')} has ${days} days`
}

function badDates(text: string): Finding {
  const separators = text.trim().replaceAll(/(?<=\d)[/.](?=\d)/g, '-')
  const parts = separators.match(new RegExp(DATE, 'g')) ?? []
  const [first, last] = parts
  const otherwise = /^\d{1,2}[-/.]\d{1,2}$/.test(text.trim()) ? 'write the year too' : 'write 2026-10-01'
  const range = last === undefined ? first : `${first}..${last}`
  const help =
    first === undefined ? `${otherwise}, or a range such as 2026-10-01..2026-10-07` : `write ${range}`
  return { code: 'bad-dates', message: `${quoted(text)} is not a date`, help }
}
