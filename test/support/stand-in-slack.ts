import { parse } from 'node:querystring'
import { answerSlackWebhook, SLACK_WEBHOOK, SLACK_WEBHOOKS, slackWebhookOf } from './slack-webhooks.ts'
import {
  addReaction,
  removeReaction,
  type Changed,
  rootOfReply,
  type SlackMessages,
  threadOf,
  updateMessage,
} from './slack-changes.ts'
import { conversations, history, idOf } from './slack-history.ts'
import { answerApiTest, answerDirectory, type SlackDirectory } from './stand-in-slack-directory.ts'
import { createSlackFiles, type SharedFile } from './stand-in-files.ts'
import {
  type Counters,
  type Post,
  type StandIn,
  startStandIn,
  type StandInRequest,
  type Taken,
} from './stand-in.ts'
import type { Aim, Answer, Fault, RequestKind } from './stand-in-faults.ts'
import { current } from './stand-in-shown.ts'

export interface StandInSlackOptions {
  /** Tokens that are valid now; each is looked up at each request, so a test may change the set. */
  readonly tokens?: ReadonlySet<string>
  /** Secret parts of the incoming webhooks there are, looked up in the same way. */
  readonly webhooks?: ReadonlySet<string>
  /** Channels there are, as a call names them; every one when absent. */
  readonly channels?: ReadonlySet<string>
  /** Messages per second and channel; no limit when absent. */
  readonly perSecond?: number
  /** Calls of chat.update a minute for the whole workspace; no limit when absent. Slack's tier 3 is 50. */
  readonly updatesPerMinute?: number
  /** Says what is wrong with a payload, in Slack's words; none is wrong when absent. */
  readonly validate?: (payload: Readonly<Record<string, unknown>>) => readonly string[]
  /** What is told to who only looks; the least when absent. */
  readonly directory?: SlackDirectory
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

/**
 * Slack's Web API (auth.test, chat.postMessage and .update, reactions.add, conversations.history and .replies,
 * files.*) and its incoming webhooks.
 */
export async function startStandInSlack(options: StandInSlackOptions = {}): Promise<StandInSlack> {
  const tokens = options.tokens ?? new Set([SLACK_TOKEN])
  const webhooks = options.webhooks ?? new Set([SLACK_WEBHOOK])
  const nextTs = createTimestamps()
  const named = new Set<string>()
  const replies: Post[] = []
  const updatedAt: number[] = []
  let files: ReturnType<typeof createSlackFiles> | null = null
  const messages: SlackMessages = {
    isSame: (a, b) => idOf(a) === idOf(b),
    validate: options.validate ?? (() => []),
    waitMs: updateWaitMs,
  }

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
    const timed = answerApiTest(request, options.directory)
    if (timed !== null) return timed
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) return refusal('not_authed')
    if (!tokens.has(token)) return refusal('invalid_auth')
    const form = formOf(request)
    const method = request.url.pathname.replace('/api/', '')
    const told = answerDirectory(method, form, options.directory)
    if (told !== null) return told
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
    // All that follows goes by ids alone.
    if (channel.startsWith('#')) return refusal('channel_not_found')
    if (method === 'chat.update') return changed(updateMessage(form, payloadOf(form), taken, messages), taken)
    if (method === 'reactions.add') return changed(addReaction(form, taken, messages), taken)
    if (method === 'reactions.remove') return changed(removeReaction(form, taken, messages), taken)
    const shown = [...taken.posts, ...replies].filter(({ id }) => !taken.gone.has(id))
    const now = shown.map((one) => current(one, taken.edits))
    if (method === 'conversations.history') return history(form, now, (one) => threadOf(one) === null)
    if (method === 'conversations.replies') {
      const root = form['ts'] ?? ''
      const thread = now.filter((one) => one.id === root || threadOf(one) === root)
      return thread.length === 0 ? refusal('thread_not_found') : history(form, thread, () => true)
    }
    return refusal('unknown_method')
  }

  /** A sliding minute; a call that is taken counts. */
  function updateWaitMs(now: number): number {
    const { updatesPerMinute: most } = options
    if (most === undefined) return 0
    const oldest = updatedAt[updatedAt.length - most]
    const waitMs = oldest === undefined ? 0 : oldest + 60_000 - now
    if (waitMs <= 0) updatedAt.push(now)
    return waitMs
  }

  function isThere(channel: string): boolean {
    const { channels } = options
    if (channels === undefined || channels.has(channel)) return true
    return [...channels].some((one) => idOf(one) === channel)
  }

  function post(form: Form, channel: string, taken: Taken): Answer {
    const { posts, accept, counters } = taken
    const at = performance.timeOrigin + performance.now()
    const waitMs = limitMs(posts, channel, at)
    if (waitMs > 0) return tooMany(waitMs, counters)
    const { thread_ts: thread } = form
    const parent = thread === undefined ? null : rootOfReply(thread, channel, taken, messages)
    if (parent !== null && 'refused' in parent) return refusal(parent.refused)
    const payload: Record<string, unknown> = {
      ...payloadOf(form),
      ...(parent === null ? {} : { thread_ts: parent.root }),
    }
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

  const isIn = (one: Post, channel: string): boolean => messages.isSame(one.channel, channel)
  const standIn = await startStandIn({ aimOf, isIn, rootOf: threadOf, answer }, options.port)
  return Object.assign(standIn, {
    apiUrl: `${standIn.origin}/api/`,
    webhookUrl: `${standIn.origin}${SLACK_WEBHOOKS}${SLACK_WEBHOOK}`,
  })
}

