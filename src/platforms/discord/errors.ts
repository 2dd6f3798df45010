import type { Exchange } from '../exchange.ts'
import { bug, transportFailure, unexpectedAnswer } from '../failure.ts'
import { DeliveryError } from '../platform.ts'
import { retryAfterMs, secondsToMs } from '../retry-after.ts'
import { filledIn, type HelpWords, type Refusal } from '../refusal.ts'

/** What Discord says when it refuses. */
interface Refused {
  readonly code: number
  readonly retry_after?: unknown
  readonly global?: unknown
  readonly errors?: unknown
}

/**
 * Turns a failed call into the one kind of error a platform throws.
 * @param limited what the client says of a limit it met or foresaw; null when it says nothing
 * @param meaning what Discord's codes mean to whoever posted
 */
export function discordError(
  exchange: Exchange,
  error: unknown,
  limited: Limited | null,
  { refusalOf, words }: Meaning,
): DeliveryError {
  const { status } = exchange
  if (status === 429) return rateLimited(exchange, limited)
  if (!exchange.started && limited !== null) return foreseenLimit(limited)
  const transport = transportFailure(exchange)
  if (transport !== null) return new DeliveryError(transport)
  if (status === null) return bug(exchange, error)
  const refused = parseRefused(exchange.body ?? '')
  // Even Cloudflare's page for a 401 means the token; any other page says nothing of what became of the message.
  if ((refused === null && status !== 401) || status < 400) {
    return new DeliveryError(unexpectedAnswer(status, 'not from Discord'))
  }
  const refusal = refusalOf(status, refused?.code ?? 0)
  const wait = refused === null ? undefined : (secondsOf(refused.retry_after) ?? refusal.retryAfterMs)
  return new DeliveryError({
    reason: isTooLong(refused) ? 'too-big' : refusal.reason,
    outcome: refusal.outcome,
    detail: [
      `HTTP ${status}`,
      ...(refused === null ? [] : [`code ${refused.code}`, ...mistakes(refused)]),
    ].join(', '),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(refusal.help === undefined ? {} : { help: filledIn(refusal.help, words) }),
  })
}

/** How refusals are read. */
export interface Meaning {
  readonly refusalOf: (status: number, code: number) => Refusal
  readonly words: HelpWords
}

/** The fields of the client's RateLimitError that matter here. */
export interface Limited {
  readonly global: boolean
  /** ms. */
  readonly retryAfter: number
  /** ms. */
  readonly timeToReset: number
}

/** The client saw the limit coming and sent nothing. */
export function foreseenLimit({ global, retryAfter, timeToReset }: Limited): DeliveryError {
  return new DeliveryError({
    reason: 'rate-limited',
    outcome: 'not-sent',
    detail: global ? 'foreseen, global' : 'foreseen',
    accountWide: global,
    retryAfterMs: Math.max(1, Math.ceil(Math.max(retryAfter, timeToReset))),
  })
}

/** The longest of what header, body and bucket say: Discord has been seen to send a Retry-After past the reset. */
function rateLimited({ headers, body }: Exchange, limited: Limited | null): DeliveryError {
  const refused = parseRefused(body ?? '', 0)
  const scope = headers.get('x-ratelimit-scope')
  const global = refused?.global === true || headers.has('x-ratelimit-global')
  // Cloudflare, which bans whole addresses, sends a page of its own.
  const foreign = refused === null && scope === null
  const waits = [retryAfterMs(headers), secondsOf(refused?.retry_after)].filter((ms) => ms !== undefined)
  if (limited !== null && limited.timeToReset > 0) waits.push(Math.ceil(limited.timeToReset))
  return new DeliveryError({
    reason: 'rate-limited',
    outcome: 'not-sent',
    detail: `HTTP 429, ${foreign ? 'not from Discord' : (/^[a-z]{1,20}$/.exec(scope ?? '')?.[0] ?? 'user')}`,
    accountWide: foreign || global || scope === 'global',
    ...(waits.length === 0 ? {} : { retryAfterMs: Math.max(...waits) }),
  })
}

function parseRefused(body: string, withoutCode?: number): Refused | null {
  try {
    const answer = JSON.parse(body) as Partial<Refused> | null
    const code = answer?.code ?? withoutCode
    return typeof code === 'number' ? { ...answer, code } : null
  } catch {
    return null
  }
}

function secondsOf(value: unknown): number | undefined {
  return typeof value === 'number' ? secondsToMs(value) : undefined
}

function isTooLong(refused: Refused | null): boolean {
  return refused !== null && mistakes(refused).some((mistake) => mistake.includes('MAX_LENGTH'))
}

/** Where in the payload mistakes stand, e.g. `embeds.0.title BASE_TYPE_MAX_LENGTH`; never the payload's text. */
function mistakes({ errors }: Refused): string[] {
  return [...walk(errors, [])].slice(0, 3)
}

function* walk(node: unknown, path: readonly string[]): Generator<string> {
  if (typeof node !== 'object' || node === null || path.length > 12) return
  for (const [key, value] of Object.entries(node)) {
    if (key !== '_errors') {
      if (/^\w{1,40}$/.test(key)) yield* walk(value, [...path, key])
    } else if (Array.isArray(value)) {
      const code: unknown = (value as { code?: unknown }[])[0]?.code
      if (typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code)) yield `${path.join('.')} ${code}`
    }
  }
}
