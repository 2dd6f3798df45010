import { LOOK_AHEAD, maskedPart, secretRanges } from './mask.ts'
import { storable } from './lines.ts'
import { joined, type Range } from './ranges.ts'
import { unescaped } from './unescaped.ts'

/** An authenticated body that could not be used. */
export interface Quarantined {
  readonly cluster: string
  readonly receivedAt: number
  /** What was wrong, one sentence a problem. */
  readonly problems: readonly string[]
  /** At most 64 kB, masked. */
  readonly body: string
  /** Size of the body as it came, bytes. */
  readonly bytes: number
}

/** What is kept of an unusable body, bytes of UTF-8. */
const QUARANTINE_LIMIT = 65_536

/** The beginning of an unusable body, masked, at most 64 kB of UTF-8. */
export function quarantinedBody(body: Buffer): string {
  const kept = storable(body.subarray(0, QUARANTINE_LIMIT).toString('utf8'))
  const ahead = storable(body.subarray(QUARANTINE_LIMIT, QUARANTINE_LIMIT + LOOK_AHEAD).toString('utf8'))
  const text = kept + ahead
  const masked = Buffer.from(maskedPart(text, allRanges(text), 0, kept.length))
  // A mask may be longer than what it hides; a cut character shows as U+FFFD, which takes three bytes for one.
  return masked.length <= QUARANTINE_LIMIT
    ? masked.toString()
    : masked.subarray(0, QUARANTINE_LIMIT - 3).toString()
}

/** The body is JSON that could not be read, so that its secrets are sought with its escapes and without them. */
function allRanges(text: string): readonly Range[] {
  const read = unescaped(text)
  return joined([...secretRanges(text), ...secretRanges(read.text).map((range) => read.source(range))])
}
