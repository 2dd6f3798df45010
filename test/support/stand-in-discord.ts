import {
  type Counters,
  type Post,
  type StandIn,
  startStandIn,
  type StandInRequest,
  type Taken,
} from './stand-in.ts'
import {
  addReaction,
  removeReaction,
  editMessage,
  json,
  refusal,
  refusedPost,
  startThread,
} from './discord-changes.ts'
import {
  answerDiscordDirectory,
  answerWebhookLook,
  type DiscordDirectory,
} from './stand-in-discord-directory.ts'
import { historyOf, messageOf } from './discord-history.ts'
import { discordFormOf } from './stand-in-files.ts'
import type { Aim, Answer, Fault } from './stand-in-faults.ts'
import { current } from './stand-in-shown.ts'

export interface StandInDiscordOptions {
  /** Tokens that are valid now; each is looked up at each request, so a test may change the set. */
  readonly tokens?: ReadonlySet<string>
  /** Secret parts (`<id>/<token>`) of the webhooks there are, looked up in the same way. */
  readonly webhooks?: ReadonlySet<string>
  /** Ids of the channels there are; every one when absent. */
  readonly channels?: ReadonlySet<string>
  /** Ids of the channels in which the bot may neither start nor write threads; none when absent. */
  readonly threadless?: ReadonlySet<string>
  /** Ids of the channels whose history the bot may not read; none when absent. */
  readonly closed?: ReadonlySet<string>
  /** Messages per 5 s and channel, told in X-RateLimit headers; no limit and no headers when absent. */
  readonly perFiveSeconds?: number
  /** Requests per second of the whole bot; no limit when absent. */
  readonly globalPerSecond?: number
  /** How long a nonce is remembered, ms; 3 minutes when absent. */
  readonly nonceMs?: number
  /** Says what is wrong with a payload; none is wrong when absent. */
  readonly validate?: (payload: Readonly<Record<string, unknown>>) => readonly string[]
  /** What is told to who only looks; nothing when absent. */
  readonly directory?: DiscordDirectory
  readonly port?: number
}

/** Discord as far as Herald uses it. */
export interface StandInDiscord extends StandIn {
  /** What goes into DISCORD_API_URL. */
  readonly apiUrl: string
  /** A webhook. */
  readonly webhookUrl: string
}

/** The token that is valid unless `tokens` says otherwise. */
export const DISCORD_TOKEN = 'stand-in.discord.token'
/** The secret part of the webhook that is there unless `webhooks` says otherwise. */
export const DISCORD_WEBHOOK = '300000000000000001/stand-in-webhook-secret'
/** The channel to which every webhook belongs. */
export const WEBHOOK_CHANNEL = '200000000000000300'
const WINDOW_MS = 5_000
const DISCORD_EPOCH = 1_420_070_400_000n
const MESSAGES = /^\/api\/v10\/channels\/(\d+)\/messages$/
const MESSAGE = /^\/api\/v10\/channels\/(\d+)\/messages\/(\d+)(\/threads|\/reactions\/([^/]+)\/@me)?$/
const WEBHOOK = /^\/api\/webhooks\/(.+?)(?:\/messages\/(\d+))?$/

/**
 * Discord's API v10: users/@me, a channel's messages (post one, read those after an id), edits, reactions and threads
 * of a message, and webhooks.
 */
