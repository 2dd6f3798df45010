import type { Json, JsonObject } from './event.ts'
import { storable } from './lines.ts'
import { MASK, maskText } from './mask.ts'
import { keptTrace } from './kept-trace.ts'
import { namesSecret } from './secret-names.ts'

/** Longest text kept of any field but stacktrace, characters: msg and suggestion are under 1,000 at Kylin. */
export const TEXT_LIMIT = 8_000
const NAME_LIMIT = 200
/** Kylin sends 19 fields. */
const FIELD_LIMIT = 500
/** What is kept of one nested field. A tag has at most 524,000 characters at Kylin (facts, field 14). */
const NESTED_VALUES = 20_000
const NESTED_CHARACTERS = 256_000
/** The fields Kylin sends: each has an allowance of its own, all others share one. */
export const KYLIN_FIELDS: ReadonlySet<string> = new Set(
  `job_id project model_id segment_ids index_ids duration job_state job_type segment_time_range segment_partition_info
  snapshot_job_info start_time end_time tag error_code err_code suggestion msg code stacktrace`.split(/\s+/),
)

interface Allowance {
  values: number
  characters: number
}

/**
 * The fields as they are stored: secrets masked, texts capped, nested values bounded, under Kylin's right spelling.
 * A null-prototype object, so that a field may have any name.
 */
export function keptFields(body: JsonObject): JsonObject {
  const kept = bare()
  const shared = allowance()
  for (const [index, name] of Object.keys(body).entries()) {
    if (index >= FIELD_LIMIT && !KYLIN_FIELDS.has(name)) continue
    const value = body[name] ?? null
    kept[KYLIN_FIELDS.has(name) ? name : maskText(name, NAME_LIMIT)] =
      name === 'stacktrace' && typeof value === 'string'
        ? keptTrace(value)
        : keptValue(name, value, KYLIN_FIELDS.has(name) ? allowance() : shared)
  }
  return kept
}

/** The fields of a body that is known to be small and without secrets. */
export function sameFields(body: JsonObject): JsonObject {
  return Object.assign(bare(), body)
}

/** An object without a prototype, where a key called `__proto__` is a key like any other. */
function bare(): Record<string, Json> {
  return Object.create(null) as Record<string, Json>
}

function allowance(): Allowance {
  return { values: NESTED_VALUES, characters: NESTED_CHARACTERS }
}

function keptValue(name: string, value: Json, left: Allowance): Json {
  left.values -= 1
  if (value === null || typeof value === 'boolean') return value
  if (namesSecret(name)) return MASK
  if (typeof value === 'string') return keptText(value, left)
  if (Array.isArray(value)) return keptList(value as readonly Json[], left)
  return typeof value === 'object' ? keptObject(value as JsonObject, left) : value
}

function keptText(text: string, left: Allowance): string {
  const limit = Math.min(TEXT_LIMIT, Math.max(left.characters, 0))
  const kept = maskText(storable(text), limit)
  left.characters -= kept.length
  return kept
}

/** A list that is cut ends in a text that says so. */
function keptList(list: readonly Json[], left: Allowance): readonly Json[] {
  const kept: Json[] = []
  for (const item of list) {
    if (left.values <= 0 || left.characters <= 0) {
      kept.push(`… (${list.length - kept.length} more cut)`)
      break
    }
    kept.push(keptValue('', item, left))
  }
  return kept
}

function keptObject(object: JsonObject, left: Allowance): JsonObject {
  const kept = bare()
  const listed = listedSecret(object)
  for (const name of Object.keys(object)) {
    if (left.values <= 0 || left.characters <= 0) {
      kept['…'] = `(${Object.keys(object).length - Object.keys(kept).length} more cut)`
      break
    }
    kept[keptText(name, left).slice(0, NAME_LIMIT)] = keptValue(
      VALUE.test(name) ? (listed ?? name) : name,
      object[name] ?? null,
      left,
    )
  }
  return kept
}

const VALUE = /^val(?:ue)?$/i

/** The name in `{ name: 'DB_PASSWORD', value: '…' }`, as Kubernetes and Spark list what is set, where it names a secret. */
function listedSecret({ name, key }: JsonObject): string | undefined {
  const labels = [name, key].map((label) => (typeof label === 'string' ? label.slice(0, NAME_LIMIT) : ''))
  return labels.find((label) => namesSecret(label))
}
