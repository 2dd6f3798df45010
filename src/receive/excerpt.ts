import { isFrame, isNoise, isRecord, SHELL } from './line-rank.ts'
import { lineOf, type View } from './trace-view.ts'

const EXCERPT_LINES = 12
/** Rows before the cause that come before what follows it; its first frames tell less than what led to it. */
const BEFORE = 4
/** A line of the excerpt has at most so many characters. */
export const EXCERPT_LINE_LIMIT = 400
/** Stands for the lines that are left out. */
const LEFT_OUT = '…'

/**
 * The up to 12 lines of a view that a person reads: the cause with what follows it, and the errors before it. Records
 * of INFO and below, and frames of other exceptions, are left out: `…` stands in their place.
 */
export function excerptOf(view: View): string {
  const before = view.opens ? [] : rowsBefore(view)
  const after = rowsFrom(view, EXCERPT_LINES - Math.min(BEFORE, before.length))
  const led = before.slice(-(EXCERPT_LINES - after.length))
  // Frames without their exception tell nothing.
  const first = led.findIndex((row) => row !== LEFT_OUT && !isFrame(row))
  const rows = [...(first === -1 ? [] : led.slice(first)), ...after]
  while (rows.at(-1) === LEFT_OUT) rows.pop()
  return rows.join('\n')
}

/** Up to so many rows from the cause on: not what the log says after its frames, nor the command that Kylin ran. */
function rowsFrom(view: View, most: number): string[] {
  const rows: string[] = []
  let framed = false
  // Without a cause nothing tells which line matters.
  const noise = view.cause === -1 ? () => false : isNoise
  for (let index = Math.max(0, view.cause); index < view.lines.length && rows.length < most; index += 1) {
    const line = lineOf(view, index, EXCERPT_LINE_LIMIT)
    if (index > view.cause && line.startsWith('The command is:')) break
    if (framed && isRecord(line)) break
    framed ||= view.cause !== -1 && isFrame(line)
    if (index !== view.cause && noise(line)) leaveOut(rows)
    else if (line.trim() !== '') rows.push(line)
  }
  return rows
}

/** Up to a dozen rows before the cause, back to where the console's output begins. */
function rowsBefore(view: View): string[] {
  const rows: string[] = []
  let frames = 0
  const endFrames = (): void => {
    // One frame takes no more room than what stands for it.
    if (frames > 1) rows.splice(-1, 1, LEFT_OUT)
    frames = 0
  }
  for (let index = view.cause - 1; index >= 0 && rows.length < EXCERPT_LINES; index -= 1) {
    const line = lineOf(view, index, EXCERPT_LINE_LIMIT)
    if (isFrame(line)) {
      if (frames === 0) rows.push(line)
      frames += 1
      continue
    }
    endFrames()
    const message = line.indexOf(SHELL)
    if (message !== -1) {
      const console = message + SHELL.length
      const noise = isNoise(line.slice(console))
      if (noise && rows.at(-1) === LEFT_OUT) rows.pop()
      rows.push(noise ? line.slice(0, console) + LEFT_OUT : line)
      // What stands before belongs to another exception, or to the command line of the one before.
      break
    }
    if (isNoise(line)) leaveOut(rows)
    else if (line.trim() !== '') rows.push(line)
  }
  endFrames()
  return rows.toReversed()
}

function leaveOut(rows: string[]): void {
  if (rows.at(-1) !== LEFT_OUT) rows.push(LEFT_OUT)
}
