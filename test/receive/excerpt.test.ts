import { expect, test } from 'vitest'
import { causeOf } from '../../src/receive/cause.ts'

const INFO = '24/05/11 16:02:51 INFO DAGScheduler: Submitting ResultStage 1, which has no missing parents\n'
const SHELL =
  'org.apache.kylin.common.util.ShellException: OS command error exit with return code: 1, error message: '
const COMMAND =
  'The command is:\n spark-submit \\\n --conf a=b\n\tat a.CliCommandExecutor.execute(A.java:1)\n'
const ERROR = '24/05/11 16:03:18 ERROR TaskSetManager: Task 7 in stage 12.0 failed 4 times; aborting job\n'

function frames(count: number): string {
  return Array.from({ length: count }, (_, n) => `\tat a.B.c${n}(B.java:${n})\n`).join('')
}

function excerpt(trace: string): readonly string[] {
  return causeOf({ trace, masked: false, msg: '', errorCode: '' }).excerpt.split('\n')
}

test('the log that tells nothing is left out, and … stands for it', () => {
  const trace = `${SHELL}${INFO}${INFO}${ERROR}${INFO}${INFO}java.lang.Error: no\n${frames(1)}${INFO}${COMMAND}`
  expect(excerpt(trace)).toEqual([
    `${SHELL}…`,
    ERROR.trimEnd(),
    '…',
    'java.lang.Error: no',
    '\tat a.B.c0(B.java:0)',
  ])
})

test('a record of INFO that speaks of a failure stays', () => {
  const told = '24/05/11 16:03:19 INFO ApplicationMaster: Final app status: FAILED, exitCode: 15'
  expect(excerpt(`${ERROR}${INFO}${told}\n${INFO}`)).toEqual([ERROR.trimEnd(), '…', told])
})

test('of what the cause led to only the exceptions are shown, of the cause its first frames', () => {
  const trace = `a.AException: a\n${frames(20)}Caused by: b.BException: b\n${frames(20)}Caused by: c.CException: c\n${frames(20)}`
  expect(excerpt(trace)).toEqual([
    'a.AException: a',
    '…',
    'Caused by: b.BException: b',
    '…',
    'Caused by: c.CException: c',
    ...frames(7).trimEnd().split('\n'),
  ])
})

test('what the log says after the frames of the cause is left out', () => {
  const late = '24/05/11 16:03:19 WARN TransportChannelHandler: Exception in connection from /10.0.0.9\n'
  const trace = `${ERROR}a.AException: a\n${frames(2)}${late}java.io.IOException: reset\n${frames(1)}`
  expect(excerpt(trace)).toEqual([ERROR.trimEnd(), 'a.AException: a', ...frames(2).trimEnd().split('\n')])
})

test('frames whose exception is not shown are not shown', () => {
  const trace = `${'a.AException: a\n'.repeat(50)}${frames(20)}Caused by: b.BException: b\n${frames(20)}`
  expect(excerpt(trace)[0]).toBe('a.AException: a')
  const far = `a.AException: a\n${frames(70)}Caused by: b.BException: b\n${frames(1)}`
  expect(excerpt(far)).toEqual(['Caused by: b.BException: b', frames(1).trimEnd()])
})

test('what Kylin ran before does not stand before the first line of a console', () => {
  const text = `${SHELL}kinit: revoked\n${COMMAND}`
  expect(excerpt(`${text}Caused by: ${text}`)).toEqual(['kinit: revoked'])
})

test('a log without any failure is shown as it begins', () => {
  expect(excerpt(INFO.repeat(30))).toEqual(Array.from({ length: 12 }, () => INFO.trimEnd()))
})
