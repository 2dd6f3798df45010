import { Exchange, type ExchangeOptions } from './exchange.ts'

/** One request with JSON, and what came of it. */
export interface Posted {
  readonly exchange: Exchange
  /** What was thrown on the way; null when a whole answer came. */
  readonly thrown: unknown
}

export interface PostOptions extends ExchangeOptions {
  readonly url: string
  /** POST when absent. */
  readonly method?: 'POST' | 'PATCH'
  readonly userAgent: string
  /** JSON. */
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Posts once, follows nothing; never rejects. */
export async function postJson({
  url,
  method = 'POST',
  userAgent,
  body,
  headers: more,
  ...options
}: PostOptions): Promise<Posted> {
  const exchange = new Exchange(options)
  const headers = { 'content-type': 'application/json', 'user-agent': userAgent, ...more }
  try {
    await exchange.run(() => exchange.fetch(url, { method, headers, body }))
    return { exchange, thrown: null }
  } catch (thrown) {
    return { exchange, thrown }
  }
}
