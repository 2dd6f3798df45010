import type { Exchange } from './exchange.ts'
import { AnswerTooLong } from './http.ts'
import { DeliveryError, type DeliveryErrorInit } from './platform.ts'
import { retryAfterMs } from './retry-after.ts'

const CERTIFICATE = /CERT|UNABLE_TO_/
/** The far side spoke, but no HTTP that can be read. */
const NOT_HTTP = /^HPE_/

/**
 * What an exchange's failure means where it says so on every platform alike: the network's failures and the
 * statuses 429, 408, 413, 3xx and 5xx. Null when a platform's own answer has to be read.
 */
export function transportFailure(exchange: Exchange): DeliveryErrorInit | null {
  const { status } = exchange
  // The head of such an answer decides, whatever becomes of its body.
  if (status === 429) return rateLimited(exchange)
  if (status === 413) return { reason: 'too-big', outcome: 'not-sent', detail: 'HTTP 413' }
  if (status !== null && (status >= 500 || status === 408)) {
    return { reason: 'server-error', outcome: 'unknown', detail: `HTTP ${status}`, ...waitOf(exchange) }
  }
  if (status !== null && status >= 300 && status < 400) return unexpectedAnswer(status, 'a redirect')
  return exchange.body === null ? networkFailure(exchange) : null
}

/** An answer that is not the platform's: a captive portal, a proxy, a wrong address. It may have been posted. */
export function unexpectedAnswer(status: number, what: string): DeliveryErrorInit {
  return {
    reason: 'unexpected-answer',
    outcome: 'unknown',
    detail: `HTTP ${status}, ${what}`,
    help: 'Something between Herald and the platform answers in its place: check proxies and the API address.',
  }
}

/** The same failure of a step that nobody can have seen. */
export function notSent(error: DeliveryError): DeliveryError {
  return changed(error, { outcome: 'not-sent' })
}

/** The same failure, but for what is given. */
export function changed(error: DeliveryError, over: Partial<DeliveryErrorInit>): DeliveryError {
  const { reason, outcome, retryAfterMs: wait, accountWide, strikes, detail, help, cause } = error
  return new DeliveryError({
    reason,
    outcome,
    accountWide,
    strikes,
    detail,
    cause,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(help === undefined ? {} : { help }),
    ...over,
  })
}

/** A failure of our own or of a client library. */
export function bug(exchange: Exchange, error: unknown): DeliveryError {
  return new DeliveryError({
    reason: 'internal',
    outcome: exchange.sent ? 'unknown' : 'not-sent',
    detail: nameOf(error),
    cause: bareCause(error),
  })
}

/**
 * The chain of causes without messages and fields: libraries put bodies, addresses and tokens there. Names, codes
 * and stack frames stay.
 */
export function bareCause(error: unknown, depth = 0): Error | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined
  const code = codeOf(error)
  const bare = new Error(code === '' ? nameOf(error) : `${nameOf(error)} ${code}`, {
    cause: bareCause(error.cause, depth + 1),
  })
  const stack = error.stack ?? ''
  const head = error.message === '' ? stack.indexOf('\n') : stack.indexOf(error.message)
  const frames = stack.slice(head + error.message.length)
  bare.stack = `${bare.message}${frames.startsWith('\n    at ') ? frames : ''}`
  return bare
}

function rateLimited(exchange: Exchange): DeliveryErrorInit {
  return { reason: 'rate-limited', outcome: 'not-sent', detail: 'HTTP 429', ...waitOf(exchange) }
}

function waitOf(exchange: Exchange): { retryAfterMs?: number } {
  const wait = retryAfterMs(exchange.headers)
  return wait === undefined ? {} : { retryAfterMs: wait }
}

function networkFailure(exchange: Exchange): DeliveryErrorInit | null {
  const { signal, started, sent, failure } = exchange
  if (!started)
    return signal.aborted ? { reason: 'timeout', outcome: 'not-sent', detail: 'no time left' } : null
  const code = signal.aborted ? '' : (chainOf(failure).map(codeOf).find(Boolean) ?? '')
  const cause = bareCause(failure)
  if (!sent) {
    return {
      reason: 'unreachable',
      outcome: 'not-sent',
      detail: signal.aborted ? 'no connection in time' : code,
      help: CERTIFICATE.test(code)
        ? 'Its certificate is not trusted here: set NODE_EXTRA_CA_CERTS to the file of your own authority.'
        : 'Check name resolution, firewall and HTTPS_PROXY on the machine that runs Herald.',
      cause,
    }
  }
  if (signal.aborted)
    return { reason: 'timeout', outcome: 'unknown', detail: 'no complete answer in time', cause }
  if (failure instanceof AnswerTooLong || NOT_HTTP.test(code)) {
    return { ...unexpectedAnswer(exchange.status ?? 0, code === '' ? 'too long' : code), cause }
  }
  return { reason: 'connection-lost', outcome: 'unknown', detail: code, cause }
}

/** An error, its causes, and the members of an AggregateError (one per address tried). */
function chainOf(error: unknown, depth = 0): Error[] {
  if (!(error instanceof Error) || depth > 4) return []
  const members: unknown[] = error instanceof AggregateError ? error.errors : []
  return [error, ...[error.cause, ...members].flatMap((next) => chainOf(next, depth + 1))]
}

function codeOf(error: Error): string {
  const code = 'code' in error ? error.code : ''
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : ''
}

function nameOf(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error
  return /^\w{1,60}/.exec(name)?.[0] ?? 'Error'
}
