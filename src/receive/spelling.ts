import type { Json, JsonObject } from './event.ts'
import { isObject } from './computed.ts'

/**
 * Adds the names Kylin's code uses where a callback has those its documentation shows (err_code, date_range_start,
 * date_range_end); what came stays beside them. Changes the fields it is given, and says whether it did.
 */
export function spellRight(fields: { [name: string]: Json }): boolean {
  let changed = add(fields, 'error_code', 'err_code')
  const ranges = fields['segment_time_range']
  if (!Array.isArray(ranges)) return changed
  for (const range of ranges as readonly Json[]) {
    if (!isObject(range)) continue
    if (add(range, 'data_range_start', 'date_range_start')) changed = true
    if (add(range, 'data_range_end', 'date_range_end')) changed = true
  }
  return changed
}

function add(object: { [name: string]: Json }, right: string, wrong: string): boolean {
  if (!Object.hasOwn(object, wrong)) return false
  const isMissing = !Object.hasOwn(object, right) || object[right] === null
  if (isMissing) object[right] = object[wrong] ?? null
  return isMissing
}

/** A field's text: null and absent are '', other scalars as written; undefined for lists and objects. */
export function textOf(fields: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? undefined : String(value)
}
