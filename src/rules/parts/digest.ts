import { parseDuration } from '../time/durations.ts'
import type { Path, Report } from '../finding.ts'
import { quoted } from '../finding.ts'
import { DAY_MINUTES } from '../time/hours-times.ts'
import { zoneClock } from '../time/zone-clock.ts'
import { momentAt } from '../time/zone-moments.ts'

/** When summaries go: each day at a time, or after each so many ms of a day, counted from its midnight. */
export type Digest = { readonly dailyMinute: number } | { readonly everyMs: number }

const LONGEST_MS = 86_400_000
const SHORTEST_MS = 60_000

/** Compiles `digest:`; a mistake is reported, and null. */
export function compileDigest(text: string | undefined, path: Path, report: Report): Digest | null {
  if (text === undefined) return null
  const digest = parseDigest(text.trim())
  if (digest !== null) return digest
  const message = `${quoted(text)} is not a digest`
  report(path, { code: 'bad-digest', message, help: 'write 1h (1m to 24h), or daily 08:30' })
  return null
}

function parseDigest(text: string): Digest | null {
  const [, hour, minute] = /^daily ([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (hour !== undefined) return { dailyMinute: Number(hour) * 60 + Number(minute) }
  const everyMs = parseDuration(text)
  return everyMs !== null && everyMs >= SHORTEST_MS && everyMs <= LONGEST_MS ? { everyMs } : null
}

/**
 * When the next summary goes, after `at`; both in ms since the epoch. Every process says the same, whenever it started.
 * @param zone IANA name: whose time `daily` means, and whose midnights are counted from
 */
export function nextTick(digest: Digest, zone: string, at: number): number {
  const clock = zoneClock(zone)
  const dayAt = (day: number, minute: number): number => momentAt(clock, day * DAY_MINUTES + minute)
  let day = Math.floor(clock.wallMinutes(at) / DAY_MINUTES)
  if ('dailyMinute' in digest) {
    while (dayAt(day, digest.dailyMinute) <= at) day += 1
    return dayAt(day, digest.dailyMinute)
  }
  // Where the clock is put back over midnight, the day has begun before the wall shows it for good.
  while (dayAt(day + 1, 0) <= at) day += 1
  const midnight = dayAt(day, 0)
  const passed = Math.floor((at - midnight) / digest.everyMs)
  return Math.min(midnight + (passed + 1) * digest.everyMs, dayAt(day + 1, 0))
}

/** nextTick that remembers, per zone, until its answer changes. */
export function rememberedTicks(digest: Digest): (zone: string, at: number) => number {
  const known = new Map<string, { readonly from: number; readonly tick: number }>()
  return (zone, at) => {
    const last = known.get(zone)
    if (last !== undefined && at >= last.from && at < last.tick) return last.tick
    const tick = nextTick(digest, zone, at)
    known.set(zone, { from: at, tick })
    return tick
  }
}
