import { randomUUID } from 'node:crypto'

/** Bodies of callbacks as Kylin writes them, for a first look without a Kylin; ids and times are fresh. */
export function sampleCallbacks(now: number): string[] {
  const bodies = SAMPLES.map((sample, index) => {
    const minutes = SAMPLES.length + 1 - index
    return fresh(sample, now - minutes * 60_000)
  })
  const [failed = {}] = bodies
  return [...bodies, rerun(failed, now)].map((body) => JSON.stringify(body))
}

/** The same job once it was resumed and went through: its story goes on. */
function rerun(failed: Record<string, unknown>, end: number): Record<string, unknown> {
  return { ...failed, job_state: 'SUCCEED', end_time: end, ...NO_ERROR }
}

const NO_ERROR = { error_code: null, suggestion: null, msg: null, code: null, stacktrace: null }

interface Sample {
  readonly project: string
  readonly job_type: string
  readonly job_state: string
  readonly duration: number
  readonly over?: Readonly<Record<string, unknown>>
}

const OUTSIDE = {
  error_code: 'KE-060100201',
  msg: 'KE-060100201: An Exception occurred outside Kylin 5.0.',
  suggestion: 'Please check whether the external environment(other systems, components, etc.) is normal.',
  code: '999',
}

const SAMPLES: readonly Sample[] = [
  {
    project: 'sales_eu',
    job_type: 'INC_BUILD',
    job_state: 'ERROR',
    duration: 1_834_110,
    over: { ...OUTSIDE, tag: 'nightly-sales', stacktrace: sparkTrace() },
  },
  {
    project: 'sales_eu',
    job_type: 'INDEX_BUILD',
    job_state: 'SUCCEED',
    duration: 183_911,
    over: { tag: '每日销售' },
  },
  {
    project: 'risk',
    job_type: 'INDEX_REFRESH',
    job_state: 'ERROR',
    duration: 61_004,
    over: {
      error_code: 'KE-030001201',
      msg: `KE-030001201: Can't build, the expected number of rows for index "20000000001" does not match the actual built number of rows.`,
      suggestion: '',
      code: '999',
      stacktrace: `KE-030001201: Can't build, the expected number of rows for index "20000000001" does not match the actual built number of rows.\n\tat org.apache.kylin.engine.spark.job.NSparkUpdateMetadataStep.doWork(NSparkUpdateMetadataStep.java:71)\n\tat org.apache.kylin.job.execution.AbstractExecutable.execute(AbstractExecutable.java:388)\n`,
    },
  },
  {
    project: 'risk',
    job_type: 'INDEX_MERGE',
    job_state: 'PAUSED',
    duration: 5_405_000,
    over: { tag: { owner: 'amy' } },
  },
  { project: 'retail', job_type: 'INDEX_REFRESH', job_state: 'DISCARDED', duration: 61_004 },
  {
    project: 'retail',
    job_type: 'SNAPSHOT_BUILD',
    job_state: 'SUCCEED',
    duration: 40_655,
    over: {
      model_id: null,
      segment_ids: null,
      index_ids: null,
      snapshot_job_info: {
        table: 'P_LINEORDER',
        database: 'SSB',
        total_rows: 60_175,
        storage: 2_771_320,
        last_modified_time: 1_715_418_039_870,
        status: 'ONLINE',
        select_partition_col: 'LO_ORDERDATE',
      },
    },
  },
  { project: 'sandbox', job_type: 'INC_BUILD', job_state: 'ERROR', duration: 12_000, over: OUTSIDE },
  { project: 'retail', job_type: 'META', job_state: 'SUCCEED', duration: 10_112, over: { model_id: null } },
]

function fresh(sample: Sample, end: number): Record<string, unknown> {
  const model = randomUUID()
  const segment = randomUUID()
  const { over, ...fields } = sample
  return {
    job_id: `${randomUUID()}-${model}`,
    model_id: model,
    segment_ids: [segment],
    index_ids: [1, 10_001, 20_000_000_001],
    ...fields,
    segment_time_range: [
      { segment_id: segment, data_range_start: end - 86_400_000, data_range_end: end - (end % 60_000) },
    ],
    segment_partition_info: [],
    snapshot_job_info: null,
    start_time: end - sample.duration,
    end_time: end,
    tag: null,
    ...NO_ERROR,
    ...over,
  }
}

/** A failed Spark step: the reason stands deep in spark-submit's console output, wrapped twice. */
function sparkTrace(): string {
  const wrapper = 'org.apache.kylin.job.exception.ExecuteException'
  const console = [
    '2024-05-11T16:00:17,100 INFO  [dag-scheduler-event-loop] scheduler.DAGScheduler : Submitting ResultStage 0',
    '2024-05-11T16:03:18,904 ERROR [task-result-getter-3] scheduler.TaskSetManager : Task 7 in stage 12.0 failed 4 times; aborting job',
    '\u001B[31mException in thread "main" java.lang.RuntimeException: Error execute org.apache.kylin.engine.spark.job.SegmentBuildJob\u001B[0m',
    '\tat org.apache.kylin.engine.spark.application.SparkApplication.execute(SparkApplication.java:389)',
    'Caused by: org.apache.spark.SparkException: Job aborted due to stage failure: ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Container killed by YARN for exceeding physical memory limits. 4.6 GB of 4.5 GB physical memory used.',
    '\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2258)',
    'The command is: ',
    'spark-submit \\',
    " --conf 'spark.executor.memory=4g'  \\",
    " --conf 'spark.hadoop.fs.s3a.secret.key=EXAMPLE-NOT-A-SECRET'  \\",
    ' /opt/kylin/lib/kylin-engine-spark.jar',
    '\tat org.apache.kylin.common.util.CliCommandExecutor.execute(CliCommandExecutor.java:149)',
  ].join('\n')
  const shell = `org.apache.kylin.common.util.ShellException: OS command error exit with return code: 1, error message: ${console}`
  return `${wrapper}: ${wrapper}: ${shell}\n\tat org.apache.kylin.job.execution.AbstractExecutable.execute(AbstractExecutable.java:297)\nCaused by: ${wrapper}: ${shell}\nCaused by: ${shell}\n\t... 14 more\n`
}