const KINDS: Readonly<Record<string, RequestKind>> = {
  '/api/chat.postMessage': 'post',
  '/api/chat.update': 'edit',
  '/api/reactions.add': 'reaction',
  '/api/reactions.remove': 'reaction',
}

function aimOf(request: StandInRequest): Aim {
  const webhook = slackWebhookOf(request)
  if (webhook !== null) return { kind: 'post', channel: webhook }
  const kind = KINDS[request.url.pathname] ?? 'other'
  return { kind, channel: kind === 'other' ? null : (formOf(request)['channel'] ?? '') }
}

function changed(result: Changed, { counters }: Taken): Answer {
  return 'said' in result ? json(result.said) : tooMany(result.waitMs, counters)
}

function tooMany(waitMs: number, counters: Counters): Answer {
  counters.rateLimited += 1
  const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) }
  return { status: 429, headers, body: '{"ok":false,"error":"ratelimited"}' }
}

/** ms until the channel takes one more. */
function waitOf(posts: readonly Post[], channel: string, now: number, perSecond: number): number {
  const recent = posts.filter((one) => one.at > now - 1000 && idOf(one.channel) === idOf(channel))
  const oldest = recent[recent.length - perSecond]
  return oldest === undefined ? 0 : oldest.at + 1000 - now
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

/** Read once: a stand-in takes its time from the bridge that a bench measures. */
const forms = new WeakMap<StandInRequest, Form>()

function formOf(request: StandInRequest): Form {
  const { url, body } = request
  const form = forms.get(request) ?? { ...Object.fromEntries(url.searchParams), ...(parse(body) as Form) }
  forms.set(request, form)
  return form
}

const NESTED = new Set(['blocks', 'attachments', 'metadata', 'unfurl_links', 'unfurl_media', 'link_names'])

/** What the caller meant: Slack takes nested arguments and truth values as JSON in a form field. */
function payloadOf(form: Form): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, NESTED.has(name) ? JSON.parse(value) : value]),
  )
}

/** Microseconds, strictly increasing. */
function createTimestamps(): (now: number) => string {
  let last = 0
  return (now) => {
    last = Math.max(Math.floor(now * 1000), last + 1)
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`
  }
}
