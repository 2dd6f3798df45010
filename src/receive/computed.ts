import type { Json, JsonObject } from './event.ts'

/** What Herald works out from a callback's fields. */
export interface Computed {
  readonly rows: number | null
  readonly data_from: number | null
  readonly data_to: number | null
}

/** Rows and range of data. An end at or beyond 2^53 (Kylin writes Long.MAX) is open, and so is the whole of 0 to it. */
export function computed(body: JsonObject): Computed {
  const ranges = list(body['segment_time_range']).filter((range) => isObject(range))
  const starts = ranges.map((range) => time(range, 'data_range_start', 'date_range_start'))
  const ends = ranges.map((range) => time(range, 'data_range_end', 'date_range_end'))
  const openEnd = ends.includes('open')
  const openStart = starts.some((start, index) => start === 'open' || (start === 0 && ends[index] === 'open'))
  return {
    rows: rowsOf(body),
    data_from: openStart ? null : least(starts.filter((start) => typeof start === 'number')),
    data_to: openEnd ? null : most(ends.filter((end) => typeof end === 'number')),
  }
}

function rowsOf(body: JsonObject): number | null {
  const snapshot = body['snapshot_job_info']
  const total = isObject(snapshot) ? count(member(snapshot, 'total_rows')) : null
  if (total !== null) return total
  let sum: number | null = null
  for (const segment of list(body['segment_partition_info'])) {
    if (!isObject(segment)) continue
    for (const partition of list(member(segment, 'partition_info'))) {
      const rows = isObject(partition) ? count(member(partition, 'source_count')) : null
      if (rows !== null) sum = (sum ?? 0) + rows
    }
  }
  return sum
}

/** Kylin writes -1 where it does not know. */
function count(value: Json | undefined): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null
}

function time(range: JsonObject, right: string, wrong: string): number | 'open' | null {
  const value = member(range, right) ?? member(range, wrong)
  if (typeof value === 'bigint') return 'open'
  return typeof value === 'number' ? (Math.abs(value) >= 2 ** 53 ? 'open' : value) : null
}

function least(times: readonly number[]): number | null {
  return times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b))
}

function most(times: readonly number[]): number | null {
  return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b))
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

/** Whether a value is a JSON object, not a list. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function member(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
