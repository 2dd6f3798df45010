import { addAssigned } from './assigned.ts'
import { joined, type Range } from './ranges.ts'
import { SECRET_WORDS } from './secret-names.ts'
import { addTokens, mayHoldToken } from './tokens.ts'

/** What stands where a secret stood. */
export const MASK = '***'

/**
 * A text is searched this far behind the place where it will be cut, so that a secret the cut goes through is
 * known for what it is. The longest secret without a telling beginning (a Discord token) has under 100 characters.
 */
export const LOOK_AHEAD = 256

/** Whether a text needs masking at all; false is certain, true may turn out harmless. */
export function mayHoldSecret(text: string): boolean {
  return SECRET_WORDS.test(text) || mayHoldToken(text)
}

/** Where a text holds secrets: sorted, without overlap. Linear in its length. */
export function secretRanges(text: string): readonly Range[] {
  const ranges: Range[] = []
  const add = (start: number, end: number): void => {
    if (end > start) ranges.push({ start, end })
  }
  addAssigned(text, add)
  addTokens(text, add)
  return joined(ranges)
}

/** The part of a text between two places with its secrets masked; one that lies across an end is masked whole. */
export function maskedPart(text: string, ranges: readonly Range[], from: number, to: number): string {
  let result = ''
  let at = from
  for (const range of ranges) {
    if (range.end <= at) continue
    if (range.start >= to) break
    result += text.slice(at, Math.max(at, range.start)) + MASK
    at = range.end
  }
  return at < to ? result + text.slice(at, to) : result
}

/** A text with its secrets masked, and cut behind `limit` characters with a note of how many were left out. */
export function maskText(text: string, limit: number): string {
  const whole = text.length <= limit
  const read = whole ? text : text.slice(0, limit + LOOK_AHEAD)
  const end = whole ? text.length : wholeCharacter(text, limit)
  const kept = mayHoldSecret(read) ? maskedPart(read, secretRanges(read), 0, end) : text.slice(0, end)
  return whole ? kept : `${kept}… (${text.length - end} characters cut)`
}

/** The place itself, or one before it where it would part a surrogate pair. */
export function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at - 1)
  return code >= 0xd800 && code < 0xdc00 ? at - 1 : at
}
