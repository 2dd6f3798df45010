/** A JSON value; integers outside ±2^53 are bigint, so that Kylin's 64-bit numbers stay exact. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject
/** Read members with Object.hasOwn only: a field may be called `__proto__` or `constructor`. */
export interface JsonObject {
  readonly [name: string]: Json
}

/** What the job left behind, in Kylin's words. Kylin may add others. */
export const JOB_STATES = ['SUCCEED', 'ERROR', 'PAUSED', 'DISCARDED'] as const

/** Job types that Kylin starts by itself (facts: META comes every 30 minutes per project). */
export const HOUSEKEEPING_JOBS: ReadonlySet<string> = new Set([
  'META',
  'ROUTINE',
  'AUTO_REFRESH',
  'SOURCE_USAGE',
  'SPRING_SESSION_CLEAN_EXPIRED',
])

/** Our record of one callback: masked, capped, and never changed after it was stored. */
export interface JobEvent {
  /** Sortable by time, unique without coordination. */
  readonly id: string
  /** Which Kylin sent it: the last part of the callback path, `default` without one. */
  readonly cluster: string
  /** When the callback came in, ms since the epoch. */
  readonly receivedAt: number
  /** Always there: job_id, project, job_state, job_type. */
  readonly job_id: string
  readonly project: string
  readonly job_state: string
  readonly job_type: string
  /** Every field of the callback as Kylin spells it, the four above and unknown ones included; secrets masked, texts capped. */
  readonly fields: JsonObject
  /** The real reason, one line; '' when nothing failed. */
  readonly cause: string
  /** About 12 lines around the cause; '' when there is no stack trace. */
  readonly excerpt: string
  /** Rows the job wrote, where the callback tells; null otherwise. */
  readonly rows: number | null
  /** Earliest start and latest end of the data, ms since the epoch; null where absent or open. */
  readonly data_from: number | null
  readonly data_to: number | null
  readonly housekeeping: boolean
  /** True when the callback was over the size limit and only its beginning was kept. */
  readonly cut: boolean
}

/**
 * The value of a field a rule or template names: the callback's own fields by their JSON name (`tag.owner`
 * for a member of an object) and the computed ones. Undefined when absent.
 */
export function fieldOf(event: JobEvent, name: string): Json | undefined {
  switch (name) {
    case 'cluster':
    case 'cause':
    case 'excerpt':
    case 'rows':
    case 'data_from':
    case 'data_to':
    case 'housekeeping':
      return event[name] ?? undefined
    default:
      return Object.hasOwn(event.fields, name) ? event.fields[name] : memberOf(event.fields, name)
  }
}

function memberOf(fields: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = fields
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, part)) {
      return undefined
    }
    value = (value as JsonObject)[part]
  }
  return value
}
