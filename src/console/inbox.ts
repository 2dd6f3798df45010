import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { NONCE, secureHeaders, type SecureHeadersVariables } from 'hono/secure-headers'
import type { InboxCount, InboxMessage } from '../store/stored.ts'
import { inboxPage } from './inbox-page.ts'
import { languageFor } from './inbox-words.ts'
import { timesIn } from './times.ts'

/** What the inbox page is made of. */
export interface InboxSource {
  /** The newest messages, newest first; null: of all channels. */
  readonly inbox: (limit: number, channel: string | null) => Promise<readonly InboxMessage[]>
  /** How many messages are kept of each channel. */
  readonly counts: () => Promise<readonly InboxCount[]>
  /** Another number whenever a message came or changed. */
  readonly version: () => Promise<number>
  /** The IANA zone in which times are shown. */
  readonly timezone: () => string
  /** What the rules call an id of `mentions:` (`S0123`, `role:4242`); null where they do not name it. */
  readonly nameOf: (id: string) => string | null
  /** What is wrong with the rules on disk, in one line; null when all of them are in force. */
  readonly trouble: () => string | null
}

// 200 kB of page, drawn in about 15 ms of event loop; the worst that Discord takes, in about 80.
const SHOWN = 100

const safeHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: [NONCE],
    scriptSrc: [NONCE],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  // Whoever ends TLS before us decides on that.
  strictTransportSecurity: false,
})

/**
 * `GET /inbox`: the chat page, narrowed by `?channel=`. Answers 304 to If-None-Match while nothing changed. Not
 * guarded: whoever mounts it puts the console's credentials in front.
 */
export function inboxRoutes(source: InboxSource): Hono<{ Variables: SecureHeadersVariables }> {
  const routes = new Hono<{ Variables: SecureHeadersVariables }>()
  routes.use('/inbox', safeHeaders)
  routes.get('/inbox', async (c) => {
    c.header('Cache-Control', 'no-store')
    const asked = c.req.header('If-None-Match')
    // One number tells whether anything is new: an open page asks every 2 s. Read first, it is never too new.
    const trouble = source.trouble()
    const version = versionOf(await source.version(), trouble)
    if (asked === tagOf(version)) return c.body(null, 304)
    const channel = c.req.query('channel') ?? null
    const [messages, counts] = await Promise.all([source.inbox(SHOWN, channel), source.counts()])
    const language = languageFor(c)
    c.header('ETag', tagOf(version))
    c.header('Vary', 'Accept-Language')
    return c.html(
      inboxPage(
        {
          language,
          nonce: c.get('secureHeadersNonce') ?? '',
          version,
          messages,
          counts,
          limit: SHOWN,
          channel,
          callbackUrl: callbackUrl(c),
          trouble,
        },
        { times: timesIn(language, source.timezone()), nameOf: source.nameOf },
      ),
    )
  })
  return routes
}

function versionOf(changes: number, trouble: string | null): string {
  if (trouble === null) return String(changes)
  return `${changes}-${createHash('sha256').update(trouble).digest('hex').slice(0, 12)}`
}

function tagOf(version: string): string {
  return `"${version}"`
}

/** Where this Herald takes callbacks, as the browser reached it; the default address where that is odd. */
function callbackUrl(c: Context): string {
  const { origin } = new URL(c.req.url)
  return `${/^https?:\/\/[\w.:[\]-]+$/.test(origin) ? origin : 'http://127.0.0.1:8484'}/kylin/callback`
}
