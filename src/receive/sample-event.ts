import type { Problem } from '../problem.ts'
import { parseCallback } from './callback.ts'
import type { JobEvent, Json, JsonObject } from './event.ts'
import { newEventId } from './event-id.ts'
import { stringifyExact } from './json.ts'

/** What a sample has where the part of a callback says nothing. */
const SAMPLE = {
  job_id: '00000000-0000-0000-0000-000000000000',
  project: 'sample',
  job_type: 'INDEX_BUILD',
  job_state: 'ERROR',
} as const

/** What Herald computes and a part may set instead, and what each takes. */
const COMPUTED = {
  cluster: 'a text',
  cause: 'a text',
  excerpt: 'a text',
  rows: 'a number',
  data_from: 'a time in ms since the epoch',
  data_to: 'a time in ms since the epoch',
  housekeeping: 'true or false',
} as const
type Computed = keyof typeof COMPUTED

/**
 * Makes an event of a part of a callback: missing fields take sample values, and what Herald computes (`cluster`,
 * `cause`, `rows` …) can be given beside Kylin's own fields.
 * @param now ms since the epoch: when the callback comes
 */
export function sampleEvent(
  part: JsonObject,
  now: number,
): { readonly event: JobEvent } | { readonly problems: readonly Problem[] } {
  const body: Record<string, Json> = Object.assign(Object.create(null), SAMPLE, { end_time: now })
  const given: Partial<Record<Computed, Json>> = {}
  for (const [name, value] of Object.entries(part)) {
    if (isComputed(name)) given[name] = typeof value === 'number' ? fitting(name, value) : value
    else body[name] = value
  }
  const problems = Object.entries(given).flatMap(([name, value]) => wrongKind(name as Computed, value))
  if (problems.length > 0) return { problems }
  const { cluster, ...computed } = given
  const parsed = parseCallback(Buffer.from(stringifyExact(body)), {
    id: newEventId(now, Math.random),
    cluster: typeof cluster === 'string' ? cluster : 'default',
    receivedAt: now,
  })
  return 'event' in parsed ? { event: { ...parsed.event, ...computed } as JobEvent } : parsed
}

function isComputed(name: string): name is Computed {
  return Object.hasOwn(COMPUTED, name)
}

/** Digits are a number wherever they are written; where a text is wanted they are one. */
function fitting(name: Computed, value: number): Json {
  return COMPUTED[name] === 'a text' ? String(value) : value
}

function wrongKind(name: Computed, value: Json): Problem[] {
  const kind = COMPUTED[name]
  const fits =
    kind === 'a text'
      ? typeof value === 'string'
      : kind === 'true or false'
        ? typeof value === 'boolean'
        : value === null || Number.isSafeInteger(value)
  return fits ? [] : [{ severity: 'error', code: 'bad-event', message: `${name} must be ${kind}` }]
}
