import { CAUSED, judge, RANK, SHELL, type Judged, type Rank } from './line-rank.ts'
import { lineEnd, withoutColours } from './lines.ts'
import type { Range } from './ranges.ts'

/** Where in a stack trace the cause stands; it may begin inside a line. */
export interface CauseLine extends Range {
  /** The line of the exception that it caused, where that one says something of its own. */
  readonly outer: Range | null
}

/** Of a longer trace only the end is searched: the last exception counts, and the work stays under 80 ms. */
const SCAN_LIMIT = 4_000_000

/** `)` or `};` tells nothing; `已终止` (killed) does. */
const SHORTEST_LINE = 3
/** Of a longer line only the head is looked at. */
export const LINE_LIMIT = 4_000

/** A Python exception's name stands below its traceback, at the beginning of a line. */
const TRACEBACK = 'Traceback (most recent call last):'
/** A shell that ran a shell is real; a line may hold very many by design. */
const MOST_WRAPPERS = 8
/** Nobody catches it by design, whatever the level it is logged with. */
const NEVER_QUIET = 'OutOfMemoryError'

/**
 * Finds the line that says why the job failed: the deepest cause of what ended the program; failing that, of the
 * last exception that is not one of Kylin's wrappers; failing that, the last error of the log or of the console. One
 * pass over the last 4,000,000 characters, of each line at most 4,000.
 */
export function causeLine(trace: string): CauseLine | null {
  const best: (CauseLine | undefined)[] = []
  const chain = new Chain()
  let inCommand = false
  /** Indentation of the `Suppressed:` block being read, or -1: its exceptions happened while closing things. */
  let suppressed = -1
  for (let at = startOf(trace); at < trace.length;) {
    const end = lineEnd(trace, at)
    const start = skipMarks(trace, at)
    const indent = start - at
    at = end + 1
    if (isFrame(trace, start)) {
      inCommand = false
      continue
    }
    if (end - start < SHORTEST_LINE || (inCommand && !trace.startsWith(CAUSED, start))) continue
    inCommand = trace.startsWith('The command is:', start)
    if (suppressed !== -1 && indent >= suppressed) continue
    const closing = trace.startsWith('Suppressed: ', start)
    suppressed = closing && indent > 0 ? indent : -1
    if (inCommand || closing) continue
    const found = chain.read(trace, start, end)
    if (found !== null) best[found.rank] = found
  }
  return best.findLast((line) => line !== undefined) ?? null
}

interface Ranked extends CauseLine {
  readonly rank: Rank
}

/** What the lines before say of one: whose cause it is, and whether it matters. */
class Chain {
  /** `main`: of what ended the program. `quiet`: of a warning, or of what broke while closing. */
  #weight: 'plain' | 'main' | 'quiet' = 'plain'
  #outer: Range | null = null
  #inTraceback = false

  /** Null where the line tells nothing. */
  read(trace: string, start: number, end: number): Ranked | null {
    let wrapper: Ranked | null = null
    for (let at = start, level = 0; level < MOST_WRAPPERS; level += 1) {
      const raw = trace.slice(at, Math.min(end, at + LINE_LIMIT))
      const line = withoutColours(raw)
      const judged = judge(line.endsWith('\r') ? line.slice(0, -1) : line, end === trace.length)
      if (judged.rank !== RANK.shell) return this.#told(judged, line, at, end) ?? wrapper
      wrapper = { start: at, end, rank: RANK.shell, outer: null }
      // The console's first line stands behind the wrapper's words, on their line.
      const message = raw.indexOf(SHELL)
      if (message === -1) break
      at += message + SHELL.length
    }
    return wrapper
  }

  #told(judged: Judged, line: string, start: number, end: number): Ranked | null {
    this.#enter(judged)
    const outer = this.#outer
    if (judged.kind !== 'log' && judged.kind !== 'quiet') this.#leave(judged, line, start, end)
    return judged.rank === RANK.none ? null : { start, end, rank: this.#weighed(judged.rank, line), outer }
  }

  #enter({ kind }: Judged): void {
    if (kind === 'other' || kind === 'caused') return
    this.#outer = null
    const inside = kind === 'root' && (this.#weight === 'quiet' || this.#inTraceback)
    if (!inside) this.#weight = kind === 'main' || kind === 'quiet' ? kind : 'plain'
    this.#inTraceback = false
  }

  /** What the lines below have to know. */
  #leave({ rank, kind }: Judged, line: string, start: number, end: number): void {
    if (line.includes(TRACEBACK)) this.#inTraceback = true
    if (kind !== 'other' && rank === RANK.exception) this.#outer = { start, end }
  }

  #weighed(rank: Rank, line: string): Rank {
    if (rank !== RANK.exception || this.#weight === 'plain') return rank
    if (this.#weight === 'main') return RANK.main
    return line.includes(NEVER_QUIET) ? rank : RANK.vague
  }
}

function startOf(trace: string): number {
  return trace.length <= SCAN_LIMIT ? 0 : trace.indexOf('\n', trace.length - SCAN_LIMIT) + 1
}

/** Indentation and colours: a coloured frame is a frame. */
// eslint-disable-next-line no-control-regex -- ESC begins a colour.
const MARKS = /(?:[\t ]|\u001B\[[\d;]{0,20}m|\u001B\(B)*/y

function skipMarks(text: string, from: number): number {
  const first = text.charCodeAt(from)
  if (first !== 9 && first !== 32 && first !== 27) return from
  MARKS.lastIndex = from
  MARKS.test(text)
  return MARKS.lastIndex
}

function isFrame(text: string, at: number): boolean {
  const first = text.charCodeAt(at)
  if (first === 97) return text.startsWith('at ', at)
  return first === 46 && text.startsWith('... ', at)
}
