import type { Path } from './finding.ts'
import type { Hours } from './hours.ts'
import { noteNotInForce } from './limits.ts'
import type { Source } from './matcher.ts'
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
  if (typeof text === 'string') resolveHours(text, path, hours, source)
  else {
    resolveHours(text.hours, [...path, 'hours'], hours, source)
    resolveHours(text.outside, [...path, 'outside'], hours, source)
    if (text.hours === undefined && text.outside === undefined && source.isSound(path)) {
      const help = 'write { hours: nights } or { outside: office }'
      source.report(path, { code: 'bad-quiet', message: 'nothing says which hours are quiet', help })
      return
    }
    if (text.hours !== undefined && text.outside !== undefined) {
      const message = 'quiet hours are named by hours or by outside, not by both'
      source.report([...path, 'outside'], { code: 'bad-quiet', message, help: 'keep one of the two' }, 'key')
      return
    }
  }
  noteNotInForce('quiet', 'messages are sent at any hour', path, source.report)
}
