import { createHash } from 'node:crypto'
import { parse } from 'node:querystring'
import { answerSlackWebhook, SLACK_WEBHOOK, SLACK_WEBHOOKS, slackWebhookOf } from './slack-webhooks.ts'
import { createSlackFiles, type SharedFile } from './stand-in-files.ts'
import { type Post, type StandIn, startStandIn, type StandInRequest, type Taken } from './stand-in.ts'
import type { Answer, Fault } from './stand-in-faults.ts'

export interface StandInSlackOptions {
  /** Tokens that are valid now; each is looked up at each request, so a test may change the set. */
  readonly tokens?: ReadonlySet<string>
  /** Secret parts of the incoming webhooks there are, looked up in the same way. */
  readonly webhooks?: ReadonlySet<string>
  /** Channels there are, as a call names them; every one when absent. */
  readonly channels?: ReadonlySet<string>
  /** Messages per second and channel; no limit when absent. */
  readonly perSecond?: number
  /** Says what is wrong with a payload, in Slack's words; none is wrong when absent. */
  readonly validate?: (payload: Readonly<Record<string, unknown>>) => readonly string[]
  readonly port?: number
}

/** Slack as far as Herald uses it. */
export interface StandInSlack extends StandIn {
  /** What goes into SLACK_API_URL. */
  readonly apiUrl: string
  /** An incoming webhook. */
  readonly webhookUrl: string
}

/** The token that is valid unless `tokens` says otherwise. */
export const SLACK_TOKEN = 'xoxb-1111111111-stand-in-token'

type Form = Readonly<Record<string, string>>

/** Slack's Web API (auth.test, chat.postMessage, conversations.history and .replies, files.*) and its incoming webhooks. */
export async function startStandInSlack(options: StandInSlackOptions = {}): Promise<StandInSlack> {
  const tokens = options.tokens ?? new Set([SLACK_TOKEN])
  const webhooks = options.webhooks ?? new Set([SLACK_WEBHOOK])
  const nextTs = createTimestamps()
  const named = new Set<string>()
  const replies: Post[] = []
  let files: ReturnType<typeof createSlackFiles> | null = null

  function answer(request: StandInRequest, taken: Taken): Answer {
    const webhook = slackWebhookOf(request)
    if (webhook !== null) {
      return answerSlackWebhook(webhook, request, taken, {
        webhooks,
        waitMs: (channel, now) => limitMs(taken.posts, channel, now),
        validate: options.validate ?? (() => []),
      })
    }
    files ??= createSlackFiles((file) => {
      taken.share(file)
      replies.push(asReply(file, nextTs(Date.now())))
    })
    const uploaded = files.upload(request)
    if (uploaded !== null) return uploaded
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) return refusal('not_authed')
    if (!tokens.has(token)) return refusal('invalid_auth')
    const form = formOf(request)
    const method = request.url.pathname.replace('/api/', '')
    if (method === 'auth.test') {
      return json({
        ok: true,
        url: 'https://stand-in.slack.com/',
        team_id: 'T1',
        user_id: 'U1',
        bot_id: 'B1',
      })
    }
    const filed = files.call(method, form, request)
    if (filed !== null) return json(filed)
    if (method === 'users.conversations') return conversations([...(options.channels ?? named)], form)
    const channel = form['channel'] ?? ''
    if (channel === '' || !isThere(channel)) return refusal('channel_not_found')
    if (method === 'chat.postMessage') return post(form, channel, taken)
    // A history goes by ids alone.
    if (method.startsWith('conversations.') && channel.startsWith('#')) return refusal('channel_not_found')
    if (method === 'conversations.history')
      return history(form, taken.posts, (one) => one.payload['thread_ts'] === undefined)
    if (method === 'conversations.replies') {
      const root = form['ts']
      const shown = [...taken.posts, ...replies]
      return history(form, shown, (one) => one.id === root || one.payload['thread_ts'] === root)
    }
    return refusal('unknown_method')
  }

  function isThere(channel: string): boolean {
    const { channels } = options
    if (channels === undefined || channels.has(channel)) return true
    return [...channels].some((one) => idOf(one) === channel)
  }

  function post(form: Form, channel: string, { posts, accept, counters }: Taken): Answer {
    const at = performance.timeOrigin + performance.now()
    const waitMs = limitMs(posts, channel, at)
    if (waitMs > 0) {
      counters.rateLimited += 1
      const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) }
      return { status: 429, headers, body: '{"ok":false,"error":"ratelimited"}' }
    }
    const payload = payloadOf(form)
    const text = form['text'] ?? ''
    if (text === '' && payload['blocks'] === undefined && payload['attachments'] === undefined)
      return refusal('no_text')
    const mistakes = options.validate?.(payload) ?? []
    if (mistakes.length > 0) return refusal('invalid_blocks', { response_metadata: { messages: mistakes } })
    const accepted = { at, channel, text, payload, id: nextTs(at) }
    accept(accepted)
    named.add(channel)
    return json({ ok: true, channel: idOf(channel), ts: accepted.id, message: { text, ts: accepted.id } })
  }

  function limitMs(posts: readonly Post[], channel: string, now: number): number {
    return options.perSecond === undefined ? 0 : waitOf(posts, channel, now, options.perSecond)
  }

  const standIn = await startStandIn({ channelOf, answer }, options.port)
  return Object.assign(standIn, {
    apiUrl: `${standIn.origin}/api/`,
    webhookUrl: `${standIn.origin}${SLACK_WEBHOOKS}${SLACK_WEBHOOK}`,
  })
}

