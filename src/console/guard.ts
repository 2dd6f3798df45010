import type { MiddlewareHandler } from 'hono'
import { CHALLENGE, type CheckAuthorization } from '../receive/auth.ts'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

/**
 * Lets only those with the console's credentials in; null: everybody, which settings allow on loopback only. Then the
 * name in the address must be loopback's too: another one is a web page that had its own name point here.
 */
export function guard(authorized: CheckAuthorization | null): MiddlewareHandler {
  return async function guarded(c, next) {
    if (authorized === null && !LOOPBACK.test(c.req.header('Host') ?? '')) {
      return c.text('To be reached by this name, set CONSOLE_USERNAME and CONSOLE_PASSWORD.\n', 403)
    }
    if (authorized === null || authorized(c.req.header('Authorization'))) return next()
    return c.text('Credentials are needed: CONSOLE_USERNAME and CONSOLE_PASSWORD.\n', 401, {
      'WWW-Authenticate': CHALLENGE,
    })
  }
}
