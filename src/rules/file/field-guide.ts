/** What a person is told of a field, in an editor and by `herald fields`. */
export interface FieldNote {
  /** A value as it may stand in a rule. */
  readonly example: string
  /** One sentence: what it holds. */
  readonly about: string
}

/** A note for each name of FIELDS. */
export const FIELD_GUIDE: Readonly<Record<string, FieldNote>> = {
  project: { example: 'sales_*', about: 'Project the job ran in.' },
  job_type: { example: '[INDEX_BUILD, INC_BUILD]', about: 'What the job did.' },
  tag: { example: 'nightly-*', about: 'Tag given to the job; of an object, name a member: tag.owner.' },
  job_state: { example: 'ERROR', about: 'How the job ended: SUCCEED, ERROR, PAUSED or DISCARDED.' },
  job_id: { example: '3b0ec2ff-*', about: 'Id of the job; of a model it ends with the id of the model.' },
  model_id: {
    example: '89af4ee2-2cdb-4b07-b39e-4c29856309aa',
    about: 'Uuid of the model; absent for jobs on tables.',
  },
  segment_ids: { example: '{ present: true }', about: 'Uuids of the segments.' },
  index_ids: { example: '20000000001', about: 'Ids of the indexes.' },
  duration: { example: '{ over: 30m }', about: 'How long the job took.' },
  segment_time_range: {
    example: '{ present: true }',
    about: 'Range of data of each segment; see data_from, data_to.',
  },
  segment_partition_info: { example: '{ present: true }', about: 'Partitions of each segment; see rows.' },
  snapshot_job_info: {
    example: '{ present: true }',
    about: 'What a snapshot job built: table, database, total_rows …, named as snapshot_job_info.table.',
  },
  start_time: { example: '{ over: 1715414401337 }', about: 'When the job began, ms since the epoch.' },
  end_time: { example: '{ over: 1715414588739 }', about: 'When the job ended, ms since the epoch.' },
  error_code: { example: 'KE-0100*', about: "Kylin's code of the error; nearly always KE-060100201." },
  suggestion: { example: "'/check whether/'", about: 'What Kylin suggests to do.' },
  msg: { example: "'/does not match/'", about: "Kylin's message; says little for most failures, see cause." },
  code: {
    example: '999',
    about: 'Status code: 401 for missing rights, else 999; absent when nothing failed.',
  },
  stacktrace: {
    example: "'/OutOfMemoryError/'",
    about: 'The stack trace as far as it is kept; cause is quicker.',
  },
  cluster: { example: 'prod', about: 'Which Kylin called: the last part of the callback path, or default.' },
  cause: {
    example: "'/OutOfMemory|memory limits/'",
    about: 'The real reason in one line, found in the stack trace.',
  },
  excerpt: { example: "'/ExecutorLostFailure/'", about: 'The dozen lines around the cause.' },
  rows: { example: '{ under: 1 }', about: 'Rows the job wrote, where Kylin tells.' },
  data_from: { example: '{ over: 1704067200000 }', about: 'Earliest start of the data, ms since the epoch.' },
  data_to: { example: '{ under: 1735689600000 }', about: 'Latest end of the data, ms since the epoch.' },
  housekeeping: {
    example: 'true',
    about: 'Whether Kylin started the job by itself, such as META every 30 minutes.',
  },
  model: { example: 'orders', about: 'Name of the model, as clusters.<name>.models gives it.' },
}
