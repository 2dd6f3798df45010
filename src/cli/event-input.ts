import { readFile } from 'node:fs/promises'
import type { Problem } from '../problem.ts'
import { parseCallback } from '../receive/callback.ts'
import type { JobEvent, Json } from '../receive/event.ts'
import { newEventId } from '../receive/event-id.ts'
import { sampleEvent } from '../receive/sample-event.ts'
import type { Finding } from '../rules/finding.ts'
import { readPart } from '../rules/file/sample-part.ts'

/** What a command was given as its event. */
export type EventInput = { readonly event: JobEvent } | { readonly problems: readonly Problem[] }

export interface InputOptions {
  /** ms since the epoch: when the callback came. */
  readonly now: number
  readonly stdin: AsyncIterable<Buffer | string>
}

/**
 * Reads a callback for a command: a file, `-` for standard input, or `key=value …` for a part of one, whose
 * missing fields take sample values: `tag.owner=` is a member, `duration=31m` a length of time. What Herald computes
 * (`cluster=`, `cause=`, `rows=` …) can be given too.
 */
export async function readEvent(words: readonly string[], options: InputOptions): Promise<EventInput> {
  const [first] = words
  if (first === undefined)
    return wrong('no event was given', 'Give a file, - for standard input, or key=value pairs.')
  if (words.every((word) => word.includes('='))) return fromPairs(words, options.now)
  if (words.length > 1) return wrong(`"${words.join(' ')}" is neither one file nor key=value pairs`)
  try {
    const body = first === '-' ? await readAll(options.stdin) : await readFile(first)
    return parsed(body, 'default', options.now)
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return wrong(`${first} cannot be read: ${why}`)
  }
}

function fromPairs(words: readonly string[], now: number): EventInput {
  const written: Record<string, Json> = Object.create(null)
  for (const word of words) {
    const at = word.indexOf('=')
    written[word.slice(0, at)] = jsonOr(word.slice(at + 1))
  }
  const { part, findings } = readPart(written)
  if (findings.length === 0) return sampleEvent(part, now)
  return { problems: findings.map(errorOf) }
}

function errorOf({ code, message, help }: Finding): Problem {
  return { severity: 'error', code, message, ...(help === undefined ? {} : { help }) }
}

/** `tag={"owner":"amy"}` is an object and `duration=5` a number; everything else is text. */
function jsonOr(text: string): Json {
  if (!/^(?:-?\d{1,15}|true|false|null|[{["].*)$/s.test(text)) return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function parsed(body: Buffer, cluster: string, now: number): EventInput {
  return parseCallback(body, { id: newEventId(now, Math.random), cluster, receivedAt: now })
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function wrong(message: string, help?: string): EventInput {
  const problem = { severity: 'error', code: 'bad-event', message } as const
  return { problems: [help === undefined ? problem : { ...problem, help }] }
}
