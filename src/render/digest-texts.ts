import { once } from '../once.ts'
import type { Language } from '../rules/rules.ts'
import { lookOfState } from './built-in.ts'
import type { Severity } from './card.ts'
import { dateText, durationText } from './dates.ts'
import type { DigestContext } from './digest.ts'
import type { Tally } from './tally.ts'
import { WORDS } from './words.ts'

const EMOJI = { storm: '🌊', quiet: '🌙', digest: '🗂️' } as const satisfies Record<
  DigestContext['what'],
  string
>
const HOUR_MS = 3_600_000

/** What a headline is put together of. */
interface Facts {
  readonly count: string
  readonly one: boolean
  /** True where every one is a failure. */
  readonly failures: boolean
  readonly span: string
  /** The time it covers: one clock time or two; '' where none is known. */
  readonly since: string
  readonly hours: string
  readonly lastHour: boolean
}

const numbers = once(() => new Intl.NumberFormat('en'))
const plural = (word: string, one: boolean): string => (one ? word : `${word}s`)

const HEADLINES: Readonly<Record<Language, Record<DigestContext['what'], (facts: Facts) => string>>> = {
  en: {
    storm: ({ count, one, failures, span }) =>
      `${count} more ${plural(failures ? 'failure' : 'event', one)}${span === '' ? '' : ` in ${span}`}`,
    quiet: ({ count, one, failures, hours }) =>
      `${count} ${plural(failures ? 'failure' : 'message', one)} from quiet hours${hours === '' ? '' : ` ${hours}`}`,
    digest: ({ count, one, failures, since, lastHour }) => {
      const when = lastHour ? ' in the last hour' : since === '' ? '' : ` since ${since}`
      return `${count} ${plural(failures ? 'failure' : 'message', one)}${when}`
    },
  },
  zh: {
    storm: ({ count, failures, span }) =>
      `${span === '' ? '' : `${span}内`}又有 ${count} ${failures ? '次失败' : '条消息'}`,
    quiet: ({ count, failures, hours }) =>
      `免打扰时段${hours === '' ? '' : ` ${hours} `}共 ${count} ${failures ? '次失败' : '条消息'}`,
    digest: ({ count, failures, since, lastHour }) => {
      const when = lastHour ? '最近一小时' : since === '' ? '' : `${since} 以来`
      return `${when}共 ${count} ${failures ? '次失败' : '条消息'}`
    },
  },
}
const PROJECTS: Readonly<Record<Language, (count: string, one: boolean) => string>> = {
  en: (count, one) => `, ${count} ${plural('project', one)}`,
  zh: (count) => `，涉及 ${count} 个项目`,
}

/** The line that says what a digest is: `🌊 487 more failures in 3m 8s, 3 projects`. */
export function headlineOf({ what, tally, language, timezone, now, since, until }: DigestContext): string {
  const { count, projects, others } = tally
  const time = (ms: number | undefined, long = false): string =>
    ms === undefined ? '' : (dateText(ms, long ? 'time' : 'clock', timezone, language) ?? '')
  const period = since === undefined ? 0 : (until ?? now) - since
  const facts: Facts = {
    count: numbers().format(count),
    one: count === 1,
    failures: count > 0 && tally.states['ERROR'] === count,
    span: tally.last > tally.first ? durationText(tally.last - tally.first, language) : '',
    // Of a whole day the clock's time alone would be that of now.
    since: time(since, period > 20 * HOUR_MS),
    hours: since === undefined || until === undefined ? '' : `${time(since)}–${time(until)}`,
    lastHour: period === HOUR_MS,
  }
  const many = `${projects.length}${others > 0 ? '+' : ''}`
  const last = projects.length === 0 ? '' : PROJECTS[language](many, many === '1')
  return `${EMOJI[what]} ${HEADLINES[language][what](facts)}${last}`
}

/** How many of each state: `❌ 12 failed · ✅ 3 succeeded`. */
export function statesText({ states }: Tally, language: Language): string {
  return Object.entries(states)
    .sort(([, a], [, b]) => b - a)
    .map(([state, count]) => {
      const look = lookOfState(state)
      const word = look === null ? state : WORDS[language][look.word]
      return `${look?.emoji ?? '❔'} ${numbers().format(count)} ${word}`
    })
    .join(' · ')
}

/** How bad the worst of a tally is: a failure, then what waits or was given up, then nothing. */
export function severityOfTally({ states }: Tally): Severity {
  const has = (state: string): boolean => Object.hasOwn(states, state)
  if (has('ERROR')) return 'error'
  return has('PAUSED') || has('DISCARDED') ? 'warning' : 'success'
}
