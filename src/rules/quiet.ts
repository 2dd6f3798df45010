import type { Path } from './finding.ts'
import type { Hours } from './hours.ts'
import { noteNotInForce } from './limits.ts'
import type { Source } from './matcher.ts'
import { listOf } from './named.ts'
import { resolveHours } from './names.ts'
import type { QuietText } from './schema.ts'

/** Checks `quiet:`: a name, `{ outside: office }` or `{ hours: nights, then: drop }`. */
export function checkQuiet(
  text: QuietText | undefined,
  path: Path,
  hours: ReadonlyMap<string, Hours | null>,
  source: Source,
): void {
  if (text === undefined) return
  const long: Exclude<QuietText, string> = typeof text === 'string' ? { hours: text } : text
  if (long.hours === undefined && long.outside === undefined) {
    const help = 'write { hours: nights } or { outside: office }'
    if (source.isSound(path))
      source.report(path, { code: 'bad-quiet', message: 'nothing says which hours are quiet', help })
    return
  }
  if (long.hours !== undefined && long.outside !== undefined) {
    const message = 'quiet hours are named by hours or by outside, not by both'
    source.report([...path, 'outside'], { code: 'bad-quiet', message, help: 'keep one of the two' }, 'key')
  }
  const wanted = [...listOf(long.hours), ...listOf(long.outside)]
  const found = [
    ...resolveHours(long.hours, typeof text === 'string' ? path : [...path, 'hours'], hours, source),
    ...resolveHours(long.outside, [...path, 'outside'], hours, source),
  ]
  if (found.length === wanted.length)
    noteNotInForce('quiet', 'messages are sent at any hour', path, source.report)
}
