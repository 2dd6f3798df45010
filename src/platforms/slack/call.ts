import type { WebClient } from '@slack/web-api'
import { Exchange } from '../exchange.ts'
import type { HelpWords } from '../refusal.ts'
import { slackError } from './errors.ts'

/** What one call of Slack's API needs beside its arguments. */
export interface CallOptions {
  readonly client: WebClient
  readonly token: string
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly words: HelpWords
}

/** One call, one request. @throws DeliveryError */
export async function callSlack(
  method: string,
  body: Record<string, unknown>,
  { client, token, signal, timeoutMs, words }: CallOptions,
): Promise<object> {
  const exchange = new Exchange({ authorization: `Bearer ${token}`, signal, timeoutMs })
  try {
    return await exchange.run(() => client.apiCall(method, body))
  } catch (thrown) {
    throw slackError(exchange, thrown, words)
  }
}
