import type { WebClient } from '@slack/web-api'
import { Exchange } from '../exchange.ts'
import type { HelpWords, Refusal } from '../refusal.ts'
import { slackError } from './errors.ts'

/** What one call of Slack's API needs beside its arguments. */
export interface CallOptions {
  readonly client: WebClient
  readonly token: string
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly words: HelpWords
  /** What Slack's codes mean to this call; what they mean to a new message when absent. */
  readonly refusalOf?: (code: string) => Refusal | undefined
}

/** One call, one request. @throws DeliveryError */
export async function callSlack(
  method: string,
  body: Record<string, unknown>,
  { client, token, signal, timeoutMs, words, refusalOf }: CallOptions,
): Promise<object> {
  const exchange = new Exchange({ authorization: `Bearer ${token}`, signal, timeoutMs })
  try {
    return await exchange.run(() => client.apiCall(method, body))
  } catch (thrown) {
    throw slackError(exchange, thrown, words, refusalOf)
  }
}
