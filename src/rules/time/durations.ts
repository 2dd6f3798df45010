const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|[smhd]) ?)+$/i
const PART = /(\d+(?:\.\d+)?)(ms|[smhd])/gi

/** What a duration looks like, for help texts. */
export const DURATION_EXAMPLES = '500ms, 30s, 30m, 2h or 1h30m'

/** Ms of `500ms`, `30s`, `2h`, `1h30m`, `1d` (largest unit first, each once); null when it is not a duration. */
export function parseDuration(text: string): number | null {
  const written = text.trim()
  if (!DURATION.test(written)) return null
  let total = 0
  let last = Infinity
  for (const [, count, unit] of written.matchAll(PART)) {
    const size = UNITS[(unit ?? '').toLowerCase()] ?? 0
    if (size >= last) return null
    last = size
    total += Number(count) * size
  }
  return Number.isFinite(total) ? total : null
}

const PACE = /^(\d{1,6}) per (.+)$/
const LONGEST_PACE_MS = 86_400_000

/** Least ms between two messages of `1 per 1s`, `30 per 1m` or `none` (0); null when it is not a pace. */
export function parsePace(text: string): number | null {
  const written = text.trim()
  if (written === 'none') return 0
  const [, count, length] = PACE.exec(written) ?? []
  const ms = parseDuration(length ?? '')
  if (ms === null || Number(count) === 0) return null
  const gap = Math.ceil(ms / Number(count))
  return gap > 0 && gap <= LONGEST_PACE_MS ? gap : null
}
