import { LINE_LIMIT, type CauseLine } from './cause-line.ts'
import { SHELL } from './line-rank.ts'
import { lineEnd, readableLine } from './lines.ts'
import { LOOK_AHEAD, maskedPart, secretRanges, wholeCharacter } from './mask.ts'
import type { Range } from './ranges.ts'

const CONTEXT_LINE_LIMIT = 1_000
/** Secrets over many lines (a PEM key has at most about 60) are known from lines outside of the excerpt. */
const CONTEXT_LINES = 60

/** The lines around the cause, long ones without their ends, with what is secret in them. */
export interface View {
  readonly text: string
  readonly ranges: readonly Range[]
  readonly lines: readonly Range[]
  /** Index of the cause among the lines, -1 when it was not found. */
  readonly cause: number
  /** Whether the cause begins its console's output: what stands before it belongs to something else. */
  readonly opens: boolean
}

/**
 * The 60 lines before the cause, its own, and the 60 after it; the first ones where there is no cause.
 * @param masked whether the trace's secrets are masked
 */
export function viewOf(trace: string, masked: boolean, found: CauseLine | null): View {
  const parts: string[] = []
  const lines: Range[] = []
  let cause = -1
  let length = 0
  let at = startOfLines(trace, found?.start ?? 0, CONTEXT_LINES)
  while (
    at < trace.length &&
    lines.length <= Math.max(cause, found === null ? 0 : CONTEXT_LINES) + CONTEXT_LINES
  ) {
    const end = lineEnd(trace, at)
    const start = found !== null && found.start >= at && found.start <= end ? found.start : at
    if (start === found?.start) cause = lines.length
    const limit = (cause === lines.length ? LINE_LIMIT : CONTEXT_LINE_LIMIT) + LOOK_AHEAD
    const part = readableLine(trace.slice(start, Math.min(end, start + limit)))
    parts.push(part)
    lines.push({ start: length, end: length + part.length })
    length += part.length + 1
    at = end + 1
  }
  const text = parts.join('\n')
  return {
    text,
    ranges: masked ? [] : secretRanges(text),
    lines,
    cause,
    opens: found !== null && trace.startsWith(SHELL, found.start - SHELL.length),
  }
}

function startOfLines(text: string, from: number, count: number): number {
  let at = from
  for (let line = 0; line <= count && at > 0; line += 1) at = text.lastIndexOf('\n', at - 1)
  return at <= 0 ? 0 : at + 1
}

/** One line of the view without its secrets, cut with … at a limit in characters; '' for none of its lines. */
export function lineOf(view: View, index: number, limit: number): string {
  const line = view.lines[index]
  if (line === undefined) return ''
  const end = Math.min(line.end, wholeCharacter(view.text, line.start + limit))
  const text = maskedPart(view.text, view.ranges, line.start, end)
  return end < line.end ? `${text}…` : text
}