function channelOf(request: StandInRequest): string | null {
  const posts = request.url.pathname === '/api/chat.postMessage'
  return posts ? (formOf(request)['channel'] ?? '') : slackWebhookOf(request)
}

/** ms until the channel takes one more. */
function waitOf(posts: readonly Post[], channel: string, now: number, perSecond: number): number {
  const recent = posts.filter((one) => one.channel === channel && one.at > now - 1000)
  const oldest = recent[recent.length - perSecond]
  return oldest === undefined ? 0 : oldest.at + 1000 - now
}

function history(form: Form, posts: readonly Post[], wanted: (post: Post) => boolean): Answer {
  const { oldest = '0', latest = '9999999999.999999', cursor = '0', inclusive = '' } = form
  const limit = Number(form['limit'] ?? 100)
  const inside = (id: string): boolean =>
    (id > oldest && id < latest) || (inclusive === 'true' && (id === oldest || id === latest))
  const found = posts
    .filter((one) => idOf(one.channel) === idOf(form['channel'] ?? '') && wanted(one) && inside(one.id))
    .toReversed()
  const from = Number(cursor)
  const messages = found.slice(from, from + limit).map((one) => messageOf(one, form))
  const hasMore = from + limit < found.length
  const next = hasMore ? String(from + limit) : ''
  return json({ ok: true, messages, has_more: hasMore, response_metadata: { next_cursor: next } })
}

/** The channels that the bot is in, by pages. */
function conversations(names: readonly string[], { cursor = '0', limit = '100' }: Form): Answer {
  const from = Number(cursor)
  const end = from + Number(limit)
  const channels = names.slice(from, end).map((name) => ({ id: idOf(name), name: name.replace(/^#/, '') }))
  return json({
    ok: true,
    channels,
    response_metadata: { next_cursor: end < names.length ? String(end) : '' },
  })
}

/** A shared file as a message of its thread. */
function asReply({ channel, thread, name }: SharedFile, id: string): Post {
  return { at: Number(id) * 1000, channel, text: '', payload: { thread_ts: thread, files: [{ name }] }, id }
}

/** A fault: Slack answers `ok: false` with this code, and posts nothing. */
export function slackRefuses(error: string, more: Readonly<Record<string, unknown>> = {}): Fault {
  return refusal(error, more)
}

function refusal(error: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  return json({ ok: false, error, ...more })
}

function json(value: unknown): Answer {
  return { status: 200, body: JSON.stringify(value) }
}

function formOf({ url, body }: StandInRequest): Form {
  return { ...Object.fromEntries(url.searchParams), ...(parse(body) as Form) }
}

const NESTED = new Set(['blocks', 'attachments', 'metadata', 'unfurl_links', 'unfurl_media', 'link_names'])

/** What the caller meant: Slack takes nested arguments and truth values as JSON in a form field. */
function payloadOf(form: Form): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, NESTED.has(name) ? JSON.parse(value) : value]),
  )
}

/** Metadata is only shown to who asks for it. */
function messageOf({ id, text, payload }: Post, form: Form): Record<string, unknown> {
  const { metadata, thread_ts, blocks, attachments, files } = payload
  const asked = form['include_all_metadata'] === 'true' || form['include_all_metadata'] === '1'
  return {
    type: 'message',
    bot_id: 'B1',
    ts: id,
    text,
    thread_ts,
    blocks,
    attachments,
    files,
    ...(asked ? { metadata } : {}),
  }
}

/** `#ops` and its id are one channel. */
function idOf(channel: string): string {
  if (!channel.startsWith('#')) return channel
  return `C${createHash('sha256').update(channel).digest('hex').slice(0, 9).toUpperCase()}`
}

/** Microseconds, strictly increasing. */
function createTimestamps(): (now: number) => string {
  let last = 0
  return (now) => {
    last = Math.max(Math.floor(now * 1000), last + 1)
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`
  }
}
