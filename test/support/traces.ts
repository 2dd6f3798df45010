import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const DIRECTORY = join(import.meta.dirname, '../fixtures/traces')

/** A failure as a log shows it, and what a person on call wants to read of it. */
export interface TraceCase {
  readonly name: string
  /** What the callback carries in `stacktrace`. */
  readonly trace: string
  readonly msg: string
  readonly errorCode: string
  readonly cause: string
  /** What the lines around the cause must hold. */
  readonly excerpt: readonly string[]
}

const OUTSIDE = 'KE-060100201: An Exception occurred outside Kylin 5.0.'
const EXECUTE = 'org.apache.kylin.job.exception.ExecuteException: '
const SHELL =
  'org.apache.kylin.common.util.ShellException: OS command error exit with return code: 1, error message: '
const FRAMES = `\tat org.apache.kylin.common.util.CliCommandExecutor.execute(CliCommandExecutor.java:150)
\tat org.apache.kylin.job.execution.AbstractExecutable.wrapWithExecuteException(AbstractExecutable.java:894)
\t... 14 more
`
const COMMAND = `The command is: 
export HADOOP_CONF_DIR=/opt/kylin/hadoop_conf && /opt/kylin/spark/bin/spark-submit \\
 --class org.apache.kylin.engine.spark.application.SparkEntry \\
 --conf 'spark.driver.extraJavaOptions=-XX:OnOutOfMemoryError=kill -9 %p'  \\
 --conf 'spark.hadoop.fs.s3a.secret.key=EXAMPLE-NOT-A-SECRET'  \\
 /opt/kylin/lib/kylin-engine-spark.jar \\
 -className org.apache.kylin.engine.spark.job.SegmentBuildJob hdfs://nn1:8020/kylin/args
`
const LOG_LINE =
  '2024-05-11T16:00:17,100 INFO  [dag-scheduler-event-loop] scheduler.DAGScheduler : Submitting ResultStage\n'

/** A console's output as Kylin sends it: three times over, wrapped, each time with the command behind it. */
function submitted(console: string): string {
  const text = `${SHELL}${console}${COMMAND}${FRAMES}`
  return `${EXECUTE}${EXECUTE}${text}Caused by: ${EXECUTE}${text}Caused by: ${text}`
}

/** The same console behind so much of Spark's log that all three copies together have `characters`. */
export function submittedAfterLog(console: string, characters: number): string {
  return submitted(LOG_LINE.repeat(Math.ceil(characters / 3 / LOG_LINE.length)) + console)
}

/** A text as a terminal shows errors: red, each line reset in one of two ways. */
export function coloured(text: string): string {
  return text.split('\n').map(red).join('\n')
}

function red(line: string, index: number): string {
  return line === '' ? line : `\u001b[31m${line}${index % 2 === 0 ? '\u001b[0m' : '\u001b(B\u001b[m'}`
}

/** A text as Windows ends its lines. */
export function withCarriageReturns(text: string): string {
  return text.replaceAll('\n', '\r\n')
}

/** Every trace under test/fixtures/traces; `change` works on the log before Kylin wraps it. */
export function traceCases(change: (log: string) => string = (log) => log): readonly TraceCase[] {
  return fixtures().map(({ whole, log, told }) =>
    withTrace(told, whole ? change(log.replace(/\n$/, '')) : submitted(change(log))),
  )
}

/** Those of them that a console printed, each made a callback's trace by `submit`. */
export function consoleCases(submit: (console: string) => string): readonly TraceCase[] {
  return fixtures().flatMap(({ whole, log, told }) => (whole ? [] : [withTrace(told, submit(log))]))
}

function withTrace(told: Fixture['told'], trace: string): TraceCase {
  return { ...told, trace }
}

interface Fixture {
  /** Whether the log is Kylin's whole trace; else it is what spark-submit printed. */
  readonly whole: boolean
  readonly log: string
  readonly told: Omit<TraceCase, 'trace'>
}

function fixtures(): readonly Fixture[] {
  return readdirSync(DIRECTORY).map((file) => {
    const text = readFileSync(join(DIRECTORY, file), 'utf8')
    const [head = '', log = ''] = text.split(/^---\n/m, 2)
    const told = (name: string): readonly string[] =>
      head.split('\n').flatMap((line) => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2)] : []))
    const [cause] = told('cause')
    if (cause === undefined) throw new Error(`${file} has no cause`)
    return {
      whole: told('whole').length > 0,
      log,
      told: {
        name: file.replace(/\.txt$/, ''),
        msg: told('msg')[0] ?? OUTSIDE,
        errorCode: told('error_code')[0] ?? 'KE-060100201',
        cause,
        excerpt: told('excerpt'),
      },
    }
  })
}
