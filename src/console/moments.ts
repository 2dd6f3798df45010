import { parseDuration } from '../rules/time/durations.ts'

/** What a moment looks like, for help texts. */
export const MOMENT_EXAMPLES = '7d, 1h30m, 2026-11-22T03:00:00+08:00 or ms since 1970'

const WITH_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/

/** ms since the epoch of `7d` (so long before now), of a time with its offset, or of ms; null when it is no moment. */
export function momentOf(text: string, now: number): number | null {
  const written = text.trim()
  if (/^\d{1,15}$/.test(written)) return Number(written)
  const ago = parseDuration(written)
  if (ago !== null) return Math.max(0, Math.round(now - ago))
  const at = WITH_OFFSET.test(written) ? Date.parse(written) : Number.NaN
  return Number.isNaN(at) ? null : at
}
