import type { IncomingHttpHeaders } from 'node:http'
import { readBody, startRequest } from '../http.ts'

/** The whole answer to a question. */
export interface Asked {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** What was sent as JSON; empty where it was none. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Nobody answered; the message is a short code (ECONNREFUSED, timed out) and holds no address. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered'
}

export interface Question {
  readonly url: URL
  readonly method?: 'GET' | 'POST' | 'HEAD'
  /** The whole header. */
  readonly authorization?: string
  readonly form?: Readonly<Record<string, string>>
  /** ms; 5 s when absent. */
  readonly timeoutMs?: number
}

const MOST_BYTES = 8 * 2 ** 20

/**
 * Asks one question over HTTP; follows no redirect. For looking only, never for posting a message.
 * @throws NotAnswered
 */
export async function ask({
  url,
  method = 'GET',
  authorization,
  form,
  timeoutMs = 5_000,
}: Question): Promise<Asked> {
  const signal = AbortSignal.timeout(timeoutMs)
  const headers = {
    'user-agent': 'DiscordBot (kylin-herald, 1)',
    ...(authorization === undefined ? {} : { authorization }),
    ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  }
  try {
    const body = form === undefined ? '' : new URLSearchParams(form).toString()
    const answer = await startRequest(url, { method, headers, body, signal, onConnected() {} })
    const text = await readBody(answer, MOST_BYTES)
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: objectOf(text) }
  } catch (error) {
    throw new NotAnswered(signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : codeOf(error))
  }
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function codeOf(error: unknown): string {
  const members: unknown[] = error instanceof AggregateError ? error.errors : []
  for (const one of [error, ...members]) {
    const code = one instanceof Error && 'code' in one ? String(one.code) : ''
    if (/^\w{1,60}$/.test(code)) return code
  }
  return 'connection lost'
}
