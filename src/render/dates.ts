import { once } from '../once.ts'
import type { Language } from '../rules/rules.ts'
import { MISSING } from './look.ts'

const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const
const KINDS = {
  day: { dateStyle: 'medium' },
  time: { dateStyle: 'medium', timeStyle: 'short' },
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  stamp: { dateStyle: 'short', timeStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** A formatter costs about 30 µs to make; zones come from the rules, so there are few. */
const formats = new Map<string, Intl.DateTimeFormat>()
const agos = {
  en: once(() => new Intl.RelativeTimeFormat('en-GB')),
  zh: once(() => new Intl.RelativeTimeFormat('zh-CN')),
}

/** The farthest a JavaScript date reaches, ms from the epoch. */
export const FARTHEST = 8_640_000_000_000_000

/**
 * A point in time as a day, a day with its time, or a time alone, in a zone and a language; null when it is no date.
 */
export function dateText(
  ms: number,
  kind: keyof typeof KINDS,
  timezone: string,
  language: Language,
): string | null {
  return Math.abs(ms) <= FARTHEST ? formatOf(kind, timezone, language).format(ms) : null
}

/** A point in time that sorts, `2024-05-11 16:03:18`, in a zone; `—` when it is no date. */
export function stampText(ms: number, timezone: string): string {
  if (Math.abs(ms) > FARTHEST || Number.isNaN(ms)) return MISSING
  return formatOf('stamp', timezone, 'en').format(ms)
}

function formatOf(kind: keyof typeof KINDS, timezone: string, language: Language): Intl.DateTimeFormat {
  const key = `${kind} ${language} ${timezone}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = makeFormat(kind, timezone, language)
  formats.set(key, made)
  return made
}

function makeFormat(kind: keyof typeof KINDS, timeZone: string, language: Language): Intl.DateTimeFormat {
  // Swedish writes dates as ISO 8601 does.
  const locale = kind === 'stamp' ? 'sv-SE' : LOCALES[language]
  try {
    return new Intl.DateTimeFormat(locale, { ...KINDS[kind], timeZone })
  } catch {
    return new Intl.DateTimeFormat(locale, { ...KINDS[kind], timeZone: 'UTC' })
  }
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** How long ago it was, `5 minutes ago` or `5分钟前`; a time to come is `in 5 minutes`. */
export function agoText(ms: number, now: number, language: Language): string {
  const past = ms - now
  const [unit, size] = STEPS.find((step) => Math.abs(past) >= step[1]) ?? STEPS[3]
  return agos[language]().format(Math.trunc(past / size), unit)
}

const UNITS = {
  en: ['d', 'h', 'm', 's'],
  zh: [' 天', ' 小时', ' 分', ' 秒'],
} as const
const SIZES = [86_400, 3600, 60, 1] as const

/** A length of time in its two largest units: `30m 34s`, `30 分 34 秒`; below a second `0.4s`. */
export function durationText(ms: number, language: Language): string {
  const units = UNITS[language]
  const sign = ms < 0 ? '-' : ''
  const length = Math.abs(ms)
  if (length > 0 && length < 1000) return `${sign}${Math.max(0.1, Math.round(length / 100) / 10)}${units[3]}`
  const seconds = Math.round(length / 1000)
  const first = SIZES.findIndex((size) => seconds >= size)
  let rest = seconds
  const parts: string[] = []
  for (const [index, size] of SIZES.entries()) {
    const count = Math.floor(rest / size)
    rest %= size
    if (count > 0 && index <= first + 1) parts.push(`${count}${units[index] ?? ''}`)
  }
  return parts.length === 0 ? `0${units[3]}` : sign + parts.join(' ')
}
