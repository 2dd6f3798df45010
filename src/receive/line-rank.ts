/** How telling a line is; the last one of the highest rank is the cause. `main`: it ended the program. */
export const RANK = { none: -1, shell: 0, output: 1, vague: 2, log: 3, exception: 4, main: 5 } as const
export type Rank = (typeof RANK)[keyof typeof RANK]

/**
 * What a line begins: an exception (`main`: that of the main thread; `caused`: the cause of the one before), a log
 * record (`quiet`: one whose stack trace is no reason to fail), or neither.
 */
type Kind = 'root' | 'main' | 'caused' | 'log' | 'quiet' | 'other'

/** One line by itself, without those around it. */
export interface Judged {
  readonly rank: Rank
  readonly kind: Kind
}

/** Kylin's words before what a shell command printed. */
export const SHELL = 'error message: '
export const CAUSED = 'Caused by: '

const MAIN = 'Exception in thread "main" '
const USER_CLASS = /^(?:diagnostics: )?User class threw exception: /
const CLASS_LINE =
  /^(?:Caused by: (?<caused>[\w.$]{1,500})|(?:Exception in thread "[^"]{0,200}" |User class threw exception: |diagnostics: User class threw exception: |FAILED: |(?:Terminating|Aborting) due to )?(?<thrown>[\w.$]{0,300}(?:Exception|Error|Throwable|Failure|InvalidToken)))(?=$|[:(\s])/
const THROWABLE = /(?:Exception|Error|Throwable|Failure|InvalidToken)$/
const WRAPPER = /(?:^|\.)(?:ExecuteException|ShellException)$/
const BARE_WRAPPER =
  /(?:^|\.)(?:InvocationTargetException|UndeclaredThrowableException|ExecutionException|CompletionException|PrivilegedActionException)$/
/** What happens after the failure, or says no more than that there was one. */
const VAGUE =
  /InterruptedException|ClosedByInterruptException|: Error execute org\.apache\.kylin|SparkException: Job aborted\.?$|finished with failed status|IOException: Failed to delete|SparkContext was shut down|^Driver stacktrace/
/** Loggers of what breaks while a failed program is being closed. */
const CLOSING =
  /ShutdownHookManager|ContextCleaner|AsyncEventQueue|LiveListenerBus|Transport(?:Request|Response|Channel)Handler|TransportClient|OneForOneBlockFetcher|RetryingBlock|Uncaught exception in thread (?:shutdown|spark-listener)/
const KYLIN = /^(?:Caused by: )?KE-\d{6,12}[:：]/
/** What Kylin says of every failure that is not its own: nothing. */
export const OUTSIDE = /^(?:Caused by: )?KE-060100201|An Exception occurred outside Ky/
const LOG_START = /^\d[\d\-/:.,TZ+ ]{7,40}/
const LOWER_LEVEL = /\b(?:INFO|WARN|DEBUG|TRACE)\b/
const QUIET_LEVEL = /\b(?:WARN|DEBUG|TRACE)\b/
/** The level of a log line stands within this many characters. */
const LEVEL_WITHIN = 120
const DIAGNOSTICS = /^Failing this attempt\. ?Diagnostics: /
/** The JVM's own last words, in a frame of `#`. */
const CRASH =
  /^#\s{1,4}(?:SIG[A-Z]{2,8} |Internal Error |There is insufficient memory|Out of Memory Error|java\.lang\.OutOfMemoryError|fatal error: OutOfMemory)/

const NOTHING: Judged = { rank: RANK.none, kind: 'other' }
const OUTPUT: Judged = { rank: RANK.output, kind: 'other' }
const WORD = /[\p{L}\d]/u
/** `Error` is the shortest name of an exception. */
const SHORTEST_NAME = 5

/** Judges a line without colours. @param last whether the text ends with it, so that it may be cut */
export function judge(line: string, last: boolean): Judged {
  if (line.length < SHORTEST_NAME) return WORD.test(line) ? OUTPUT : NOTHING
  const first = line.charCodeAt(0)
  if (first >= 48 && first <= 57 && LOG_START.test(line)) return judgeLog(line)
  if (first === 35) return CRASH.test(line) ? { rank: RANK.exception, kind: 'root' } : NOTHING
  if (KYLIN.test(line)) return { rank: OUTSIDE.test(line) ? RANK.none : RANK.exception, kind: kindOf(line) }
  const found = CLASS_LINE.exec(line)
  if (found === null) return judgeOutput(line)
  const { caused, thrown } = found.groups ?? {}
  const name = caused ?? thrown ?? ''
  const rest = line.slice(found[0].length)
  const kind = kindOf(line)
  if (last && rest === '' && !THROWABLE.test(name)) return NOTHING
  if (WRAPPER.test(name)) return { rank: rankOfWrapped(rest), kind }
  if (BARE_WRAPPER.test(name) && !/^: \S/.test(rest)) return { rank: RANK.none, kind }
  return { rank: VAGUE.test(line) ? RANK.vague : RANK.exception, kind }
}

function kindOf(line: string): Kind {
  if (line.startsWith(CAUSED)) return 'caused'
  return line.startsWith(MAIN) || USER_CLASS.test(line) ? 'main' : 'root'
}

/** `ExecuteException: a.b.ShellException: …`: what stands behind the wrapper's name. */
function rankOfWrapped(rest: string): Rank {
  const message = rest.startsWith(': ') ? rest.slice(2) : ''
  if (message === '') return RANK.none
  if (message.startsWith('OS command error') || message.includes(SHELL)) return RANK.shell
  const { rank } = judge(message, false)
  return rank === RANK.output ? RANK.vague : rank
}

const QUIET: Judged = { rank: RANK.none, kind: 'quiet' }
const LOWER: Judged = { rank: RANK.none, kind: 'log' }

function judgeLog(line: string): Judged {
  const head = line.slice(0, LEVEL_WITHIN)
  const error = head.indexOf('ERROR')
  const at = error === -1 ? head.indexOf('FATAL') : error
  if (at === -1 || LOWER_LEVEL.test(head.slice(0, at))) return isQuiet(head) ? QUIET : LOWER
  if (CLOSING.test(line)) return { rank: RANK.output, kind: 'quiet' }
  return { rank: VAGUE.test(line) ? RANK.output : RANK.log, kind: 'log' }
}

/** Nearly every line of a log is INFO, and a regex for each costs 6 ms on 4 MB. */
function isQuiet(head: string): boolean {
  return !head.includes('INFO') && QUIET_LEVEL.test(head)
}

const LEVEL = /\b(?:INFO|WARN(?:ING)?|DEBUG|TRACE|ERROR|FATAL)\b/
const LEVEL_START = /^\[?(?:INFO|DEBUG|TRACE)\b/
/** `INFO ApplicationMaster: Final app status: FAILED, exitCode: 15` tells something for all its level. */
const TELLING = /fail|kill|\blost\b|exception: |error: |exit ?code/i

/** Whether a line begins a log record: a date, and soon a level. */
export function isRecord(line: string): boolean {
  return levelOf(line) !== null
}

/** Whether a line is a log record of INFO or below that speaks of no failure. */
export function isNoise(line: string): boolean {
  const low = LEVEL_START.test(line) || /^(?:INFO|DEBUG|TRACE)$/.test(levelOf(line) ?? '')
  return low && !TELLING.test(line)
}

function levelOf(line: string): string | null {
  return LOG_START.test(line) ? (LEVEL.exec(line.slice(0, LEVEL_WITHIN))?.[0] ?? null) : null
}

/** Whether a line is a frame of a Java stack trace, or says how many more there are. */
export function isFrame(line: string): boolean {
  return /^\s*(?:at \S|\.\.\. \d)/.test(line)
}

/** A line that is neither log nor exception, e.g. `bash: spark-submit: command not found`. */
function judgeOutput(line: string): Judged {
  if (DIAGNOSTICS.test(line)) return { rank: RANK.exception, kind: 'other' }
  const silent = LOWER_LEVEL.test(line.slice(0, LEVEL_WITHIN)) || VAGUE.test(line)
  return !silent && WORD.test(line) ? OUTPUT : NOTHING
}
