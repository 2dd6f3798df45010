import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventOf } from './arrival.ts'

const OUTSIDE = {
  error_code: 'KE-060100201',
  msg: 'KE-060100201: An Exception occurred outside Kylin 5.0.',
}
const FRAMES = '\tat org.apache.spark.deploy.SparkSubmit.main(SparkSubmit.scala)\n\t... 14 more\n'
const COMMAND = `The command is: \nexport HADOOP_CONF_DIR=/opt && spark-submit \\\n --conf 'spark.driver.extraJavaOptions=-XX:OnOutOfMemoryError=kill'  \\\n --class org.apache.FooException \\\n /opt/kylin.jar -className a.b.Job hdfs://nn1:8020/args\n`
const WRAPPED = 'org.apache.kylin.job.exception.ExecuteException: '
const SHELL =
  'org.apache.kylin.common.util.ShellException: OS command error exit with return code: 1, error message: '
const LOG =
  '2024-05-11T16:00:17,100 INFO  [main] scheduler.DAGScheduler : registered ExceptionHandler java.lang.Exception\n'

/** A console's output as Kylin sends it: three times, wrapped. */
function submitted(console: string): string {
  const text = `${SHELL}${LOG}${console}${COMMAND}${FRAMES}`
  return `${WRAPPED}${WRAPPED}${text}Caused by: ${WRAPPED}${text}Caused by: ${text}`
}

const cause = (stacktrace: string): string => eventOf({ ...OUTSIDE, stacktrace }).cause

