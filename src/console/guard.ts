import type { MiddlewareHandler } from 'hono'
import { CHALLENGE, type CheckAuthorization } from '../receive/auth.ts'

/** Lets only those with the console's credentials in; null: everybody, which settings allow on loopback only. */
export function guard(authorized: CheckAuthorization | null): MiddlewareHandler {
  return async function guarded(c, next) {
    if (authorized === null || authorized(c.req.header('Authorization'))) return next()
    return c.text('Credentials are needed: CONSOLE_USERNAME and CONSOLE_PASSWORD.\n', 401, {
      'WWW-Authenticate': CHALLENGE,
    })
  }
}
