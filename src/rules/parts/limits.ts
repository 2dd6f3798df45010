import { parseDuration } from '../time/durations.ts'
import type { Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import type { Limit } from '../rules.ts'

/** At most so many messages in so long a time, of whomever. */
export type Rate = Omit<Limit, 'key'>

/** Of a channel that does not say otherwise. */
export const DEFAULT_LIMIT: Limit = { key: '', count: 20, perMs: 60_000 }

const LONGEST_MS = 86_400_000

/** Compiles `limit:`; null for `none` and for a mistake, which is reported; undefined where nothing is said. */
export function compileLimit(text: string | undefined, path: Path, report: Report): Rate | null | undefined {
  if (text === undefined) return undefined
  if (text.trim() === 'none') return null
  const rate = parseRate(text.trim())
  if (rate !== null) return rate
  const message = `${quoted(text)} is not a limit`
  report(path, { code: 'bad-limit', message, help: 'write 10 per 5m, or none' })
  return null
}

function parseRate(text: string): Rate | null {
  const [, written, length] = /^(\d{1,6}) per (.+)$/.exec(text) ?? []
  const count = Number(written)
  const perMs = parseDuration(length ?? '')
  return perMs !== null && perMs > 0 && perMs <= LONGEST_MS && count > 0 ? { count, perMs } : null
}

/** Limits against which one message counts: the first of each key. The same list where nothing joins it. */
export function unitedLimits(
  some: readonly Limit[] | undefined,
  more: readonly Limit[] | undefined,
): readonly Limit[] | undefined {
  if (some === undefined || more === undefined) return some ?? more
  const added = more.filter(({ key }) => !some.some((limit) => limit.key === key))
  return added.length === 0 ? some : [...some, ...added]
}
