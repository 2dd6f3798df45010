const CAUSE_LIMIT = 1_000

/** `a.b.SomeException`, `Error`: what Java prints before the message. */
const CLASS =
  /^(?<package>(?:[A-Za-z_$][\w$]{0,99}\.){0,30})(?:[A-Za-z_][\w]{0,99}\$){0,5}(?<simple>[A-Za-z_$][\w$]{0,199})(?=$|:(?:\s|$))/
const REMOTE = /^[\w.$]{1,300}\((?<inner>[\w.$]{1,300})\)(?=:)/
const THROWABLE = /(?:Exception|Error|Throwable|Failure|Fault)\d?$/
/** `org.apache.X`: a class, whatever its name ends in. */
const PACKAGE = /^(?:[a-z][\w$]*\.){2,}$/
/** They say no more than that something failed. */
const GENERIC =
  /^(?:\w*SparkException|RuntimeException|Exception|Error|Throwable|IOException|KylinException|HiveException|IllegalStateException|IllegalArgumentException|ExecutionException|AnalysisException|QueryExecutionException|TTransportException|YarnException|SQLException|ExecuteException|ShellException|InvocationTargetException|CompletionException)$/
/** Of these only the message counts: one word is a class or nothing. */
const SENTENCE = /\s|[\u3000-\u9fff]/

/** What Java, Spark and YARN put before the reason. Anchored, bounded: each is one step. */
const LEADS: readonly RegExp[] = [
  /^Caused by: /,
  /^Exception in thread "[^"]{0,200}" /,
  /^(?:diagnostics: )?User class threw exception: /,
  /^diagnostics: /,
  /^Failing this attempt\. ?Diagnostics: /,
  /^\[[\d\-:., ]{8,40}\]/,
  /^#\s{1,4}/,
  /^FAILED: /,
  /^(?:Terminating|Aborting) due to (?=\S{1,100}Error\b)/,
  /^[\d\-/:.,TZ+ ]{8,40}\s?(?:\[[^\]]{0,100}\] ?)?(?:ERROR|FATAL) {1,5}(?:\[[^\]]{0,100}\] ?)?(?:[\w.$]{1,200} ?: )?/,
  /^Job aborted due to stage failure: /,
  /^\w+ \d{1,9} \([^)]{0,200}\) has failed the maximum allowable number of times: \d+\. Most recent failure reason: /,
  /^Task \d+(?:\.\d+)? in stage [\d.]+ failed \d+ times?, most recent failure: /,
  /^Lost task [\d.]+ in stage [\d.]+ (?:\([^)]{0,300}\) ?){1,3}: /,
  /^ExecutorLostFailure \([^)]{0,300}\) Reason: /,
]

