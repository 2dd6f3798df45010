import type { AnswerHeaders } from '../answer-headers.ts'
import type { Clock } from '../../clock.ts'
import { checkSecretAddress, type CheckAddress, readAddress } from '../address.ts'
import { type Kept, nameOfKept } from '../kept.ts'
import { DeliveryError, type Platform } from '../platform.ts'
import { postJson } from '../post.ts'
import { cannotChange } from '../refs.ts'
import { filledIn } from '../refusal.ts'
import { secondsToMs } from '../retry-after.ts'
import type { TokenSource } from '../token.ts'
import { editedBody, mustBeOnDiscord } from './change.ts'
import { changeRefusalOf } from './change-refusals.ts'
import { discordError, foreseenLimit } from './errors.ts'
import { receiptOf } from './receipt.ts'
import { webhookRefusalOf } from './refusals.ts'

export interface DiscordWebhookOptions {
  /** The webhook's URL; `?thread_id=…` in it posts to that thread. */
  readonly url: TokenSource
  /** Where a person keeps that URL. */
  readonly keptAt: Kept
  /** How long one request may take, ms; 9 s, within the lease of a lane, when absent. */
  readonly timeoutMs?: number
  readonly elapsed: Clock['elapsed']
}

/** Something between Discord and us may have answered once: after so long it is asked again, ms. */
const GONE_FOR_MS = 10 * 60_000

type Method = 'POST' | 'PATCH'

/** What is known of the URL that was used last. */
interface Known {
  readonly href: string
  /** Discord says there is no such webhook: monotonic ms until which that is believed; 0 otherwise. */
  goneUntil: number
  /** Monotonic ms until which its buckets are empty: posts have one, edits another. */
  readonly fullUntil: { POST: number; PATCH: number }
}

/**
 * One channel of Discord by its webhook. Without discord.js, which would add 40 MB for one request. A webhook takes
 * no nonce, so that a message whose outcome is unknown cannot be told from a new one.
 */
export function discordWebhook(options: DiscordWebhookOptions): Platform {
  const { url, keptAt, timeoutMs = 9_000, elapsed } = options
  const words = { place: 'of the webhook', secret: nameOfKept(keptAt) }
  let known: Known = unknown('')

  /** Discord counts refused requests and bans the address in the end: what is known to fail is not sent. */
  function foresee({ goneUntil, fullUntil }: Known, method: Method): void {
    if (elapsed() < goneUntil) {
      const { reason, outcome, help = '' } = webhookRefusalOf(404, 0)
      throw new DeliveryError({ reason, outcome, detail: 'gone before', help: filledIn(help, words) })
    }
    const left = fullUntil[method] - elapsed()
    if (left > 0) throw foreseenLimit({ global: false, retryAfter: left, timeToReset: left })
  }

  return {
    name: 'discord',
    async send(message, _place, _delivery, signal) {
      const { change } = message
      if (change !== undefined && change.kind !== 'edit') throw cannotChange(change.kind)
      if (change !== undefined) mustBeOnDiscord(change.of)
      const method = change === undefined ? 'POST' : 'PATCH'
      const address = await readAddress(url, keptAt, checkAddress)
      // Without `wait` nothing tells whether it was posted; without `with_components` its buttons are left out.
      address.searchParams.set('wait', 'true')
      address.searchParams.set('with_components', 'true')
      if (known.href !== address.href) known = unknown(address.href)
      const using = known
      foresee(using, method)
      if (change !== undefined) {
        address.pathname = `${address.pathname.replace(/\/$/, '')}/messages/${change.of.message}`
      }
      const { exchange, thrown } = await postJson({
        url: address.href,
        method,
        authorization: null,
        userAgent: 'DiscordBot (kylin-herald, 1)',
        body: JSON.stringify(change === undefined ? message.payload : editedBody(message)),
        signal,
        timeoutMs,
      })
      using.fullUntil[method] = elapsed() + emptyForMs(exchange.headers)
      if (exchange.status === 200 && exchange.body !== null) {
        const receipt = receiptOf(parsed(exchange.body), '', 200)
        return change === undefined ? receipt : change.of
      }
      const refusalOf = change === undefined ? webhookRefusalOf : changeRefusalOf(change, 'webhook')
      const error = discordError(exchange, thrown, null, { refusalOf, words })
      if (exchange.status === 404 && error.reason === 'bad-credentials') {
        using.goneUntil = elapsed() + GONE_FOR_MS
      }
      throw error
    },
    close: () => Promise.resolve(),
  }
}

function unknown(href: string): Known {
  return { href, goneUntil: 0, fullUntil: { POST: 0, PATCH: 0 } }
}

/** How long the bucket stays empty, ms; 0 while something is left in it. */
function emptyForMs(headers: AnswerHeaders): number {
  if (headers.get('x-ratelimit-remaining') !== '0') return 0
  return secondsToMs(Number(headers.get('x-ratelimit-reset-after') ?? 0)) ?? 0
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** The URL as Discord gives it; with `/slack` or `/github` behind it, it would take another service's messages. */
const checkAddress: CheckAddress = (url) => {
  const discord = /(^|\.)discord(app)?\.com$/.test(url.hostname)
  if (discord && !/^\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+\/?$/.test(url.pathname))
    return 'holds no webhook of Discord'
  return checkSecretAddress(url)
}
