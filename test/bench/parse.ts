import { causeOf } from '../../src/receive/cause.ts'
import { parseCallback } from '../../src/receive/callback.ts'
import { keptTrace } from '../../src/receive/kept-trace.ts'
import { callbackBody } from '../support/load.ts'
import { median, type Row } from './row.ts'

const RUNS = 15
const MB = 2 ** 20

/** A callback of 10 MB, as a failed Spark step sends it: the console's output, three times over. */
export function parse(): Promise<readonly Row[]> {
  const line =
    '2024-05-11T16:00:17,100 INFO  [dag-scheduler-event-loop] scheduler.DAGScheduler : Submitting stage\n'
  const why = 'Caused by: org.apache.spark.SparkException: Job aborted: No space left on device\n'
  const secret = " --conf 'spark.hadoop.fs.s3a.secret.key=EXAMPLE-NOT-A-SECRET'  \\\n"
  const part = line.repeat(Math.ceil((10 * MB) / 3 / line.length)) + why + secret
  const trace = part.repeat(3)
  const body = Buffer.from(callbackBody(1, { error_code: null, msg: null, stacktrace: trace }))
  const json = timed(() => JSON.parse(body.toString('utf8')) as unknown)
  const whole = timed(() => parseCallback(body, { id: 'bench', cluster: 'default', receivedAt: 0 }))
  const cause = timed(() => {
    causeOf({ trace, masked: false, msg: '', errorCode: '' })
    keptTrace(trace)
  })
  return Promise.resolve([
    {
      work: `callback of ${(body.length / MB).toFixed(1)} MB`,
      measured: `cause, excerpt and masking ${cause.toFixed(1)} ms, the whole ${whole.toFixed(1)} ms`,
      baseline: `JSON.parse alone ${json.toFixed(1)} ms`,
      ratio: 'at most 80 ms and 150 ms',
      met: cause <= 80 && whole <= 150,
    },
  ])
}

function timed(work: () => unknown): number {
  const took = Array.from({ length: RUNS }, () => {
    const startedAt = performance.now()
    work()
    return performance.now() - startedAt
  })
  return median(took)
}
