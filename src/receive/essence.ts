const CAUSE_LIMIT = 1_000

/** `a.b.SomeException`, `Error`: what Java prints before the message. */
const CLASS = /^(?:[A-Za-z_$][\w$]{0,99}\.){0,30}(?<simple>[A-Za-z_$][\w$]{0,199})(?=$|:(?:\s|$))/
const REMOTE = /^[\w.$]{1,300}\((?<inner>[\w.$]{1,300})\)(?=:)/
const THROWABLE = /(?:Exception|Error|Throwable|Failure|Fault)\d?$/
/** They say no more than that something failed. */
const GENERIC =
  /^(?:\w*SparkException|RuntimeException|Exception|Error|Throwable|IOException|KylinException|HiveException|IllegalStateException|IllegalArgumentException|ExecutionException|AnalysisException|QueryExecutionException|TTransportException|SQLException|ExecuteException|ShellException|InvocationTargetException|CompletionException)$/

/** What Java, Spark and YARN put before the reason. Anchored, bounded: each is one step. */
const LEADS: readonly RegExp[] = [
  /^Caused by: /,
  /^Exception in thread "[^"]{0,200}" /,
  /^(?:diagnostics: )?User class threw exception: /,
  /^diagnostics: /,
  /^[\d\-/:.,TZ+ ]{8,40}\s?(?:\[[^\]]{0,100}\] ?)?(?:ERROR|FATAL) {1,5}(?:\[[^\]]{0,100}\] ?)?(?:[\w.$]{1,200} ?: )?/,
  /^Job aborted due to stage failure: /,
  /^Task \d+(?:\.\d+)? in stage [\d.]+ failed \d+ times?, most recent failure: /,
  /^Lost task [\d.]+ in stage [\d.]+ (?:\([^)]{0,300}\) ?){1,3}: /,
  /^ExecutorLostFailure \([^)]{0,300}\) Reason: /,
]

/** The readable core of an exception or error line: one line, at most 1,000 characters. */
export function essence(line: string): string {
  let text = line.trim()
  for (let before = ''; before !== text;) {
    before = text
    for (const lead of LEADS) text = text.replace(lead, '')
    text = withoutClass(text)
  }
  return oneLine(text)
}

/** The text on one line, white space joined, at most 1,000 characters. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 2 * CAUSE_LIMIT)
    .replaceAll(/\s+/g, ' ')
    .trim()
  return line.length <= CAUSE_LIMIT ? line : `${line.slice(0, CAUSE_LIMIT - 1)}…`
}

/** Drops a class that says nothing or stands before another one; of others the package. */
function withoutClass(text: string): string {
  const inner = REMOTE.exec(text)
  if (inner !== null) return `${inner.groups?.['inner'] ?? ''}${text.slice(inner[0].length)}`
  const found = CLASS.exec(text)
  const simple = found?.groups?.['simple'] ?? ''
  if (found === null || !THROWABLE.test(simple)) return text
  const message = text.slice(found[0].length + 1).trim()
  const next = CLASS.exec(message)?.groups?.['simple'] ?? ''
  if (THROWABLE.test(next) || REMOTE.test(message)) return message
  if (GENERIC.test(simple) && message.includes(' ')) return message
  return message === '' ? simple : `${simple}: ${message}`
}
