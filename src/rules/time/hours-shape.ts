import { z } from 'zod'
import { DAY_WORDS } from './hours-days.ts'

// Each `error` says what is wanted there; shape.ts makes the sentence around it.
const WANTED_TIMES = 'a range such as 22:00-08:00, a list of them, or all day'
const times = z
  .union([z.string(), z.array(z.string({ error: 'a range such as 22:00-08:00' })).min(1)], {
    error: WANTED_TIMES,
  })
  .describe('Times of the day: 22:00-08:00, 09:00-12:00, 13:00-18:00, or all day; past midnight is allowed')

const dates = z
  .union([z.string(), z.array(z.string({ error: 'a date such as 2026-10-01' })).min(1)], {
    error: 'a date such as 2026-10-01, a range such as 2026-10-01..2026-10-07, or a list of them',
  })
  .describe('Days of the year, all day or at the times under daily: 2026-10-01, 2026-10-01..2026-10-07')

const timezone = z
  .string({ error: 'a time zone such as Asia/Shanghai' })
  .describe('IANA time zone of these hours; without it that of the file')

const except = z
  .union([z.string(), z.array(z.string({ error: 'a name under hours:' })).min(1)], {
    error: 'a name under hours: or a list of names',
  })
  .describe('Other hours, by name, that are taken out of these')

const days = Object.fromEntries(
  DAY_WORDS.map((word) => [word, times.optional().describe(`Times on ${word}`)]),
) as Record<(typeof DAY_WORDS)[number], z.ZodOptional<typeof times>>

const timetable = z
  .object(
    { ...days, dates: dates.optional(), timezone: timezone.optional(), except: except.optional() },
    { error: 'a mapping such as { daily: 22:00-08:00 }' },
  )
  .catchall(times)
  .describe('Days and their times, such as { mon-fri: 09:00-18:30, sat: 10:00-14:00 }')

/** The value of one name under `hours:`. */
export const HoursShape = z
  .union([timetable, z.array(timetable, { error: 'a list' }).min(1, { error: 'a list of at least one' })], {
    error: 'a mapping such as { daily: 22:00-08:00 }, or a list of such mappings (any of them)',
  })
  .describe('Named times of the week or year; a list means any of them')

/** What the file says of one name under `hours:`. */
export type HoursText = z.infer<typeof HoursShape>
