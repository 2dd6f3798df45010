import { compileDigest, rememberedTicks } from './digest.ts'
import type { Path } from '../finding.ts'
import { DAY_MINUTES } from '../time/hours-times.ts'
import type { Source } from '../match/matcher.ts'
import type { Names } from './names.ts'
import { compileQuiet } from './quiet.ts'
import type { Quiet } from './quiet.ts'
import type { Later } from '../rules.ts'
import type { RuleDraft } from '../file/schema.ts'
import { zoneClock } from '../time/zone-clock.ts'

/** What a rule says of the time at which its messages go. */
export interface Timing {
  readonly quiet: Quiet | null
  /** When the next summary goes, in a zone; null: the rule has none. */
  readonly nextTick: ((zone: string, at: number) => number) | null
}

/** Why a message does not go at once. */
export interface Wait {
  readonly later: Later
  /** `held by quiet hours nights until 2026-11-23 08:00 UTC`. */
  readonly note: string
}

/** Compiles `quiet` and `digest` of a rule; mistakes are reported. Null: at once at any time. */
export function compileTiming(
  { quiet: hours, digest: ticks, limit }: RuleDraft,
  path: Path,
  names: Pick<Names, 'hours' | 'defaults'>,
  source: Source,
): Timing | null {
  const own = compileQuiet(hours, [...path, 'quiet'], names.hours, source)
  const quiet = hours === undefined ? names.defaults.quiet : own
  const digest = compileDigest(ticks, [...path, 'digest'], source.report)
  if (digest !== null && limit !== undefined && limit.trim() !== 'none') {
    const message = 'this limit does nothing: a digest is one message already'
    const finding = { code: 'useless-limit', message, help: 'leave out limit or digest' } as const
    source.report([...path, 'limit'], { ...finding, severity: 'warning' }, 'key')
  }
  if (quiet === null && digest === null) return null
  return { quiet, nextTick: digest === null ? null : rememberedTicks(digest) }
}

const LOST: Later = { kind: 'dropped' }

/**
 * Why a message that is caused at a moment does not go then; null where it does. A summary that would go in quiet hours goes
 * when they end.
 * @param zone of the channel, for its digests and for the note
 * @param at ms since the epoch
 */
export function waitOf({ quiet, nextTick }: Timing, zone: string, at: number): Wait | null {
  const reason = quiet === null ? null : quiet.reasonAt(at)
  if (reason !== null && quiet?.drop === true) return { later: LOST, note: `${reason}: lost on purpose` }
  if (nextTick !== null) {
    const tick = nextTick(zone, at)
    const due = quiet === null ? tick : quiet.endAfter(tick)
    return { later: { kind: 'digest', at: due }, note: `joins the digest of ${momentText(due, zone, at)}` }
  }
  if (quiet === null || reason === null) return null
  const end = quiet.endAfter(at)
  const held = reason.startsWith('outside ') ? `held ${reason}` : `held by ${reason}`
  return { later: { kind: 'quiet', at: end }, note: `${held} until ${momentText(end, zone)}` }
}

/** At once beats quiet, quiet beats digest, digest beats lost; of two alike the earlier one wins. */
export function isSooner(a: Later | undefined, b: Later | undefined): boolean {
  const [first, second] = [rankOf(a), rankOf(b)]
  return first < second || (first === second && dueOf(a) < dueOf(b))
}

const RANK = { quiet: 1, digest: 2, dropped: 3 } as const

function rankOf(later: Later | undefined): number {
  return later === undefined ? 0 : RANK[later.kind]
}

function dueOf(later: Later | undefined): number {
  return later === undefined || later.kind === 'dropped' ? 0 : later.at
}

/** `2026-11-23 08:00 Asia/Shanghai`; without its date where that is the day of another moment. */
export function momentText(at: number, zone: string, sameDayAs?: number): string {
  const { date, time } = writtenOut(at, zone)
  const isSame = sameDayAs !== undefined && dayOf(at, zone) === dayOf(sameDayAs, zone)
  return `${isSame ? '' : `${date} `}${time} ${zone}`
}

function dayOf(at: number, zone: string): number {
  return Math.floor(zoneClock(zone).wallMinutes(at) / DAY_MINUTES)
}

// Many rules and events name the same few moments.
const MOST_WRITTEN = 256
const written = new Map<string, { readonly date: string; readonly time: string }>()

function writtenOut(at: number, zone: string): { readonly date: string; readonly time: string } {
  const key = `${at} ${zone}`
  const known = written.get(key)
  if (known !== undefined) return known
  const [date = '', time = ''] = new Date(zoneClock(zone).wallMinutes(at) * 60_000).toISOString().split('T')
  const made = { date, time: time.slice(0, 5) }
  if (written.size === MOST_WRITTEN) written.clear()
  written.set(key, made)
  return made
}
