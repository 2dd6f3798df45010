import type { MiddlewareHandler } from 'hono'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses with 403 what a browser sends on behalf of another site: it adds the credentials it remembers by itself.
 * What comes from no browser says nothing of a site, and passes. To look is free.
 */
export function sameSite(): MiddlewareHandler {
  return async function onlySameSite(c, next) {
    const { method } = c.req
    if (
      READS.has(method) ||
      isOwn(c.req.header('Sec-Fetch-Site'), c.req.header('Origin'), c.req.header('Host'))
    )
      return next()
    return c.text('Not from another site.\n', 403)
  }
}

/** Sec-Fetch-Site is the browser's own word (fetch.spec.whatwg.org); before it there was only Origin. */
function isOwn(site: string | undefined, origin: string | undefined, host: string | undefined): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return origin === undefined || (host !== undefined && URL.parse(origin)?.host === host.toLowerCase())
}
