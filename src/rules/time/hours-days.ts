import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { didYouMean } from '../suggest.ts'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const FULL = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const GROUPS: ReadonlyMap<string, readonly number[]> = new Map([
  ['daily', [0, 1, 2, 3, 4, 5, 6]],
  ['weekdays', [1, 2, 3, 4, 5]],
  ['weekends', [6, 0]],
])

/** Words for days that stand as keys, offered where a key is wrong. */
export const DAY_WORDS = [
  'daily',
  'weekdays',
  'weekends',
  'mon-fri',
  'mon',
  'tue',
  'wed',
  'thu',
  'fri',
  'sat',
  'sun',
] as const

/** Names of the days as they are shown, Sunday first. */
export const DAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** The days of the week (0 = Sunday) of `daily`, `weekends`, `mon`, `mon-fri`, `fri-mon` or `mon, wed-fri`. */
export function parseDays(text: string): ReadonlySet<number> | Finding {
  const days = new Set<number>()
  for (const part of text.toLowerCase().split(',')) {
    const found = daysOf(part.trim())
    if (found === undefined) return unknownDays(text)
    for (const day of found) days.add(day)
  }
  return days
}

function daysOf(text: string): readonly number[] | undefined {
  const group = GROUPS.get(text)
  if (group !== undefined) return group
  const [first = '', last = first, ...more] = text.split('-').map((word) => word.trim())
  const from = dayOf(first)
  const to = dayOf(last)
  if (from === -1 || to === -1 || more.length > 0) return undefined
  const length = ((to - from + 7) % 7) + 1
  return Array.from({ length }, (_, step) => (from + step) % 7)
}

function dayOf(word: string): number {
  const short = DAYS.findIndex((day) => day === word)
  return short === -1 ? FULL.indexOf(word) : short
}

function unknownDays(text: string): Finding {
  const known = [...DAY_WORDS, 'dates', 'timezone', 'except']
  const help = didYouMean(text, known, `write one of ${known.join(', ')}, or days such as mon-thu`)
  return { code: 'bad-days', message: `${quoted(text)} is not a day of the week`, help }
}
