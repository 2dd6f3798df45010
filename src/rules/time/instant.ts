const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/

/** What is wanted where a person writes a time. */
export const INSTANT_HELP = 'write a time with its offset: 2026-11-22T03:00:00+08:00'

/** `2026-11-22T03:00:00Z`; seconds have a fraction where there is one. @param at ms since the epoch */
export function stampOf(at: number): string {
  return new Date(at).toISOString().replace('.000', '')
}

/** A time with its offset, ms since the epoch; null for any other text and for days that do not exist. */
export function parseInstant(text: string): number | null {
  const day = INSTANT.exec(text)?.[1]
  // JavaScript takes 30 February for 2 March.
  if (day === undefined || new Date(`${day}T00:00Z`).toJSON()?.slice(0, 10) !== day) return null
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : time
}
