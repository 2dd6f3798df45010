import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import { apiRoutes } from '../console/api.ts'
import { guard } from '../console/guard.ts'
import { inboxRoutes } from '../console/inbox.ts'
import { ledgerRoutes } from '../console/ledger.ts'
import { operateRoutes } from '../console/operate.ts'
import { reloadRoutes } from '../console/reload.ts'
import { sameSite } from '../console/same-site.ts'
import { sendTestRoutes } from '../console/send-test.ts'
import { silenceRoutes } from '../console/silences.ts'
import type { Looks } from '../deliver/route-card.ts'
import type { Log } from '../log.ts'
import { basicAuth } from '../receive/auth.ts'
import type { Answer } from '../receive/answer.ts'
import { fewLines } from '../receive/few-lines.ts'
import type { Reloader } from '../reload/reload.ts'
import type { Rules } from '../rules/rules.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store/store.ts'
import { FAILED, nothingHere } from './front.ts'
import type { Silences } from './silences.ts'

export interface PagesOptions {
  readonly settings: Settings
  readonly looks: () => Looks
  readonly reloader: Reloader
  readonly store: Store
  readonly silences: Pick<Silences, 'refresh'>
  readonly clock: Clock
  readonly log: Log
  /** There is a message to send. */
  readonly wake: () => void
}

/** Inbox, API and reload: what only those who look after Herald may see and do. */
export function pagesAnswer(options: PagesOptions): Answer {
  const fail = fewLines(options.log.error)
  const nothing = nothingHere(options.log)
  const pages = pagesOf(options)
    .onError((err, c) => {
      fail('request failed', { path: c.req.path, err })
      return c.text(FAILED, 500)
    })
    .notFound((c) => c.text(nothing(c.req.method, c.req.path), 404))
  return getRequestListener((request) => pages.fetch(request))
}

function pagesOf({ settings, looks, reloader, store, clock, wake, silences }: PagesOptions): Hono {
  const guarded = guard(settings.console === null ? null : basicAuth(settings.console))
  const rules = (): Rules => looks().rules
  const inbox = inboxRoutes({
    inbox: store.inbox,
    counts: store.inboxCounts,
    version: store.inboxVersion,
    timezone: () => rules().timezone,
    trouble: reloader.trouble,
    nameOf(id) {
      const known = [...rules().mentions].find(([, ids]) => Object.values(ids).includes(id))
      return known?.[0] ?? null
    },
  })
  return new Hono()
    .use('/inbox', guarded)
    .use('/api/*', guarded, sameSite())
    .use('/-/reload', guarded, sameSite())
    .route('/', inbox)
    .route('/', apiRoutes({ store, rules, clock }))
    .route('/', operateRoutes({ store, rules, clock, toInbox: settings.dryRun }))
    .route('/', sendTestRoutes({ store, rules, clock, toInbox: settings.dryRun, wake }))
    .route('/', silenceRoutes({ store, rules, changed: silences.refresh }))
    .route('/', ledgerRoutes({ store, clock }))
    .route('/', reloadRoutes({ reload: reloader.reload }))
}
