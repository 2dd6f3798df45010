import { causeLine, LINE_LIMIT, type CauseLine } from './cause-line.ts'
import { essence, inContext, oneLine, withPlace } from './essence.ts'
import { OUTSIDE } from './line-rank.ts'
import { lineEnd, readableLine } from './lines.ts'
import { LOOK_AHEAD, maskedPart, maskText, secretRanges, wholeCharacter } from './mask.ts'
import type { Range } from './ranges.ts'

/** What a callback says of its failure; '' when absent. */
export interface Failure {
  readonly trace: string
  /** Whether the trace's secrets are masked; those of the others are. */
  readonly masked: boolean
  readonly msg: string
  readonly errorCode: string
}

/** Why a job failed: the reason on one line, and about 12 lines around it. Secrets masked. */
export interface Cause {
  readonly cause: string
  readonly excerpt: string
}

/** Kylin's code for everything that is not its own: it says nothing (facts: set for any failed Spark step). */
const OUTSIDE_CODE = 'KE-060100201'
const BEFORE = 3
const EXCERPT_LINES = 12
const EXCERPT_LINE_LIMIT = 400
const CONTEXT_LINE_LIMIT = 1_000
/** Secrets over many lines (a PEM key has at most about 60) are known from lines outside of the excerpt. */
const CONTEXT_LINES = 60

/**
 * Finds why a job failed. A message of Kylin's own is used as it is; else the stack trace tells; else the message,
 * then the error code. Linear in the trace.
 */
export function causeOf(failure: Failure): Cause {
  if (failure.trace === '') return { cause: reason(failure, null), excerpt: '' }
  const found = causeLine(failure.trace)
  const view = viewOf(failure, found)
  return { cause: reason(failure, { view, outer: outerOf(failure.trace, found) }), excerpt: excerptOf(view) }
}

/** What a trace tells: the lines around its cause, and the line of what that caused. */
interface Told {
  readonly view: View
  readonly outer: string
}

function reason(failure: Failure, told: Told | null): string {
  const own = oneLine(failure.msg)
  const outside = own === '' || OUTSIDE.test(own)
  if (!outside && failure.errorCode !== '' && failure.errorCode !== OUTSIDE_CODE) return own
  const traced = told === null || told.view.cause === -1 ? '' : tracedReason(told)
  if (traced !== '') return traced
  return own === '' ? oneLine(failure.errorCode) : own
}

const SHELL_ONLY = /^(OS command error [^,]{1,100}), error message:.*$/

function tracedReason({ view, outer }: Told): string {
  const line = causeText(view)
  if (SHELL_ONLY.test(essence(line))) return essence(line).replace(SHELL_ONLY, '$1')
  return oneLine(withPlace(inContext(essence(line), essence(outer)), framesOf(view)))
}

/** The cause's line; where it ends in a colon, the message stands on the next one. */
function causeText(view: View): string {
  const line = lineOf(view, view.cause, LINE_LIMIT).trimEnd()
  if (!line.endsWith(':') || line.endsWith('error message:')) return line
  const below = following(view, MESSAGE_WITHIN).find((text) => text !== '')
  return below === undefined || /^(?:at |\.\.\. |Caused by: )/.test(below) ? line : `${line} ${below}`
}

/** A message may begin this many lines below the name of its exception. */
const MESSAGE_WITHIN = 3
const FRAMES_WITHIN = 8

function framesOf(view: View): readonly string[] {
  return following(view, FRAMES_WITHIN).filter((line) => line.startsWith('at '))
}

function following(view: View, count: number): readonly string[] {
  const indexes = Array.from({ length: count }, (_, index) => view.cause + 1 + index)
  return indexes.map((index) => lineOf(view, index, EXCERPT_LINE_LIMIT).trim())
}

/** It may stand far above the lines around the cause. */
function outerOf(trace: string, found: CauseLine | null): string {
  if (found?.outer == null) return ''
  const { start, end } = found.outer
  const text = readableLine(trace.slice(start, Math.min(end, start + LINE_LIMIT + LOOK_AHEAD)))
  return maskText(text, LINE_LIMIT)
}

/** The lines around the cause, long ones without their ends, with what is secret in them. */
interface View {
  readonly text: string
  readonly ranges: readonly Range[]
  readonly lines: readonly Range[]
  /** Index of the cause among the lines, -1 when it was not found. */
  readonly cause: number
}

function viewOf({ trace, masked }: Failure, found: CauseLine | null): View {
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
  return { text, ranges: masked ? [] : secretRanges(text), lines, cause }
}

function startOfLines(text: string, from: number, count: number): number {
  let at = from
  for (let line = 0; line <= count && at > 0; line += 1) at = text.lastIndexOf('\n', at - 1)
  return at <= 0 ? 0 : at + 1
}

function lineOf(view: View, index: number, limit: number): string {
  const line = view.lines[index]
  if (line === undefined) return ''
  const end = Math.min(line.end, wholeCharacter(view.text, line.start + limit))
  const text = maskedPart(view.text, view.ranges, line.start, end)
  return end < line.end ? `${text}…` : text
}

function excerptOf(view: View): string {
  const isCommand = (index: number): boolean => lineOf(view, index, 20).startsWith('The command is:')
  const first = Math.max(0, view.cause - BEFORE)
  const result: string[] = []
  for (let index = first; index < view.lines.length && result.length < EXCERPT_LINES; index += 1) {
    if (index > view.cause && isCommand(index)) break
    result.push(lineOf(view, index, EXCERPT_LINE_LIMIT))
  }
  for (let index = first - 1; index >= 0 && result.length < EXCERPT_LINES; index -= 1) {
    const line = lineOf(view, index, EXCERPT_LINE_LIMIT)
    result.unshift(line)
    // What stands before belongs to another exception, or to the command line of the one before.
    if (line.startsWith('Caused by: ')) break
  }
  return result.join('\n').trimEnd()
}
