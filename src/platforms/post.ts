import { Exchange, type ExchangeOptions } from './exchange.ts'

/** One POST of JSON, and what came of it. */
export interface Posted {
  readonly exchange: Exchange
  /** What was thrown on the way; null when a whole answer came. */
  readonly thrown: unknown
}

export interface PostOptions extends ExchangeOptions {
  readonly url: string
  readonly userAgent: string
  /** JSON. */
  readonly body: string
}

/** Posts once, follows nothing; never rejects. */
export async function postJson({ url, userAgent, body, ...options }: PostOptions): Promise<Posted> {
  const exchange = new Exchange(options)
  const headers = { 'content-type': 'application/json', 'user-agent': userAgent }
  try {
    await exchange.run(() => exchange.fetch(url, { method: 'POST', headers, body }))
    return { exchange, thrown: null }
  } catch (thrown) {
    return { exchange, thrown }
  }
}
