import { checkSecretAddress, type CheckAddress, readAddress } from '../address.ts'
import { cannotChange } from '../refs.ts'
import { type Kept, nameOfKept } from '../kept.ts'
import type { Message, Platform } from '../platform.ts'
import { postJson } from '../post.ts'
import type { TokenSource } from '../token.ts'
import { webhookError } from './webhook-errors.ts'

export interface SlackWebhookOptions {
  /** The webhook's URL. */
  readonly url: TokenSource
  /** Where a person keeps that URL. */
  readonly keptAt: Kept
  /** How long one request may take, ms; 9 s, within the lease of a lane, when absent. */
  readonly timeoutMs?: number
}

/**
 * One channel of Slack by its incoming webhook. Slack answers `ok` and nothing else, so that the receipt is empty
 * and a message whose outcome is unknown cannot be looked for.
 */
export function slackWebhook({ url, keptAt, timeoutMs = 9_000 }: SlackWebhookOptions): Platform {
  return {
    name: 'slack',
    async send(message, _place, _delivery, signal) {
      if (message.change !== undefined) throw cannotChange(message.change.kind)
      const address = await readAddress(url, keptAt, checkAddress)
      const { exchange, thrown } = await postJson({
        url: address.href,
        authorization: null,
        userAgent: 'kylin-herald',
        body: bodyOf(message),
        signal,
        timeoutMs,
      })
      if (exchange.status === 200 && exchange.body?.trim() === 'ok') return { channel: '', message: '' }
      throw webhookError(exchange, thrown, nameOfKept(keptAt))
    },
    close: () => Promise.resolve(),
  }
}

/** The parts of chat.postMessage's body that a webhook takes too. */
const PARTS = new Set([
  'text',
  'blocks',
  'attachments',
  'unfurl_links',
  'unfurl_media',
  'link_names',
  'mrkdwn',
])

function bodyOf({ payload }: Message): string {
  return JSON.stringify(Object.fromEntries(Object.entries(payload).filter(([name]) => PARTS.has(name))))
}

/** A workflow's webhook takes variables and no message: each try would start the workflow once more. */
const checkAddress: CheckAddress = (url) => {
  const slack = /(^|\.)slack(-gov)?\.com$/.test(url.hostname)
  if (slack && !url.pathname.startsWith('/services/')) return 'holds no incoming webhook of Slack'
  return checkSecretAddress(url)
}
