import type { StandInRequest, Taken } from './stand-in.ts'
import type { Answer, Fault } from './stand-in-faults.ts'

/** Where the stand-in's incoming webhooks are, before their secret part. */
export const SLACK_WEBHOOKS = '/services/'
/** The secret part of the webhook that is there unless `webhooks` says otherwise. */
export const SLACK_WEBHOOK = 'T0STANDIN/B0STANDIN/stand-in-webhook-secret'

export interface SlackWebhookRules {
  /** Secret parts of the webhooks there are now. */
  readonly webhooks: ReadonlySet<string>
  /** ms until the webhook takes one more. */
  readonly waitMs: (channel: string, now: number) => number
  readonly validate: (payload: Readonly<Record<string, unknown>>) => readonly string[]
}

/** The secret part of a request's path; null where it is no webhook's. */
export function slackWebhookOf({ url }: StandInRequest): string | null {
  return url.pathname.startsWith(SLACK_WEBHOOKS) ? url.pathname.slice(SLACK_WEBHOOKS.length) : null
}

/** Answers a post to an incoming webhook in plain text, as Slack does. */
export function answerSlackWebhook(
  webhook: string,
  { body, headers }: StandInRequest,
  { accept, counters }: Taken,
  { webhooks, waitMs, validate }: SlackWebhookRules,
): Answer {
  if (!webhooks.has(webhook)) return plain(404, 'no_service')
  const at = performance.timeOrigin + performance.now()
  const wait = waitMs(webhook, at)
  if (wait > 0) {
    counters.rateLimited += 1
    return { ...plain(429, 'rate_limited'), headers: { 'retry-after': String(Math.ceil(wait / 1000)) } }
  }
  const payload = payloadOf(body)
  if (payload === null || headers['content-type'] !== 'application/json') return plain(400, 'invalid_payload')
  const { text = '', blocks, attachments } = payload
  if (text === '' && blocks === undefined && attachments === undefined) return plain(400, 'no_text')
  if (validate(payload).length > 0) return plain(400, 'invalid_blocks')
  accept({ at, channel: webhook, text: String(text), payload, id: '' })
  return plain(200, 'ok')
}

/** A fault: Slack answers a webhook this status and text, and posts nothing. */
export function slackWebhookRefuses(status: number, text: string): Fault {
  return plain(status, text)
}

function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html' }, body }
}

function payloadOf(body: string): Record<string, unknown> | null {
  try {
    const payload = JSON.parse(body) as unknown
    return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : null
  } catch {
    return null
  }
}
