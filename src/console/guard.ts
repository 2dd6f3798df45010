import type { MiddlewareHandler } from 'hono'
import { CHALLENGE, type CheckAuthorization } from '../receive/auth.ts'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

/** Why somebody is not let in, as the answer to it. */
export interface Refusal {
  readonly status: 401 | 403
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Lets only those with the console's credentials in; null: everybody, which settings allow on loopback only. Then the
 * name in the address must be loopback's too: another one is a web page that had its own name point here.
 */
export function refusalOf(
  authorized: CheckAuthorization | null,
  host: string | undefined,
  authorization: string | undefined,
): Refusal | null {
  if (authorized === null && !LOOPBACK.test(host ?? '')) {
    const text = 'To be reached by this name, set CONSOLE_USERNAME and CONSOLE_PASSWORD.\n'
    return { status: 403, text, headers: {} }
  }
  if (authorized === null || authorized(authorization)) return null
  const text = 'Credentials are needed: CONSOLE_USERNAME and CONSOLE_PASSWORD.\n'
  return { status: 401, text, headers: { 'WWW-Authenticate': CHALLENGE } }
}

/** Refuses whom `refusalOf` refuses. */
export function guard(authorized: CheckAuthorization | null): MiddlewareHandler {
  return async function guarded(c, next) {
    const refusal = refusalOf(authorized, c.req.header('Host'), c.req.header('Authorization'))
    return refusal === null ? next() : c.text(refusal.text, refusal.status, refusal.headers)
  }
}