export async function startStandInDiscord(options: StandInDiscordOptions = {}): Promise<StandInDiscord> {
  const tokens = options.tokens ?? new Set([DISCORD_TOKEN])
  const webhooks = options.webhooks ?? new Set([DISCORD_WEBHOOK])
  const byNonce = new Map<string, Post>()
  const shared: Post[] = []
  /** The channel of each thread, by the thread's id. */
  const threads = new Map<string, string>()
  const windows = new Map<string, { start: number; used: number }>()
  const nextId = createSnowflakes()
  const validate = options.validate ?? (() => [])

  function answer(request: StandInRequest, taken: Taken): Answer {
    const { posts, counters } = taken
    const changes = { ...taken, threads, threadless: options.threadless ?? new Set(), validate }
    const [, webhook, edited] = WEBHOOK.exec(request.url.pathname) ?? []
    if (webhook !== undefined) {
      if (!webhooks.has(webhook)) return refusal(404, 10015, 'Unknown Webhook')
      if (request.headers['user-agent'] === undefined) return refusal(403, 40333, 'internal network error')
      if (edited !== undefined) return editMessage(WEBHOOK_CHANNEL, edited, shownPart(request), changes)
      const told = answerWebhookLook(request, WEBHOOK_CHANNEL)
      if (told !== null) return told
      const answered = limited(WEBHOOK_CHANNEL, counters, (now) =>
        post(request, WEBHOOK_CHANNEL, '', now, taken),
      )
      const waits = request.url.searchParams.get('wait') === 'true'
      return waits || answered.status !== 200 ? answered : { status: 204, body: '' }
    }
    const token = /^Bot (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    if (!tokens.has(token)) return refusal(401, 0, '401: Unauthorized')
    const { method, url } = request
    if (url.pathname === '/api/v10/users/@me') return json(200, { id: '1', username: 'herald', bot: true })
    const told = answerDiscordDirectory(request, options.directory)
    if (told !== null) return told
    const [, at = '', id = '', part, emoji = ''] = MESSAGE.exec(url.pathname) ?? []
    const channel = MESSAGES.exec(url.pathname)?.[1] ?? at
    if (channel === '') return refusal(404, 0, '404: Not Found')
    if (!isThere(channel, posts)) return refusal(404, 10003, 'Unknown Channel')
    if (method === 'GET') {
      const isClosed = options.closed?.has(threads.get(channel) ?? channel) === true
      const shown = [...posts, ...shared].filter((one) => !taken.gone.has(one.id))
      const now = isClosed ? [] : shown.map((one) => current(one, taken.edits))
      return json(200, historyOf(now, channel, url.searchParams))
    }
    const now = performance.timeOrigin + performance.now()
    if (options.globalPerSecond !== undefined) {
      const left = use('global', now, options.globalPerSecond, 1000)
      if (left.waitMs > 0) return tooMany(left.waitMs, true, {}, counters)
    }
    if (method === 'PATCH') return editMessage(channel, id, shownPart(request), changes)
    if (part === '/threads') return startThread(channel, id, bodyOf(request), changes)
    if (method === 'PUT') return addReaction(channel, id, decodeURIComponent(emoji), changes)
    if (method === 'DELETE') return removeReaction(channel, id, decodeURIComponent(emoji), changes)
    const form = discordFormOf(request)
    const refused = refusedPost(channel, form?.payload ?? bodyOf(request), changes)
    if (refused !== null) return refused
    if (form !== null) return limited(channel, counters, (when) => attach(form, channel, token, when, taken))
    return limited(channel, counters, (when) => post(request, channel, token, when, taken))
  }

  /** A thread has the id of its message and is no channel before it was started. */
  function isThere(channel: string, posts: readonly Post[]): boolean {
    if (threads.has(channel)) return true
    return options.channels?.has(channel) ?? !posts.some(({ id }) => id === channel)
  }

  /** Posts if the channel's limit lets it, and tells of the limit in headers. */
  function limited(channel: string, counters: Counters, make: (now: number) => Answer): Answer {
    const now = performance.timeOrigin + performance.now()
    const limit = options.perFiveSeconds
    if (limit === undefined) return make(now)
    const { waitMs, used, resetMs } = use(channel, now, limit, WINDOW_MS)
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(limit - used),
      'x-ratelimit-reset-after': String(Math.ceil(resetMs) / 1000),
      'x-ratelimit-bucket': 'messages',
    }
    if (waitMs > 0) return tooMany(waitMs, false, headers, counters)
    return { ...make(now), headers }
  }

  function post(
    request: StandInRequest,
    channel: string,
    token: string,
    at: number,
    { accept }: Taken,
  ): Answer {
    const payload = shownPart(request)
    const { content = '', embeds } = payload
    if (content === '' && embeds === undefined) return refusal(400, 50006, 'Cannot send an empty message')
    const mistakes = validate(payload)
    if (mistakes.length > 0) return refusal(400, 50035, `Invalid Form Body: ${mistakes.join('; ')}`)
    return once({ at, channel, text: String(content), payload, id: nextId(at) }, token, accept)
  }

  /** A nonce that was seen a moment ago gives the message it made. */
  function once(made: Post, token: string, accept: (post: Post) => void): Answer {
    const { nonce, enforce_nonce: enforced } = made.payload
    const key = enforced === true ? `${token} ${String(nonce)}` : null
    const before = key === null ? undefined : byNonce.get(key)
    if (before !== undefined && made.at - before.at <= (options.nonceMs ?? 180_000))
      return json(200, messageOf(before))
    if (key !== null) byNonce.set(key, made)
    accept(made)
    return json(200, { ...messageOf(made), nonce })
  }

  function attach(
    { payload, name, text }: NonNullable<ReturnType<typeof discordFormOf>>,
    channel: string,
    token: string,
    at: number,
    { share }: Taken,
  ): Answer {
    const { message_id: answered = '' } = (payload['message_reference'] ?? {}) as { message_id?: string }
    const parent = threads.get(channel)
    const attached = { ...payload, attachments: [{ filename: name }] }
    return once({ at, channel, text: '', payload: attached, id: nextId(at) }, token, (made) => {
      shared.push(made)
      share({ channel: parent ?? channel, thread: parent === undefined ? answered : channel, name, text })
    })
  }

  function use(key: string, now: number, limit: number, lengthMs: number) {
    const before = windows.get(key)
    const window = before !== undefined && now < before.start + lengthMs ? before : { start: now, used: 0 }
    windows.set(key, window)
    const resetMs = window.start + lengthMs - now
    if (window.used >= limit) return { waitMs: resetMs, used: window.used, resetMs }
    window.used += 1
    return { waitMs: 0, used: window.used, resetMs }
  }

  const rootOf = ({ channel }: Post): string | null => (threads.has(channel) ? channel : null)
  const isIn = (one: Post, channel: string): boolean =>
    one.channel === channel || threads.get(one.channel) === channel
  const standIn = await startStandIn({ aimOf, isIn, rootOf, answer }, options.port)
  return Object.assign(standIn, {
    apiUrl: `${standIn.origin}/api`,
    webhookUrl: `${standIn.origin}/api/webhooks/${DISCORD_WEBHOOK}`,
  })
}

