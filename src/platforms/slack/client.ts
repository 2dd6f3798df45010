import { LogLevel, WebClient } from '@slack/web-api'
import type { Logger } from '@slack/web-api'
import { fetchOnce } from '../exchange.ts'
import { DeliveryError, type Lookup, type Platform } from '../platform.ts'
import { type Kept, nameOfKept } from '../kept.ts'
import { keepToken, type TokenSource } from '../token.ts'
import type { Log } from '../../log.ts'
import { type CallOptions, callSlack } from './call.ts'
import { changeOnSlack } from './change.ts'
import { threadOf, uploadFile } from './file.ts'
import { findOnSlack } from './find.ts'
import { postOnSlack } from './post.ts'

export interface SlackOptions {
  readonly token: TokenSource
  /** Where a person keeps that token; SLACK_BOT_TOKEN when absent. */
  readonly keptAt?: Kept
  /** Base of the API's methods; Slack's own when absent. */
  readonly apiUrl?: string
  readonly log: Log
  /** How long one request may take, ms; 9 s, within the lease of a lane, when absent. */
  readonly timeoutMs?: number
}

/** Slack knows no key against repeats, and shows a message a while after it took it. */
const LOOKUP = {
  sameWithinMs: 0,
  afterMs: 10_000,
  misses: 2,
  apartMs: 5_000,
} as const satisfies Omit<Lookup, 'find'>

/**
 * One Slack workspace, posted to by the official client with its retries, its queue and its pauses off: by default
 * it posts one message up to 11 times in 30 minutes, and lets one 429 hold up every channel.
 */
export function slackPlatform({
  token,
  keptAt = { env: 'SLACK_BOT_TOKEN' },
  apiUrl,
  log,
  timeoutMs = 9_000,
}: SlackOptions): Platform {
  const kept = keepToken(token, keptAt)
  // The client knows no token: the exchange adds it, so that no error or log line of the client can hold it.
  const client = new WebClient(undefined, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // The exchange keeps the time, for less memory.
    timeout: 0,
    maxRequestConcurrency: Infinity,
    allowAbsoluteUrls: false,
    logger: quietLogger(log),
    // It is read as a fetch Response, of which this is the part that the client uses.
    fetch: fetchOnce as unknown as typeof fetch,
  })
  /** Lends the token to calls, and forgets it where it is refused. */
  async function calling<T>(
    place: string,
    signal: AbortSignal,
    work: (options: CallOptions) => Promise<T>,
  ): Promise<T> {
    const secret = await kept.get()
    const words = { place, secret: nameOfKept(keptAt) }
    try {
      return await work({ client, token: secret, signal, timeoutMs, words })
    } catch (error) {
      if (error instanceof DeliveryError && error.reason === 'bad-credentials') kept.refused(secret)
      throw error
    }
  }

  return {
    name: 'slack',
    send: (message, place, _delivery, signal) =>
      calling(place, signal, async (options) => {
        const { file, payload, change } = message
        if (file !== undefined) return uploadFile({ ...options, file, to: threadOf(message, place) })
        if (change !== undefined) return changeOnSlack(message, change, options)
        return postOnSlack({ ...payload, channel: place }, options)
      }),
    lookup: {
      ...LOOKUP,
      find: (sought, signal) => calling(sought.place, signal, (options) => findOnSlack(sought, options)),
    },
    // A call without any argument has an empty body, which an HTTP/2 client has been seen to hang on.
    probe: (signal) =>
      calling('', signal, async (options) => void (await callSlack('auth.test', { probe: true }, options))),
    close: () => Promise.resolve(),
  }
}

const silent = (): void => undefined

/** Slack's warnings are codes (`message_truncated`) and worth a line; everything else the client logs may quote. */
function quietLogger(log: Log): Logger {
  return {
    debug: silent,
    info: silent,
    error: silent,
    warn(...written: unknown[]) {
      const [warning] = written
      if (typeof warning === 'string' && /^[a-z_]{1,60}$/.test(warning))
        log.warn('slack warned of a message', { warning })
    },
    setLevel: silent,
    getLevel: () => LogLevel.WARN,
    setName: silent,
  }
}
