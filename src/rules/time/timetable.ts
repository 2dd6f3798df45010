import type { Path } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Hours } from './hours.ts'
import { DAY_NAMES, parseDays } from './hours-days.ts'
import type { HoursText } from './hours-shape.ts'
import { DAY_MINUTES, parseDates, parseTimes } from './hours-times.ts'
import type { DateSpan, TimeSpan } from './hours-times.ts'
import type { Source } from '../match/matcher.ts'
import { weekdayOf, zoneClock } from './zone-clock.ts'
import type { ZoneClock } from './zone-clock.ts'
import { nextReading } from './zone-moments.ts'
import { zoneFinding } from './zones.ts'

/** One mapping under a name of `hours:`. */
export interface Timetable {
  /** Without its zone: `22:00-08:00 daily`. */
  readonly text: string
  readonly clock: ZoneClock
  /** Whether it names days of the year. */
  readonly dated: boolean
  /** @param at ms since the epoch */
  readonly contains: (at: number) => boolean
  /** A later moment, before which `contains` does not change. @param at ms since the epoch */
  readonly nextTurn: (at: number) => number
  /** Days since 1970-01-01 on which a range of dates begins, and those after its last. */
  readonly turnDays: readonly number[]
}

/** Times on some days; what runs past midnight belongs to the day it starts on. */
interface Part {
  /** @param day days since 1970-01-01 */
  readonly covers: (day: number) => boolean
  readonly spans: readonly TimeSpan[]
  /** Of dates: the first day of each range, and the day after its last. */
  readonly turnDays: readonly number[]
}

type TimetableText = Exclude<HoursText, readonly unknown[]>
type FindHours = (name: string, path: Path) => Hours | undefined

/** Compiles one mapping; mistakes are reported. @param find the hours an `except` names */
export function compileTimetable(
  table: TimetableText,
  path: Path,
  fileZone: string,
  source: Source,
  find: FindHours,
): Timetable {
  const { dates, timezone, except, ...days } = table
  const clock = zoneClock(zoneOf(timezone, fileZone, [...path, 'timezone'], source))
  const texts: string[] = []
  const parts =
    dates === undefined ? weekly(days, path, texts, source) : dated(dates, days, path, texts, source)
  if (texts.length === 0 && source.isSound(path)) {
    const help = 'write daily: all day for every hour of the week'
    source.report(path, { code: 'empty-value', message: 'these hours name no day', help })
  }
  const names = listOf(except ?? [])
  const taken = names.flatMap((name, index) => {
    const hours = find(name, typeof except === 'string' ? [...path, 'except'] : [...path, 'except', index])
    return hours === undefined ? [] : [hours]
  })
  const without = names.length === 0 ? '' : ` except ${names.join(', ')}`
  const minutes = turnMinutes(parts)
  return {
    text: `${texts.join(', ')}${without}`,
    clock,
    dated: dates !== undefined,
    contains: (at) => holds(parts, clock.wallMinutes(at)) && !taken.some((hours) => hours.contains(at)),
    nextTurn: (at) =>
      taken.reduce((next, hours) => Math.min(next, hours.nextTurn(at)), nextReading(clock, minutes, at)),
    turnDays: [...new Set([...parts, ...taken].flatMap(({ turnDays }) => turnDays))],
  }
}

/** Minutes of the day at which something may begin or end; midnight, because the day changes, among them. Ascending. */
function turnMinutes(parts: readonly Part[]): number[] {
  const all = parts.flatMap(({ spans }) => spans.flatMap(({ start, end }) => [start, end % DAY_MINUTES]))
  return [...new Set([0, ...all])].sort((a, b) => a - b)
}

function holds(parts: readonly Part[], wallMinutes: number): boolean {
  const day = Math.floor(wallMinutes / DAY_MINUTES)
  const minute = wallMinutes - day * DAY_MINUTES
  return parts.some(
    ({ covers, spans }) =>
      (spans.some(({ start, end }) => minute >= start && minute < end) && covers(day)) ||
      (spans.some(({ end }) => minute + DAY_MINUTES < end) && covers(day - 1)),
  )
}

function zoneOf(own: string | undefined, fileZone: string, path: Path, source: Source): string {
  const wrong = own === undefined ? undefined : zoneFinding(own)
  if (wrong !== undefined) source.report(path, wrong)
  return own === undefined || wrong !== undefined ? fileZone : own
}

type DaysText = Readonly<Record<string, string | string[] | undefined>>

function weekly(days: DaysText, path: Path, texts: string[], source: Source): Part[] {
  const first = new Map<number, string>()
  return Object.entries(days).flatMap(([key, text]) => {
    if (text === undefined) return []
    const at = [...path, key]
    texts.push(`${listOf(text).join(', ')} ${key}`)
    const found = parseDays(key)
    if ('code' in found) {
      source.report(at, found, 'key')
      return []
    }
    const twice = [...found].find((day) => first.has(day))
    if (twice !== undefined) {
      const message = `${quoted(key)} and ${quoted(first.get(twice) ?? '')} both say what holds on ${DAY_NAMES[twice]}`
      const help = 'several ranges of one day make a list; either of two mappings too: [{ … }, { … }]'
      source.report(at, { code: 'double-day', message, help }, 'key')
    }
    for (const day of found) first.set(day, key)
    return [{ covers: (day) => found.has(weekdayOf(day)), spans: spansOf(text, at, source), turnDays: [] }]
  })
}

function dated(
  dates: string | string[],
  { daily, ...others }: DaysText,
  path: Path,
  texts: string[],
  source: Source,
): Part[] {
  texts.push(`${daily === undefined ? '' : `${listOf(daily).join(', ')} on `}${listed(listOf(dates))}`)
  for (const [key, text] of Object.entries(others)) {
    if (text === undefined) continue
    const days = parseDays(key)
    const help = `put them in a list, which means either: [{ ${key}: … }, { dates: … }]`
    const mixed = { code: 'mixed-days', message: `dates and ${quoted(key)} stand in one mapping`, help }
    source.report([...path, key], 'code' in days ? days : mixed, 'key')
  }
  const found = listOf(dates).flatMap((text, index): DateSpan[] => {
    const span = parseDates(text)
    if (!('code' in span)) return [span]
    source.report(typeof dates === 'string' ? [...path, 'dates'] : [...path, 'dates', index], span)
    return []
  })
  const spans = spansOf(daily ?? 'all day', [...path, 'daily'], source)
  const covers = (day: number): boolean => found.some(({ first, last }) => day >= first && day <= last)
  return [{ covers, spans, turnDays: found.flatMap(({ first, last }) => [first, last + 1]) }]
}

function spansOf(text: string | string[], path: Path, source: Source): TimeSpan[] {
  return listOf(text).flatMap((item, index) => {
    const spans = parseTimes(item)
    if (!('code' in spans)) return spans
    source.report(typeof text === 'string' ? path : [...path, index], spans)
    return []
  })
}

const LISTED = 6

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, LISTED).join(', ')
  return texts.length > LISTED ? `${shown} and ${texts.length - LISTED} more` : shown
}

function listOf(text: string | readonly string[]): readonly string[] {
  return typeof text === 'string' ? [text] : text
}