function aimOf({ method, url, headers }: StandInRequest): Aim {
  const [isWebhook, , edited] = WEBHOOK.exec(url.pathname) ?? []
  if (isWebhook !== undefined)
    return { kind: edited === undefined ? 'post' : 'edit', channel: WEBHOOK_CHANNEL }
  const [isMessage, at = null, , part] = MESSAGE.exec(url.pathname) ?? []
  if (isMessage !== undefined) {
    const kind = method === 'PATCH' ? 'edit' : part === '/threads' ? 'thread' : 'reaction'
    return { kind, channel: at }
  }
  const channel = MESSAGES.exec(url.pathname)?.[1] ?? null
  const isFile = headers['content-type']?.startsWith('multipart/') === true
  return { kind: method === 'POST' && !isFile && channel !== null ? 'post' : 'other', channel }
}

function bodyOf({ body }: StandInRequest): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>
}

/** What of a payload is shown. */
function shownPart(request: StandInRequest): Record<string, unknown> {
  const { components, ...rest } = bodyOf(request)
  return components !== undefined && showsComponents(request) ? { ...rest, components } : rest
}

/** A webhook's buttons are left out unless it asks for them. */
function showsComponents({ url }: StandInRequest): boolean {
  return !WEBHOOK.test(url.pathname) || url.searchParams.get('with_components') === 'true'
}

/** A fault: Discord answers this status and code, and posts nothing. */
export function discordRefuses(
  status: number,
  code: number,
  more: Readonly<Record<string, unknown>> = {},
): Fault {
  return refusal(status, code, 'refused', more)
}

function tooMany(
  waitMs: number,
  global: boolean,
  headers: Readonly<Record<string, string>>,
  counters: Counters,
): Answer {
  counters.rateLimited += 1
  const seconds = Math.ceil(waitMs) / 1000
  return {
    status: 429,
    headers: {
      ...headers,
      'retry-after': String(Math.ceil(seconds)),
      'x-ratelimit-scope': global ? 'global' : 'user',
      ...(global ? { 'x-ratelimit-global': 'true' } : {}),
    },
    body: JSON.stringify({ message: 'You are being rate limited.', retry_after: seconds, global }),
  }
}

/** Strictly increasing, with their time in them. */
function createSnowflakes(): (now: number) => string {
  let last = 0n
  return (now) => {
    const id = (BigInt(Math.floor(now)) - DISCORD_EPOCH) << 22n
    last = id > last ? id : last + 1n
    return String(last)
  }
}
