import { createHash } from 'node:crypto'
import { RateLimitError, type RawFile, REST, type RESTOptions } from 'discord.js'
import type { Log } from '../../log.ts'
import { Exchange, fetchOnce } from '../exchange.ts'
import { DeliveryError, type Lookup, type Message, type Platform, type Receipt } from '../platform.ts'
import { type Kept, nameOfKept } from '../kept.ts'
import { keepToken, type TokenSource } from '../token.ts'
import type { Ask } from './ask.ts'
import { editOnDiscord, markOnDiscord } from './change.ts'
import { changeRefusalOf } from './change-refusals.ts'
import { discordError, type Meaning } from './errors.ts'
import { findOnDiscord } from './find.ts'
import { receiptOf } from './receipt.ts'
import { refusalOf } from './refusals.ts'
import { replyOnDiscord } from './thread.ts'

export interface DiscordOptions {
  readonly token: TokenSource
  /** Where a person keeps that token; DISCORD_BOT_TOKEN when absent. */
  readonly keptAt?: Kept
  /** Base of the API without its version; Discord's own when absent. */
  readonly apiUrl?: string
  readonly log: Log
  /** How long one request may take, ms; 9 s, within the lease of a lane, when absent. */
  readonly timeoutMs?: number
  /** Requests per second for the whole bot; 50, Discord's own limit, when absent. */
  readonly perSecond?: number
}

/** Refused requests between two warnings; 10,000 in 10 minutes ban the address. */
const WARN_EVERY = 500

/** A nonce is known for "the past few minutes"; after two of them a message is looked up, and is there or is not. */
const LOOKUP = {
  sameWithinMs: 120_000,
  afterMs: 0,
  misses: 1,
  apartMs: 0,
} as const satisfies Omit<Lookup, 'find'>

/**
 * One Discord bot, posted to by discord.js with its retries and its sleeping off: by default it posts a message up
 * to 4 times within 120 ms, and sleeps through a ban of an hour.
 */
export function discordPlatform({
  token,
  keptAt = { env: 'DISCORD_BOT_TOKEN' },
  apiUrl,
  log,
  timeoutMs = 9_000,
  perSecond = 50,
}: DiscordOptions): Platform {
  const kept = keepToken(token, keptAt)
  const rest = new REST({
    ...(apiUrl === undefined ? {} : { api: apiUrl.replace(/\/+$/, '') }),
    retries: 0,
    rejectOnRateLimit: () => true,
    globalRequestsPerSecond: perSecond,
    // Its own 50 ms on top of every limit; the lane's pause is exact.
    offset: 0,
    invalidRequestWarningInterval: WARN_EVERY,
    // Typed as a fetch; this is the part of one that the client uses. The exchange keeps the time.
    makeRequest: fetchOnce as unknown as RESTOptions['makeRequest'],
  })
  rest.on('invalidRequestWarning', ({ count }) => log.warn('discord refused many requests', { count }))
  /** Makes requests about a place. The client holds no token, so that it cannot drop it at a 401. */
  function asking(place: string, signal: AbortSignal, refusal: Meaning['refusalOf'] = refusalOf): Ask {
    return async (call) => {
      const secret = await kept.get()
      const exchange = new Exchange({ authorization: `Bot ${secret}`, signal, timeoutMs })
      try {
        const answer = await exchange.run(() => call({ auth: false, signal: exchange.signal }))
        return { answer, status: exchange.status }
      } catch (thrown) {
        // The client reads JSON where an answer that has none is said to be some.
        if (exchange.status === 204 && exchange.body !== null) return { answer: null, status: 204 }
        const limited = thrown instanceof RateLimitError ? thrown : null
        const words = { place, secret: nameOfKept(keptAt) }
        const error = discordError(exchange, thrown, limited, { refusalOf: refusal, words })
        if (error.reason === 'bad-credentials') kept.refused(secret)
        throw error
      }
    }
  }

  async function postTo(channel: string, message: Message, delivery: string, ask: Ask): Promise<Receipt> {
    const route = routeOf(channel)
    const body = { ...message.payload, nonce: nonceOf(delivery), enforce_nonce: true }
    const { answer, status } = await ask((common) =>
      rest.post(route, { ...common, body, ...filesOf(message) }),
    )
    return receiptOf(answer, channel, status)
  }

  return {
    name: 'discord',
    async send(message, place, delivery, signal) {
      const { change } = message
      if (change === undefined) return postTo(place, message, delivery, asking(place, signal))
      const ask = asking(place, signal, changeRefusalOf(change))
      switch (change.kind) {
        case 'reply':
          return replyOnDiscord(rest, change, ask, (channel, beside) =>
            postTo(channel, { ...message, payload: { ...message.payload, ...beside } }, delivery, ask),
          )
        case 'edit':
          return editOnDiscord(rest, change.of, message, ask)
        case 'reaction':
          return markOnDiscord(rest, change, ask)
      }
    },
    lookup: {
      ...LOOKUP,
      async find(sought, signal) {
        const ask = asking(sought.place, signal)
        return findOnDiscord(sought, async (channel, query) => {
          const route = routeOf(channel)
          const { answer } = await ask((common) =>
            rest.get(route, { ...common, query: new URLSearchParams(query) }),
          )
          return answer
        })
      },
    },
    async probe(signal) {
      await asking('', signal)((common) => rest.get('/users/@me', common))
    },
    close() {
      rest.clearHashSweeper()
      rest.clearHandlerSweeper()
      return Promise.resolve()
    },
  }
}

function filesOf({ file }: Message): { readonly files?: RawFile[] } {
  if (file === undefined) return {}
  return {
    files: [{ name: file.name, data: Buffer.from(file.text), contentType: 'text/plain; charset=utf-8' }],
  }
}

/** Discord returns the message it already has for a nonce of the past few minutes; at most 25 characters. */
function nonceOf(delivery: string): string {
  return createHash('sha256').update(delivery).digest('base64url').slice(0, 24)
}

function routeOf(place: string): `/${string}` {
  if (/^\d{17,19}$/.test(place)) return `/channels/${place}/messages`
  throw new DeliveryError({
    reason: 'no-such-place',
    outcome: 'not-sent',
    detail: 'not a channel id',
    help: `Give the channel its id, 17 to 19 digits: in Discord, developer mode on, right click, "Copy Channel ID".`,
  })
}
