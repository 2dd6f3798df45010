import { bug, transportFailure, unexpectedAnswer } from '../failure.ts'
import type { Exchange } from '../exchange.ts'
import { DeliveryError } from '../platform.ts'
import { retryAfterMs } from '../retry-after.ts'
import { filledIn, type HelpWords, type Refusal } from '../refusal.ts'
import { refusalOf } from './refusals.ts'

/** What Slack says when it refuses. */
interface Refused {
  readonly ok: false
  readonly error: string
  readonly needed?: unknown
  readonly response_metadata?: { readonly messages?: unknown }
}

/**
 * Turns a failed call into the one kind of error a platform throws.
 * @param meaning what Slack's codes mean to whoever called
 */
export function slackError(
  exchange: Exchange,
  error: unknown,
  words: HelpWords,
  meaning: (code: string) => Refusal | undefined = refusalOf,
): DeliveryError {
  const transport = transportFailure(exchange)
  if (transport !== null) return new DeliveryError(transport)
  if (exchange.status === null) return bug(exchange, error)
  const refused = parseRefused(exchange.body ?? '')
  if (refused === null) return new DeliveryError(unexpectedAnswer(exchange.status, 'not from Slack'))
  // A code that is unknown to us is a refusal all the same: Slack answered, and said no.
  const refusal = meaning(refused.error) ?? { reason: 'unexpected-answer', outcome: 'not-sent' }
  const wait = retryAfterMs(exchange.headers) ?? refusal.retryAfterMs
  return new DeliveryError({
    reason: refusal.reason,
    outcome: refusal.outcome,
    detail: detailOf(refused),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(refusal.accountWide === undefined ? {} : { accountWide: refusal.accountWide }),
    ...(refusal.help === undefined ? {} : { help: filledIn(refusal.help, words) }),
  })
}

function parseRefused(body: string): Refused | null {
  try {
    const answer = JSON.parse(body) as Partial<Refused> | null
    const isCode = typeof answer?.error === 'string' && /^[a-z][\w.-]{0,79}$/i.test(answer.error)
    return answer?.ok === false && isCode ? (answer as Refused) : null
  } catch {
    return null
  }
}

/** The code, the scopes that are missing, and where in the payload a mistake stands; never the payload's text. */
function detailOf(refused: Refused): string {
  const { needed, response_metadata: metadata } = refused
  const scopes = typeof needed === 'string' && /^[\w:.,-]{1,200}$/.test(needed) ? ` (needs ${needed})` : ''
  const messages: unknown[] = Array.isArray(metadata?.messages) ? metadata.messages : []
  const places = messages.flatMap((message) => mistakeIn(String(message))).slice(0, 3)
  return [refused.error + scopes, ...places].join(' ')
}

/** `/blocks/0/text/text` out of `[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]`. */
function mistakeIn(message: string): string[] {
  const pointer = /\[json-pointer:((?:\/[a-z0-9_]{1,40}){1,12})\]/.exec(message)?.[1]
  const limit = /must be (?:less|more) than \d+ characters/.exec(message)?.[0]
  return pointer === undefined ? [] : [limit === undefined ? pointer : `${pointer} ${limit}`]
}
