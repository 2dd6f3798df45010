import { AsyncLocalStorage } from 'node:async_hooks'
import { STATUS_CODES } from 'node:http'
import { AnswerHeaders } from './answer-headers.ts'
import { readBody, startRequest } from './http.ts'

/** More than any answer of a platform needs, bytes; what comes after it is not read. */
const MOST_BYTES = 1024 * 1024

const current = new AsyncLocalStorage<Exchange>()

/** What the platforms' clients read of a fetch `Response`, over a body that is already here. */
export interface WholeResponse {
  readonly ok: boolean
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly headers: AnswerHeaders
  readonly body: null
  readonly bodyUsed: boolean
  readonly text: () => Promise<string>
  readonly json: () => Promise<unknown>
  readonly arrayBuffer: () => Promise<ArrayBuffer>
}

/** How the platforms' clients start a request. */
export interface FetchInit {
  readonly method?: string
  readonly headers?: unknown
  readonly body?: unknown
}

export interface ExchangeOptions {
  /** The whole Authorization header; null for none. */
  readonly authorization: string | null
  /** Ends the request, also while its answer's body is read. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

/**
 * The one HTTP request of one send, and what came of it. The platforms' clients wrap failures in many ways; the
 * outcome is read off here instead, from what really happened on the wire.
 */
export class Exchange {
  /** True once there was a request to make. */
  started = false
  /** True once there was a connection that could take it: it may have arrived. */
  sent = false
  /** Null until the head of an answer came. */
  status: number | null = null
  headers = new AnswerHeaders()
  /** The answer's whole text; null while it is not complete. */
  body: string | null = null
  /** Why there is no complete answer, as the network told it. */
  failure: unknown = null
  readonly #authorization: string | null
  readonly #outer: AbortSignal
  readonly #timeoutMs: number
  readonly #stop = new AbortController()

  constructor({ authorization, signal, timeoutMs }: ExchangeOptions) {
    this.#authorization = authorization
    this.#outer = signal
    this.#timeoutMs = timeoutMs
  }

  /** Fresh for each send, so that a client may leave its listeners on it. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /**
   * Runs a client's call; the request it makes by `fetchOnce` belongs to this exchange. Its time-out covers all of
   * it, the answer's body too, and is one timer that is cleared: AbortSignal.timeout and .any, which the clients
   * use, stay in memory until they fire, 3 kB a send for 9 s.
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const stop = (): void => this.#stop.abort(this.#outer.reason)
    const timer = setTimeout(() => this.#stop.abort(new DOMException('', 'TimeoutError')), this.#timeoutMs)
    this.#outer.addEventListener('abort', stop)
    if (this.#outer.aborted) stop()
    try {
      // discord.js lets a call whose signal has fired wait for its turn all the same.
      return await Promise.race([this.#ended(), current.run(this, call)])
    } finally {
      clearTimeout(timer)
      this.#outer.removeEventListener('abort', stop)
    }
  }

  /** Rejects when the signal fires. */
  #ended(): Promise<never> {
    return new Promise((_, reject) => {
      const end = (): void => reject(new Error('ended by its signal'))
      if (this.signal.aborted) end()
      else this.signal.addEventListener('abort', end)
    })
  }

  /** Makes the request and reads the whole answer. A second request is refused: one send is one request. */
  async fetch(url: string, init: FetchInit): Promise<WholeResponse> {
    if (this.started) throw new Error('a second request in one send')
    this.signal.throwIfAborted()
    this.started = true
    try {
      const { headers, body } = await wireForm(init)
      const answer = await startRequest(new URL(url), {
        method: init.method ?? 'GET',
        headers: this.#authorization === null ? headers : { ...headers, authorization: this.#authorization },
        body,
        signal: this.signal,
        onConnected: () => (this.sent = true),
      })
      this.status = answer.statusCode ?? 0
      this.headers = new AnswerHeaders(answer.headers)
      const text = await readBody(answer, MOST_BYTES)
      this.body = text
      return wholeResponse(url, this.status, this.headers, text)
    } catch (error) {
      this.failure = error
      throw error
    }
  }
}

/** The `fetch` that is given to a platform's client; it works only inside `Exchange.run`. */
export async function fetchOnce(url: string, init: FetchInit): Promise<WholeResponse> {
  const exchange = current.getStore()
  if (exchange === undefined) throw new Error('a request outside of a send')
  return exchange.fetch(url, init)
}

/** Both clients give a plain object of headers and a text, nothing, or a form for a file. */
async function wireForm(
  init: FetchInit,
): Promise<{ headers: Record<string, string>; body: string | Buffer }> {
  const headers = init.headers as Readonly<Record<string, string>>
  const given = init.body ?? ''
  // The first look at FormData loads the whole of `fetch`.
  if (typeof given === 'string' || !(given instanceof FormData)) return { headers, body: given as string }
  const form = new Response(given)
  const body = Buffer.from(await form.arrayBuffer())
  return { headers: { ...headers, 'content-type': form.headers.get('content-type') ?? '' }, body }
}

function wholeResponse(url: string, status: number, headers: AnswerHeaders, text: string): WholeResponse {
  const bytes = (): ArrayBuffer => new TextEncoder().encode(text).buffer
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: STATUS_CODES[status] ?? '',
    url,
    headers,
    body: null,
    bodyUsed: false,
    text: () => Promise.resolve(text),
    json: () => Promise.resolve(text).then((whole) => JSON.parse(whole) as unknown),
    arrayBuffer: () => Promise.resolve(bytes()),
  }
}
