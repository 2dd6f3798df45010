import { once } from '../once.ts'
import { stringifyExact } from '../receive/json.ts'
import type { Moment } from './card.ts'
import { head } from './cut.ts'
import { agoText, dateText, durationText, FARTHEST } from './dates.ts'
import { MISSING, type TextLook } from './look.ts'

/** A filter: never throws, and shows `—` for a missing value and junk as it is. */
export type TextFilter = (value: unknown, look: TextLook, first?: unknown, second?: unknown) => string

/** Any value as one text: `—` when missing, a list by commas, an object as JSON. */
export function valueText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'object':
      if (value === null) return MISSING
      return Array.isArray(value) ? value.map((item) => valueText(item)).join(', ') : stringifyExact(value)
    case 'undefined':
    case 'function':
    case 'symbol':
      return MISSING
  }
}

/** The filters beside Liquid's own, and `json`, `truncate` in place of its own. */
export const FILTERS: Readonly<Record<string, TextFilter>> = {
  /** ms → `30m 34s`, `30 分 34 秒`. */
  duration: (value, look) => numeric(value, (ms) => durationText(ms, look.language)),
  /** ms since the epoch → `11 May 2024`, `2024年5月11日`. */
  day: (value, look) => numeric(value, (ms) => dateText(ms, 'day', look.timezone, look.language)),
  /** ms since the epoch → `11 May 2024, 16:03`. */
  time: (value, look) =>
    numeric(value, (ms) => noted('time', ms, dateText(ms, 'time', look.timezone, look.language), look)),
  /** ms since the epoch → `16:03:18`. */
  clock: (value, look) => numeric(value, (ms) => dateText(ms, 'second', look.timezone, look.language)),
  /** ms since the epoch → `5 minutes ago`. */
  ago: (value, look) => numeric(value, (ms) => noted('ago', ms, agoText(ms, look.now, look.language), look)),
  /** Bytes → `1.5 KB`, by 1024. */
  bytes: (value) => numeric(value, bytesText),
  /** `1,234,567`, exact beyond 2^53 too. */
  number: (value) =>
    typeof value === 'bigint' ? grouping().format(value) : numeric(value, (n) => grouping().format(n)),
  /** The first lines of a text (10), or with a negative number the last. */
  lines: (value, _look, count) => linesOf(valueText(value), typeof count === 'number' ? count : 10),
  /** The beginning of a text, at most so many UTF-16 units (50), ending with `…` where it was cut. */
  truncate: (value, _look, length, end) => {
    const text = valueText(value)
    const ending = typeof end === 'string' ? end : '…'
    const most = typeof length === 'number' ? length : 50
    return text.length <= most ? text : head(text, Math.max(0, most - ending.length)).trimEnd() + ending
  },
  /** JSON on one line, 64-bit integers exact. */
  json: (value) => (value === undefined ? MISSING : stringifyExact(value)),
}

/** Keeps which moment a text tells, so that a platform can tell it better. */
function noted(style: Moment['style'], at: number, text: string | null, look: TextLook): string | null {
  if (text !== null) look.moments?.push({ style, at, text })
  return text
}

/** The moment of a value as `date` takes it: ms since the epoch or `now`; null where it is none. */
export function momentOf(value: unknown, { now }: TextLook): number | null {
  if (value === 'now' || value === 'today') return now
  const ms = numberOf(value)
  return Math.abs(ms) <= FARTHEST ? ms : null
}

const grouping = once(() => new Intl.NumberFormat('en'))

function numeric(value: unknown, write: (number: number) => string | null): string {
  const number = numberOf(value)
  if (Number.isFinite(number)) return write(number) ?? MISSING
  return typeof value === 'string' && value !== '' ? value : MISSING
}

function numberOf(value: unknown): number {
  if (typeof value === 'string') return /^-?\d{1,19}$/.test(value) ? Number(value) : NaN
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : NaN
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

function bytesText(bytes: number): string {
  let size = bytes
  let unit = 0
  while (Math.abs(size) >= 1024 && unit < BYTE_UNITS.length - 1) {
    size /= 1024
    unit += 1
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${BYTE_UNITS[unit] ?? ''}`
}

function linesOf(text: string, count: number): string {
  if (count < 0) return text.split('\n').slice(count).join('\n')
  return text.split('\n', Math.trunc(count)).join('\n')
}
