import type { Language } from '../rules/rules.ts'

/** How moments (ms since the epoch) are written on the page. */
export interface Times {
  /** `10:30` */
  readonly clock: (at: number) => string
  /** `Wednesday 12 November 2025` */
  readonly day: (at: number) => string
  /** `12 Nov 2025, 10:30` */
  readonly moment: (at: number) => string
  /** For `datetime` attributes; '' for what is no moment. */
  readonly iso: (at: number) => string
}

const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const satisfies Record<Language, string>
// The furthest a Date reaches.
const LAST_MOMENT = 8.64e15

/** Writes moments in one language and one IANA zone; `—` for what is no moment. */
export function timesIn(language: Language, timeZone: string): Times {
  const writer = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
    const format = new Intl.DateTimeFormat(LOCALES[language], { timeZone, hourCycle: 'h23', ...options })
    return (at) => (Math.abs(at) <= LAST_MOMENT ? format.format(at) : '—')
  }
  return {
    clock: writer({ hour: '2-digit', minute: '2-digit' }),
    day: writer({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    moment: writer({ dateStyle: 'medium', timeStyle: 'short' }),
    iso: (at) => (Math.abs(at) <= LAST_MOMENT ? new Date(at).toISOString() : ''),
  }
}
