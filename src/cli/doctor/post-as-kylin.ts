import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { performance } from 'node:perf_hooks'

/** What came of a post. */
export interface Posted {
  /** Null where no answer came. */
  readonly status: number | null
  readonly location: string
  /** From the body's last byte to the answer, ms. */
  readonly silentMs: number
  /** Why there is no answer, as a short code; '' where there is one. */
  readonly failure: string
}

/** An answer may come after the connection was closed for writing: what was refused early is still read. */
const AFTER_ERROR_MS = 500
const GIVE_UP_MS = 50_000

/**
 * Posts a body as Kylin does: a length, no chunks, no redirect followed, any certificate taken. It waits longer than
 * Kylin's 3 s, to tell how long it took.
 */
export function postAsKylin(address: URL, body: Buffer, authorization: string | null): Promise<Posted> {
  return new Promise((resolve) => {
    const url = new URL(address)
    url.username = ''
    url.password = ''
    const secure = url.protocol === 'https:'
    let sentAt = performance.now()
    const request = (secure ? tlsRequest : plainRequest)(url, {
      method: 'POST',
      agent: false,
      ...(secure ? { rejectUnauthorized: false } : {}),
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        'User-Agent': 'Apache-HttpClient/4.5.13 (Herald doctor)',
        ...(authorization === null ? {} : { Authorization: authorization }),
      },
    })
    const timer = setTimeout(() => end({ failure: `silence for ${GIVE_UP_MS / 1_000} s` }), GIVE_UP_MS)
    function end(how: Partial<Posted>): void {
      clearTimeout(timer)
      resolve({ status: null, location: '', silentMs: 0, failure: '', ...how })
      request.destroy()
    }
    request.on('finish', () => (sentAt = performance.now()))
    request.on('response', ({ statusCode = 0, headers }) =>
      end({
        status: statusCode,
        location: headers.location ?? '',
        silentMs: Math.max(0, performance.now() - sentAt),
      }),
    )
    request.on('error', (error: NodeJS.ErrnoException) => {
      const failure = /^\w{1,60}$/.test(error.code ?? '') ? (error.code ?? '') : 'connection closed'
      setTimeout(() => end({ failure }), AFTER_ERROR_MS)
    })
    request.end(body)
  })
}
