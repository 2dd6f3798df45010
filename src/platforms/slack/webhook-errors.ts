import type { Exchange } from '../exchange.ts'
import { bug, transportFailure, unexpectedAnswer } from '../failure.ts'
import { DeliveryError } from '../platform.ts'
import { byCode, filledIn, type Refusal } from '../refusal.ts'

const NO = { outcome: 'not-sent' } as const

/** What the text of a refusal means; `{secret}` stands for where the URL is kept. Source: Slack's page on webhooks. */
const REFUSALS = byCode([
  {
    ...NO,
    reason: 'bad-credentials',
    codes: 'no_service no_service_id no_active_hooks no_team team_disabled invalid_token',
    help: 'The webhook was removed or switched off: make a new one in Slack and put its URL into {secret}.',
  },
  {
    ...NO,
    reason: 'no-such-place',
    codes: 'channel_not_found channel_is_archived',
    help: 'The channel of the webhook in {secret} is gone or archived: unarchive it, or make a webhook for another.',
  },
  {
    ...NO,
    reason: 'no-such-place',
    codes: 'user_not_found',
    help: 'The person to whom the webhook in {secret} writes is gone: make a webhook for a channel.',
  },
  {
    ...NO,
    reason: 'forbidden',
    codes: 'action_prohibited posting_to_general_channel_denied',
    help: 'An admin of the workspace keeps webhooks from posting in this channel: ask for leave.',
  },
  { ...NO, reason: 'too-big', codes: 'too_many_attachments msg_too_long msg_blocks_too_long' },
  {
    ...NO,
    reason: 'malformed',
    codes: `invalid_payload no_text missing_text_or_fallback_or_attachments invalid_blocks invalid_blocks_format
      invalid_attachments`,
  },
])

/** What became of a post that was not answered `ok`. */
export function webhookError(exchange: Exchange, thrown: unknown, keptAt: string): DeliveryError {
  const transport = transportFailure(exchange)
  if (transport !== null) return new DeliveryError(transport)
  const { status, body } = exchange
  if (status === null) return bug(exchange, thrown)
  const code = /^[a-z][a-z_]{1,79}$/.exec(body?.trim() ?? '')?.[0]
  if (status < 400 || code === undefined) {
    return new DeliveryError(unexpectedAnswer(status, 'not from Slack'))
  }
  // A code that is unknown to us is a refusal all the same.
  const refusal: Refusal = REFUSALS.get(code) ?? { reason: 'unexpected-answer', outcome: 'not-sent' }
  return new DeliveryError({
    reason: refusal.reason,
    outcome: refusal.outcome,
    detail: `HTTP ${status}, ${code}`,
    ...(refusal.help === undefined ? {} : { help: filledIn(refusal.help, { place: '', secret: keptAt }) }),
  })
}
