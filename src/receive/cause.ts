import { causeLine, LINE_LIMIT, type CauseLine } from './cause-line.ts'
import { essence, inContext, oneLine, withPlace } from './essence.ts'
import { EXCERPT_LINE_LIMIT, excerptOf } from './excerpt.ts'
import { OUTSIDE } from './line-rank.ts'
import { readableLine } from './lines.ts'
import { LOOK_AHEAD, maskText } from './mask.ts'
import { lineOf, viewOf, type View } from './trace-view.ts'

/** What a callback says of its failure; '' when absent. */
export interface Failure {
  readonly trace: string
  /** Whether the trace's secrets are masked; those of the others are. */
  readonly masked: boolean
  readonly msg: string
  readonly errorCode: string
}

/** Why a job failed: the reason on one line, and up to 12 lines around it that say something. Secrets masked. */
export interface Cause {
  readonly cause: string
  readonly excerpt: string
}

/** Kylin's code for everything that is not its own: it says nothing (facts: set for any failed Spark step). */
const OUTSIDE_CODE = 'KE-060100201'

/**
 * Finds why a job failed. A message of Kylin's own is used as it is; else the stack trace tells; else the message,
 * then the error code. Linear in the trace.
 */
export function causeOf(failure: Failure): Cause {
  if (failure.trace === '') return { cause: reason(failure, null), excerpt: '' }
  const found = causeLine(failure.trace)
  const view = viewOf(failure.trace, failure.masked, found)
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
