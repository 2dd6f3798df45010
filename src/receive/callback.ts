import type { Problem } from '../problem.ts'
import { brokenAt } from './broken-json.ts'
import { causeOf } from './cause.ts'
import { computed, isObject } from './computed.ts'
import { HOUSEKEEPING_JOBS, type JobEvent, type Json, type JsonObject } from './event.ts'
import { keepText } from './event-text.ts'
import { keptFields, sameFields, TEXT_LIMIT } from './fields.ts'
import { parseExact } from './json.ts'
import { TRACE_LIMIT } from './kept-trace.ts'
import { mayHoldSecret } from './mask.ts'
import { jsonShape } from './scan.ts'
import { spellRight, textOf } from './spelling.ts'

/** When and from where a callback came. */
export interface Arrival {
  readonly id: string
  readonly cluster: string
  /** ms since the epoch. */
  readonly receivedAt: number
  /** True when the body was over the size limit and only its beginning was kept. */
  readonly cut?: boolean
}

/** An event, or every reason why the body cannot be one. */
export type Parsed = { readonly event: JobEvent } | { readonly problems: readonly Problem[] }

const REQUIRED = ['job_id', 'project', 'job_state', 'job_type'] as const
/** Escapes that may hide a word, or half a surrogate pair, from a search of the raw text. */
const HIDING = /\\[u/]/
const DEPTH_LIMIT = 100
/** What JSON.parse and a walk over the values take at most 1 s for: the 2.5 s answer must not be late. */
const VALUE_LIMIT = 500_000

/**
 * Makes an event of a callback's body. Only job_id, project, job_state and job_type must be there; every other
 * field may be absent, unknown or of another type. Never throws on any bytes.
 */
export function parseCallback(body: Buffer, arrival: Arrival): Parsed {
  // Kylin compresses nothing, and an unpacked bomb would fill the memory: such a body is kept for a person to see.
  if (body[0] === 0x1f && body[1] === 0x8b)
    return broken('compressed', 'the callback is compressed (gzip)', PROXY)
  const decoded = body.toString('utf8')
  const text = decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded
  const shape = jsonShape(text)
  if (shape.depth > DEPTH_LIMIT)
    return broken('too-deep', `the callback nests deeper than ${DEPTH_LIMIT} levels`)
  if (shape.values > VALUE_LIMIT)
    return broken('too-many-values', `the callback has over ${VALUE_LIMIT} values`)
  let parsed: Json
  try {
    parsed = parseExact(text, shape.mayRound)
  } catch {
    return notJson(text)
  }
  if (!isObject(parsed)) return broken('not-an-object', 'the callback is JSON, but not an object', SENDER)
  const problems = REQUIRED.flatMap((name) => missing(parsed, name))
  if (problems.length > 0) return { problems }
  const plain = text.length <= TEXT_LIMIT && !HIDING.test(text) && !mayHoldSecret(text)
  return { event: eventOf(parsed, plain ? text : null, arrival) }
}

/** @param plain the whole text, where it is small and without secrets: then the fields are kept as they came */
function eventOf(body: JsonObject, plain: string | null, arrival: Arrival): JobEvent {
  const fields = (plain === null ? keptFields(body) : sameFields(body)) as Record<string, Json>
  const changed = spellRight(fields) || REQUIRED.some((name) => typeof fields[name] !== 'string')
  for (const name of REQUIRED) fields[name] = textOf(fields, name) ?? ''
  if (plain !== null && !changed) keepText(fields, plain)
  const job_state = textOf(fields, 'job_state') ?? ''
  const job_type = textOf(fields, 'job_type') ?? ''
  const stacktrace = textOf(body, 'stacktrace') ?? ''
  const why = causeOf({
    // Of a longer trace the part with the cause may not be among what is kept.
    trace: stacktrace.length > TRACE_LIMIT ? stacktrace : (textOf(fields, 'stacktrace') ?? ''),
    masked: stacktrace.length <= TRACE_LIMIT,
    msg: textOf(fields, 'msg') ?? '',
    errorCode: textOf(fields, 'error_code') ?? '',
  })
  return {
    id: arrival.id,
    cluster: arrival.cluster,
    receivedAt: arrival.receivedAt,
    job_id: textOf(fields, 'job_id') ?? '',
    project: textOf(fields, 'project') ?? '',
    job_state,
    job_type,
    fields,
    cause: job_state === 'SUCCEED' ? '' : why.cause,
    excerpt: why.excerpt,
    ...computed(body),
    housekeeping: HOUSEKEEPING_JOBS.has(job_type),
    cut: arrival.cut === true,
  }
}

const PROXY = 'Switch off the compression of requests in the proxy between Kylin and Herald.'
const SENDER = 'Is it Kylin that posts here? See kylin.job.finished-notifier-url.'

function missing(body: JsonObject, name: string): Problem[] {
  const text = textOf(body, name)
  if (text !== undefined && text !== '') return []
  const what = text === undefined ? 'is neither text nor number' : 'is missing, null or empty'
  return problem('missing-field', `the callback's field ${name} ${what}`, SENDER)
}

function notJson(text: string): Parsed {
  if (text.trim() === '') return broken('empty', 'the callback has no body', SENDER)
  const at = brokenAt(text)
  const before = text.slice(0, at)
  const place = { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
  const what = at === text.length ? 'ends before its JSON is complete' : 'is not JSON'
  const help = at === text.length ? 'Does a proxy between Kylin and Herald cut long bodies?' : SENDER
  const [found] = problem('not-json', `the callback ${what}, at character ${at + 1}`, help)
  return { problems: found === undefined ? [] : [{ ...found, ...place }] }
}

function broken(code: string, message: string, help = SENDER): Parsed {
  return { problems: problem(code, message, help) }
}

function problem(code: string, message: string, help: string): Problem[] {
  return [{ severity: 'error', code: `callback-${code}`, message, file: 'callback', help }]
}
