import type { Exchange } from '../exchange.ts'
import { bug, transportFailure, unexpectedAnswer } from '../failure.ts'
import { DeliveryError, type DeliveryErrorInit } from '../platform.ts'

/** The callback itself is refused: it would be again. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 415, 422])
/** The address needs other credentials. */
const UNAUTHORIZED: ReadonlySet<number> = new Set([401, 403, 407])

/** It is not this callback that is in the way: there is no such address now, or it is too much or too early for it. */
const PASSING: ReadonlySet<number> = new Set([404, 405, 408, 410, 421, 425, 429])
/** Of the receiver's own failures those that are about what it was sent; any other is a gateway's, or its disk's. */
const OWN_FAILURES: ReadonlySet<number> = new Set([500, 501, 505])

/**
 * What became of a callback that was not answered 200. Kylin would try five times and forget it; here what is not
 * refused for good waits for its receiver.
 */
export function forwardError(exchange: Exchange, thrown: unknown, keptAt: string): DeliveryError {
  const failure = refusal(exchange.status, keptAt) ?? transportFailure(exchange)
  // A receiver that will not have one callback must not hold up those behind it.
  const { status, body } = exchange
  const strikes = status !== null && body !== null && isOwn(status)
  if (failure !== null) return new DeliveryError({ ...failure, strikes })
  if (exchange.status === null) return bug(exchange, thrown)
  const unexpected = { ...unexpectedAnswer(exchange.status, 'and only 200 counts'), strikes }
  return new DeliveryError(exchange.status < 400 ? unexpected : { ...unexpected, outcome: 'not-sent' })
}

function isOwn(status: number): boolean {
  if (status >= 500) return OWN_FAILURES.has(status)
  return (status < 300 || status >= 400) && !PASSING.has(status)
}

function refusal(status: number | null, keptAt: string): DeliveryErrorInit | null {
  if (status === null) return null
  const answer = { outcome: 'not-sent', detail: `HTTP ${status}` } as const
  if (REFUSED.has(status)) {
    const help = 'The receiver of forwarded callbacks refuses this one: see its log.'
    return { ...answer, reason: 'forbidden', help }
  }
  if (!UNAUTHORIZED.has(status)) return null
  const help = `Put the right user:password into the address, ${keptAt}.`
  return { ...answer, reason: 'bad-credentials', help }
}
