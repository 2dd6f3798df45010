import { lineEnd, withoutColours } from './lines.ts'

/** Where in a stack trace the cause stands; it may begin inside a line. */
export interface CauseLine {
  readonly start: number
  readonly end: number
}

/** How telling a line is; the last one of the highest rank is the cause. */
const RANK = { none: -1, shell: 0, output: 1, vague: 2, log: 3, exception: 4 } as const
type Rank = (typeof RANK)[keyof typeof RANK]

/** Of a longer trace only the end is searched: the last exception counts, and the work stays under 80 ms. */
const SCAN_LIMIT = 4_000_000

/** Of a longer line only the head is looked at. */
export const LINE_LIMIT = 4_000

const CLASS_LINE =
  /^(?:Caused by: (?<caused>[\w.$]{1,500})|(?:Exception in thread "[^"]{0,200}" |User class threw exception: |diagnostics: User class threw exception: )?(?<thrown>[\w.$]{0,300}(?:Exception|Error|Throwable|Failure)))(?=$|[:(\s])/
const WRAPPER = /(?:^|\.)(?:ExecuteException|ShellException)$/
const BARE_WRAPPER =
  /(?:^|\.)(?:InvocationTargetException|UndeclaredThrowableException|ExecutionException|CompletionException|PrivilegedActionException)$/
/** What happens after the failure, or says no more than that there was one. */
const VAGUE =
  /InterruptedException|ClosedByInterruptException|: Error execute org\.apache\.kylin|SparkException: Job aborted\.?$|finished with failed status|IOException: Failed to delete|SparkContext was shut down|^Driver stacktrace/
const KYLIN = /^KE-\d{6,12}: /
/** What Kylin says of every failure that is not its own: nothing. */
export const OUTSIDE = /^KE-060100201|An Exception occurred outside Ky/
const SHELL = 'error message: '
const LOG_START = /^\d[\d\-/:.,TZ+ ]{7,40}/
const LOWER_LEVEL = /\b(?:INFO|WARN|DEBUG|TRACE)\b/
/** The level of a log line stands within this many characters. */
const LEVEL_WITHIN = 120

/**
 * Finds the line that says why the job failed: the last exception that is not one of Kylin's wrappers; failing
 * that, the last error of the log or of the console. One pass over the last 4,000,000 characters, of each line at most
 * 4,000.
 */
export function causeLine(trace: string): CauseLine | null {
  const best: (CauseLine | undefined)[] = []
  let inCommand = false
  /** Indentation of the `Suppressed:` block being read, or -1: its exceptions happened while closing things. */
  let suppressed = -1
  for (let at = startOf(trace); at < trace.length;) {
    const end = lineEnd(trace, at)
    const first = trace.charCodeAt(at)
    const start = first === 9 || first === 32 ? skipIndent(trace, at, end) : at
    const indent = start - at
    at = end + 1
    if (isFrame(trace, start)) {
      inCommand = false
      continue
    }
    if (start === end || (inCommand && !trace.startsWith('Caused by: ', start))) continue
    inCommand = trace.startsWith('The command is:', start)
    if (suppressed !== -1 && indent >= suppressed) continue
    const closing = trace.startsWith('Suppressed: ', start)
    suppressed = closing && indent > 0 ? indent : -1
    if (inCommand || closing) continue
    const found = ranked(trace, start, end)
    if (found !== null) best[found.rank] = found
  }
  return best.findLast((line) => line !== undefined) ?? null
}

interface Ranked extends CauseLine {
  readonly rank: Exclude<Rank, -1>
}

function ranked(trace: string, start: number, end: number): Ranked | null {
  const line = withoutColours(trace.slice(start, Math.min(end, start + LINE_LIMIT)))
  const rank = rankOf(line)
  if (rank !== RANK.none && rank !== RANK.shell) return { start, end, rank }
  if (rank === RANK.none) return null
  // The console's first line stands behind the wrapper's words, on their line.
  const message = trace.slice(start, Math.min(end, start + LINE_LIMIT)).indexOf(SHELL)
  const inner = message === -1 ? null : ranked(trace, start + message + SHELL.length, end)
  return inner ?? { start, end, rank }
}

function rankOf(line: string): Rank {
  const first = line.charCodeAt(0)
  if (first >= 48 && first <= 57 && LOG_START.test(line)) return rankOfLog(line)
  if (KYLIN.test(line)) return OUTSIDE.test(line) ? RANK.none : RANK.exception
  const found = CLASS_LINE.exec(line)
  if (found === null) return rankOfOutput(line)
  const name = found.groups?.['caused'] ?? found.groups?.['thrown'] ?? ''
  const rest = line.slice(found[0].length)
  if (WRAPPER.test(name)) return rankOfWrapped(rest)
  if (BARE_WRAPPER.test(name) && !/^: \S/.test(rest)) return RANK.none
  return VAGUE.test(line) ? RANK.vague : RANK.exception
}

/** `ExecuteException: a.b.ShellException: …`: what stands behind the wrapper's name. */
function rankOfWrapped(rest: string): Rank {
  const message = rest.startsWith(': ') ? rest.slice(2) : ''
  if (message === '') return RANK.none
  if (message.startsWith('OS command error') || message.includes(SHELL)) return RANK.shell
  const rank = rankOf(message)
  return rank === RANK.output ? RANK.vague : rank
}

function rankOfLog(line: string): Rank {
  const head = line.slice(0, LEVEL_WITHIN)
  const error = head.indexOf('ERROR')
  const at = error === -1 ? head.indexOf('FATAL') : error
  if (at === -1 || LOWER_LEVEL.test(head.slice(0, at))) return RANK.none
  return VAGUE.test(line) ? RANK.output : RANK.log
}

/** A line that is neither log nor exception, e.g. `bash: spark-submit: command not found`. */
function rankOfOutput(line: string): Rank {
  const silent = LOWER_LEVEL.test(line.slice(0, LEVEL_WITHIN)) || VAGUE.test(line)
  return !silent && /[\p{L}\d]/u.test(line) ? RANK.output : RANK.none
}

function startOf(trace: string): number {
  return trace.length <= SCAN_LIMIT ? 0 : trace.indexOf('\n', trace.length - SCAN_LIMIT) + 1
}

function skipIndent(text: string, from: number, end: number): number {
  let at = from
  while (at < end && (text.charCodeAt(at) === 9 || text.charCodeAt(at) === 32)) at += 1
  return at
}

function isFrame(text: string, at: number): boolean {
  const first = text.charCodeAt(at)
  if (first === 97) return text.startsWith('at ', at)
  return first === 46 && text.startsWith('... ', at)
}