/** A cause in the same line as what it caused, as loggers that write one line a record leave it. */
const NESTED =
  /(?<bracket>\[)?(?:Caused by|nested exception is):? (?=[\w.$]{0,300}(?:Exception|Error|Throwable|Failure)\b)/
/** A frame in the middle of a line, its line break written out or gone; all behind it belongs to the stack. */
const INLINE_FRAME = /(?:\\{1,4}[nrt]|\s){1,6}at [\w.$<>/]{3,200}\([^()]{0,100}\)[\s\S]*$/
const INLINE_TIME = /\[\d{4}-\d\d-\d\d[ T][\d:.,]{8,16}\](?=\S)/g
const INLINE_PACKAGE =
  /(?<![\w.$/])(?:[a-z]\w{0,40}\.){2,12}(?=[A-Z][\w$]{0,80}(?:Exception|Error|Failure)(?=:\s|;))/g
/** Thrift prints its exceptions so. */
const THRIFT = /^(?:[\w.]{1,200}\.)?(?<simple>\w{1,80})\(message:/

/** The readable core of an exception or error line: one line, at most 1,000 characters. */
export function essence(line: string): string {
  return oneLine(innermost(line.trim().split(NESTED)))
}

/** The text on one line, white space joined, at most 1,000 characters. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 2 * CAUSE_LIMIT)
    .replaceAll(/\s+/g, ' ')
    .trim()
  return line.length <= CAUSE_LIMIT ? line : `${line.slice(0, CAUSE_LIMIT - 1)}…`
}

/** @param parts of a line, split at NESTED: texts, and between them a bracket or nothing */
function innermost(parts: readonly (string | undefined)[]): string {
  const texts = parts.filter((_, index) => index % 2 === 0).map((part) => part ?? '')
  const bracketed = parts.at(-2) !== undefined && parts.length > 1
  const last = texts.at(-1) ?? ''
  const inner = stripped(bracketed ? (last.split(']', 1)[0] ?? '') : last)
  return texts.length < 2 ? inner : inContext(inner, stripped(texts.at(-2) ?? ''))
}

function stripped(line: string): string {
  let text = withoutTail(line.replace(INLINE_FRAME, ''))
  for (let before = ''; before !== text;) {
    before = text
    for (const lead of LEADS) text = text.replace(lead, '')
    text = withoutClass(text)
  }
  return text.replaceAll(INLINE_TIME, '').replaceAll(INLINE_PACKAGE, '')
}

/** Without blanks, semicolons and written-out line breaks at its end. A regex for this takes 100 ms on 4,000 blanks. */
function withoutTail(text: string): string {
  let end = text.length
  for (;;) {
    const before = end
    while (end > 0 && /[\s;]/.test(text.charAt(end - 1))) end -= 1
    if (/\\[nrt]$/.test(text.slice(Math.max(0, end - 2), end))) end -= 2
    if (end === before) return text.slice(0, end)
  }
}

/** Drops a class that says nothing or stands before another one; of others the package. */
function withoutClass(text: string): string {
  const remote = REMOTE.exec(text)
  if (remote !== null) return `${remote.groups?.['inner'] ?? ''}${text.slice(remote[0].length)}`
  const thrift = THRIFT.exec(text)
  if (thrift !== null) return fromThrift(text.slice(thrift[0].length), thrift.groups?.['simple'] ?? '')
  const found = CLASS.exec(text)
  const simple = found?.groups?.['simple'] ?? ''
  if (found === null || !isClass(found)) return text
  const message = text.slice(found[0].length + 1).trim()
  const next = CLASS.exec(message)
  if ((next !== null && THROWABLE.test(next.groups?.['simple'] ?? '')) || REMOTE.test(message)) return message
  if (GENERIC.test(simple) && SENTENCE.test(message)) return message
  return message === '' ? simple : `${simple}: ${message}`
}

function isClass(found: RegExpExecArray): boolean {
  const { package: path = '', simple = '' } = found.groups ?? {}
  return THROWABLE.test(simple) || (PACKAGE.test(path) && /^[A-Z]/.test(simple) && simple !== found[0])
}

/** The message, without the parenthesis that closed behind it. */
function fromThrift(message: string, simple: string): string {
  const open = message.split('(').length
  const text = message.endsWith(')') && message.split(')').length > open ? message.slice(0, -1) : message
  return simple === 'MetaException' ? text : `${simple}: ${text}`
}

/** They say nothing without what they happened to. */
const BLAND =
  /^(?:\w+: )?(?:Connection (?:refused|reset|timed out)(?: by peer)?(?: \([\w ]{1,40}\))?|Broken pipe|(?:Read|connect) timed out|(?:Filesystem|Stream|Channel) closed|Futures timed out after .{1,60}|null)$|^(?:UnsupportedOperation|EOF|(?:Array|String)?IndexOutOfBounds|ConcurrentModification|Timeout|ClosedChannel)Exception(?:$|: )/i
const BARE = /^[A-Z][\w$]{2,199}(?:Exception|Error|Throwable|Failure)$/
/** A message as short as this stands in any other by accident. */
const TELLING = 8
/** A longer one buries what it repeats. */
const OUTER_LIMIT = 600

/**
 * An exception with the one it caused behind it, where that says more: if the outer repeats it and adds to it (a
 * path, a host), the outer; if it says nothing by itself (`Connection refused`), both.
 */
export function inContext(inner: string, outer: string): string {
  if (outer === '' || outer === inner || outer.length > OUTER_LIMIT) return inner
  const message = inner.replace(/^[\w$]{1,200}: /, '')
  if (message.length >= TELLING && outer.includes(message)) return outer
  const repeated = outer.endsWith(inner)
  return !repeated && (BLAND.test(inner) || BARE.test(inner))
    ? `${outer.replace(/[\s.:;,]+$/, '')}: ${inner}`
    : inner
}

const FRAME =
  /^at (?:[\w.$@-]{1,200}\/)?(?:[\w$]{1,100}\.){0,30}(?<place>[\w$]{1,200}\.[\w$<>]{1,200}\([^()]{0,200}\))/
const LIBRARY = /^at (?:[\w.@-]{1,60}\/)?(?:java|javax|jdk|sun|scala)\./

/** An exception without a message, with the place where it was thrown: the first frame outside of Java's own library. */
export function withPlace(cause: string, frames: readonly string[]): string {
  if (!/(?:^|: )[A-Z][\w$]{2,199}(?:Exception|Error|Throwable|Failure)$/.test(cause)) return cause
  const frame = frames.find((line) => !LIBRARY.test(line)) ?? frames[0] ?? ''
  const place = FRAME.exec(frame)?.groups?.['place']
  return place === undefined ? cause : `${cause} at ${place}`
}
