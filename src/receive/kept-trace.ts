import { storable } from './lines.ts'
import { LOOK_AHEAD, maskedPart, secretRanges, wholeCharacter } from './mask.ts'

/**
 * How much of a stack trace is kept, characters. The end weighs more: Kylin repeats the console output about three
 * times, and the last copy ends in the error, the command and the frames. Both together stay under the 1 MB a file
 * in a chat may have even where every character takes three bytes, and a row of the store stays cheap.
 */
const TRACE_HEAD = 64_000
const TRACE_TAIL = 192_000
/** Longest stack trace that is kept whole, characters. */
export const TRACE_LIMIT = TRACE_HEAD + TRACE_TAIL
/** A secret over many lines may begin this far before the tail: a private key has up to 4 kB. */
const CONTEXT = 8_000

/**
 * The stack trace as it is stored: no colours, secrets masked, and of a long one its first 64,000 and last 192,000
 * characters, cut between lines with a note of what was left out.
 */
export function keptTrace(raw: string): string {
  if (raw.length <= TRACE_LIMIT) return maskedBetween('', raw, '')
  const headEnd = endOfHead(raw)
  const tailStart = startOfTail(raw, headEnd)
  const head = maskedBetween('', raw.slice(0, headEnd), raw.slice(headEnd, headEnd + LOOK_AHEAD))
  const tail = maskedBetween(contextOf(raw, headEnd, tailStart), raw.slice(tailStart), '')
  return `${head}\n… (${tailStart - headEnd} characters cut) …\n${tail}`
}

function endOfHead(raw: string): number {
  const end = raw.lastIndexOf('\n', TRACE_HEAD)
  return end <= 0 ? wholeCharacter(raw, TRACE_HEAD) : end
}

/** A line's end without its beginning could show part of a secret, so the tail begins with a line, or is empty. */
function startOfTail(raw: string, headEnd: number): number {
  const at = raw.indexOf('\n', Math.max(headEnd, raw.length - TRACE_TAIL))
  return at === -1 ? raw.length : at + 1
}

/** Whole lines before the tail. */
function contextOf(raw: string, headEnd: number, tailStart: number): string {
  const context = raw.slice(Math.max(headEnd, tailStart - CONTEXT), tailStart)
  return context.slice(context.indexOf('\n') + 1)
}

/** The middle of three adjoining parts, masked with the other two in view. */
function maskedBetween(before: string, raw: string, after: string): string {
  const lead = storable(before)
  const text = storable(raw)
  const whole = lead + text + storable(after)
  return maskedPart(whole, secretRanges(whole), lead.length, lead.length + text.length)
}
