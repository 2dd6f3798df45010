import type { Path } from '../finding.ts'
import type { Hours } from '../time/hours.ts'
import type { Source } from '../match/matcher.ts'
import { listOf } from './named.ts'
import { resolveHours } from './names.ts'
import { endlessIn, isQuiet, LONGEST_DAYS, rememberedEnd } from './quiet-times.ts'
import type { QuietTimes } from './quiet-times.ts'
import type { QuietText } from '../file/schema.ts'

/** Quiet hours of a rule. */
export interface Quiet {
  /** Whether what comes in them is lost on purpose; else it is held. */
  readonly drop: boolean
  /** What makes a moment quiet: `quiet hours nights`, `outside office`; null where nothing does. @param at ms since the epoch */
  readonly reasonAt: (at: number) => string | null
  /** When they end; `at` itself where it is not quiet. Both in ms since the epoch. */
  readonly endAfter: (at: number) => number
}

/** By the hours that one file may name and by what is written of them: rules that say the same share what they remember. */
const compiled = new WeakMap<ReadonlyMap<string, Hours | null>, Map<string, Quiet>>()

/**
 * Compiles `quiet:`: a name, a list of them, `{ outside: office }` or `{ hours: nights, then: drop }`; mistakes are reported.
 * Null for `none`, and where nothing sound is left.
 */
export function compileQuiet(
  text: QuietText | undefined,
  path: Path,
  hours: ReadonlyMap<string, Hours | null>,
  source: Source,
): Quiet | null {
  if (text === undefined || (text === 'none' && !hours.has('none'))) return null
  const isShort = typeof text === 'string' || Array.isArray(text)
  const long: Exclude<QuietText, string | string[]> = isShort ? { hours: text } : text
  if (long.hours === undefined && long.outside === undefined) {
    const help = 'write { hours: nights } or { outside: office }'
    if (source.isSound(path))
      source.report(path, { code: 'bad-quiet', message: 'nothing says which hours are quiet', help })
    return null
  }
  if (long.hours !== undefined && long.outside !== undefined) {
    const message = 'quiet hours are named by hours or by outside, not by both'
    source.report([...path, 'outside'], { code: 'bad-quiet', message, help: 'keep one of the two' }, 'key')
  }
  const times = {
    inside: resolveHours(long.hours, isShort ? path : [...path, 'hours'], hours, source),
    outside: resolveHours(long.outside, [...path, 'outside'], hours, source),
  }
  const wanted = listOf(long.hours).length + listOf(long.outside).length
  if (times.inside.length + times.outside.length < wanted) return null
  const drop = long.then === 'drop'
  checkEnd(times, drop, path, source)
  const file = compiled.get(hours) ?? new Map<string, Quiet>()
  compiled.set(hours, file)
  const key = JSON.stringify([listOf(long.hours), listOf(long.outside), drop])
  const quiet = file.get(key) ?? quietOf(times, drop)
  file.set(key, quiet)
  return quiet
}

function quietOf(times: QuietTimes, drop: boolean): Quiet {
  const { inside, outside } = times
  const without = `outside ${outside.map(({ name }) => name).join(' and ')}`
  return {
    drop,
    reasonAt: (at) => {
      const within = inside.find((hours) => hours.contains(at))
      if (within !== undefined) return `quiet hours ${within.name}`
      return isQuiet(times, at) ? without : null
    },
    endAfter: rememberedEnd(times),
  }
}

function checkEnd(times: QuietTimes, drop: boolean, path: Path, source: Source): void {
  const endless = endlessIn(times)
  if (endless === null) return
  if (!drop) {
    const since = endless.always ? '' : ` from ${new Date(endless.since).toISOString().slice(0, 10)} on`
    const message = `these quiet hours do not end${since}: a message would be held for more than ${LONGEST_DAYS} days`
    const help = 'name hours that end; to lose on purpose what comes in them, add then: drop'
    source.report(path, { code: 'endless-quiet', message, help })
  } else if (endless.always) {
    const message = 'it is always quiet, so nothing of this is ever sent'
    const help = 'name hours that end, or write drop: true in place of send'
    source.report(path, { code: 'always-quiet', message, help, severity: 'warning' })
  }
}