describe('the cause', () => {
  test.each([
    [
      'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n',
      'OutOfMemoryError: Java heap space',
    ],
    [
      `Exception in thread "main" java.lang.RuntimeException: Error execute org.apache.kylin.Job\n${FRAMES}Caused by: java.lang.ClassNotFoundException: org.apache.hudi.Foo\n`,
      'ClassNotFoundException: org.apache.hudi.Foo',
    ],
    [
      'Caused by: org.apache.hadoop.ipc.RemoteException(org.apache.hadoop.security.AccessControlException): Permission denied: user=kylin, access=WRITE, inode="/kylin":hdfs:hdfs:drwxr-xr-x\n',
      'AccessControlException: Permission denied: user=kylin, access=WRITE, inode="/kylin":hdfs:hdfs:drwxr-xr-x',
    ],
    [
      'Caused by: MetaException(message:Could not connect to meta store using any of the URIs provided. Most recent failure: org.apache.thrift.transport.TTransportException: java.net.ConnectException: Connection refused)\n',
      'Could not connect to meta store using any of the URIs provided. Most recent failure: TTransportException: ConnectException: Connection refused',
    ],
    [
      'Exception in thread "main" org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure: Lost task 0.3 in stage 1.0 (TID 9) (host7 executor 2): java.io.FileNotFoundException: hdfs://nn1:8020/a\n',
      'FileNotFoundException: hdfs://nn1:8020/a',
    ],
    [
      'Exception in thread "main" org.apache.spark.sql.AnalysisException: 表不存在: 销售.订单 没有\n',
      '表不存在: 销售.订单 没有',
    ],
    ['\u001B[31mCaused by: java.lang.IllegalStateException: no more\r\u001B[0m space left\r\n', 'space left'],
    [
      '2024-05-11 16:03:18 ERROR YarnScheduler: Lost executor 3 on host7: killed\n',
      'Lost executor 3 on host7: killed',
    ],
    [
      'bash: /opt/kylin/spark/bin/spark-submit: No such file or directory\n',
      'bash: /opt/kylin/spark/bin/spark-submit: No such file or directory',
    ],
    [
      '\t diagnostics: User class threw exception: java.lang.ArithmeticException: / by zero\n',
      'ArithmeticException: / by zero',
    ],
    [
      `Exception in thread "main" java.lang.NullPointerException\n${FRAMES}2024-05-11 16:03:18 ERROR ShutdownHookManager: Exception while deleting\njava.io.IOException: Failed to delete: /tmp/spark\n`,
      'NullPointerException at SparkSubmit.main(SparkSubmit.scala)',
    ],
    [
      `java.sql.SQLException: cannot open it\n${FRAMES}\tSuppressed: java.io.IOException: close failed twice\n\t\tat a.B.c(B.java:1)\n\tCaused by: java.io.EOFException: end of it all\n\t\t... 3 more\n`,
      'cannot open it',
    ],
  ])('of %.60j is %j', (console, expected) => {
    expect(cause(submitted(console))).toBe(expected)
  })

  test('of a Spark job killed by YARN is the sentence that says so', () => {
    const body = readFileSync(
      join(import.meta.dirname, '../fixtures/callbacks/02-inc_build-error-spark.json'),
    )
    const event = eventOf(body)
    expect(event.cause).toBe(
      'Container killed by YARN for exceeding physical memory limits. 4.6 GB of 4.5 GB physical memory used.',
    )
    expect(event.excerpt.split('\n')).toHaveLength(6)
    expect(event.excerpt).toMatch(/^Caused by: .*exit with return code: 1, error message: …\n.* ERROR /)
    expect(event.excerpt).not.toContain('INFO')
    expect(event.excerpt).not.toContain('\u001B')
    expect(event.excerpt).not.toMatch(/The command is|NOT-A-SECRET/)
  })

  test("of Kylin's own exception is its message as it is", () => {
    const msg = 'KE-030001201: Can\'t build, the expected number of rows for index "2" does not match.'
    expect(eventOf({ error_code: 'KE-030001201', msg, stacktrace: `${msg}\n${FRAMES}` })).toMatchObject({
      cause: msg,
      excerpt: `${msg}\n${FRAMES.trimEnd()}`,
    })
  })

  test('is the exit code where a console said nothing', () => {
    const text = `${WRAPPED}org.apache.kylin.common.util.ShellException: OS command error exit with return code: 143, error message: \n${COMMAND}${FRAMES}`
    expect(cause(text)).toBe('OS command error exit with return code: 143')
  })

  test('is the message without a trace, the code without a message, and nothing without both', () => {
    expect(cause('')).toBe(OUTSIDE.msg)
    expect(eventOf({ msg: null, error_code: 'KE-1' }).cause).toBe('KE-1')
    expect(eventOf({ msg: null, err_code: 'KE-2', error_code: null }).cause).toBe('KE-2')
    expect(eventOf({}).cause).toBe('')
    expect(cause(`${WRAPPED}\n${FRAMES}`)).toBe(OUTSIDE.msg)
  })

  test('is nothing where nothing failed', () => {
    expect(eventOf({ job_state: 'SUCCEED', msg: 'fine', stacktrace: null })).toMatchObject({
      cause: '',
      excerpt: '',
    })
    expect(eventOf({ job_state: 'PAUSED' }).cause).toBe('')
  })

  test('is found at the end of a huge trace, and on the head of an endless line', () => {
    const end = 'Caused by: java.lang.OutOfMemoryError: Metaspace\n'
    expect(cause(submitted(LOG.repeat(20_000) + end))).toBe('OutOfMemoryError: Metaspace')
    expect(cause(`java.lang.OutOfMemoryError: ${'x'.repeat(3_000_000)}`)).toMatch(
      /^OutOfMemoryError: x{980,}…$/,
    )
  })

  test('is one line of at most 1,000 characters', () => {
    const found = cause(`Caused by: a.FooException: ${'ab \t'.repeat(2_000)}`)
    expect(found).toHaveLength(1_000)
    expect(found).not.toMatch(/[\n\t]/)
  })

  test('is found behind a shell that ran a shell, and something on a line of nothing but shells', () => {
    const wrapper = 'ShellException: error message: '
    expect(cause(`${wrapper.repeat(3)}No space left on device`)).toContain('No space left on device')
    expect(cause(wrapper.repeat(6_000))).toContain('ShellException')
  })
})
