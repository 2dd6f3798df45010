import type { JOB_STATES } from '../receive/event.ts'

/** What a field holds, as far as a matcher cares: `ms` is a length of time. */
export type FieldKind = 'text' | 'number' | 'ms' | 'object'

/** Fields a rule can match: routing fields first, then the rest of the callback, then what Herald computes. */
export const FIELDS: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  ['project', 'text'],
  ['job_type', 'text'],
  ['tag', 'object'],
  ['job_state', 'text'],
  ['job_id', 'text'],
  ['model_id', 'text'],
  ['segment_ids', 'text'],
  ['index_ids', 'number'],
  ['duration', 'ms'],
  ['segment_time_range', 'object'],
  ['segment_partition_info', 'object'],
  ['snapshot_job_info', 'object'],
  ['start_time', 'number'],
  ['end_time', 'number'],
  ['error_code', 'text'],
  ['suggestion', 'text'],
  ['msg', 'text'],
  ['code', 'text'],
  ['stacktrace', 'text'],
  ['cluster', 'text'],
  ['cause', 'text'],
  ['excerpt', 'text'],
  ['rows', 'number'],
  ['data_from', 'number'],
  ['data_to', 'number'],
  ['housekeeping', 'text'],
  ['model', 'text'],
])

/** Fields that hold what Kylin calls things: ASCII letters, digits, -, _ and, in a cluster's name, the full stop. */
export const NAME_FIELDS: ReadonlySet<string> = new Set([
  'project',
  'job_type',
  'job_state',
  'job_id',
  'model_id',
  'error_code',
  'cluster',
])

/** Names people use for a field of Kylin; `err_code` stands so in Kylin's own documentation. */
export const FIELD_ALIASES: ReadonlyMap<string, string> = new Map([
  ['state', 'job_state'],
  ['status', 'job_state'],
  ['job_status', 'job_state'],
  ['type', 'job_type'],
  ['tags', 'tag'],
  ['id', 'job_id'],
  ['err_code', 'error_code'],
  ['error', 'cause'],
  ['reason', 'cause'],
  ['message', 'msg'],
])

/** Names people use for what Kylin calls SUCCEED, ERROR, PAUSED or DISCARDED. */
export const STATE_ALIASES: ReadonlyMap<string, (typeof JOB_STATES)[number]> = new Map([
  ['FAILED', 'ERROR'],
  ['FAILURE', 'ERROR'],
  ['FAIL', 'ERROR'],
  ['ERRORED', 'ERROR'],
  ['SUCCESS', 'SUCCEED'],
  ['SUCCEEDED', 'SUCCEED'],
  ['SUCCESSFUL', 'SUCCEED'],
  ['FINISHED', 'SUCCEED'],
  ['COMPLETED', 'SUCCEED'],
  ['DONE', 'SUCCEED'],
  ['OK', 'SUCCEED'],
  ['KILLED', 'DISCARDED'],
  ['CANCELLED', 'DISCARDED'],
  ['CANCELED', 'DISCARDED'],
  ['ABORTED', 'DISCARDED'],
  ['DELETED', 'DISCARDED'],
  ['SUICIDAL', 'DISCARDED'],
  ['STOPPED', 'PAUSED'],
])

/** States of a job that still runs: Kylin posts no callback for them. */
export const SILENT_STATES: ReadonlySet<string> = new Set(['RUNNING', 'PENDING', 'READY', 'WAITING', 'NEW'])

/** Job types Kylin 5 reports; it may add others (facts: kylin.md, section 2). */
export const JOB_TYPES = [
  'INDEX_BUILD',
  'INDEX_REFRESH',
  'INDEX_MERGE',
  'INC_BUILD',
  'SUB_PARTITION_BUILD',
  'SUB_PARTITION_REFRESH',
  'SNAPSHOT_BUILD',
  'SNAPSHOT_REFRESH',
  'TABLE_SAMPLING',
  'LAYOUT_DATA_OPTIMIZE',
  'INDEX_PLAN_OPT',
  'INTERNAL_TABLE_BUILD',
  'INTERNAL_TABLE_REFRESH',
  'INTERNAL_TABLE_DELETE_PARTITION',
  'META',
  'ROUTINE',
  'AUTO_REFRESH',
  'SOURCE_USAGE',
  'SPRING_SESSION_CLEAN_EXPIRED',
] as const
