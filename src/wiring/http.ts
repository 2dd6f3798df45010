import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import { apiRoutes } from '../console/api.ts'
import { backlogReader } from '../console/backlog-reader.ts'
import { guard } from '../console/guard.ts'
import { healthRoutes } from '../console/health.ts'
import { inboxRoutes } from '../console/inbox.ts'
import { ledgerRoutes } from '../console/ledger.ts'
import { metricsRoutes } from '../console/metrics.ts'
import { operateRoutes } from '../console/operate.ts'
import { reloadRoutes } from '../console/reload.ts'
import { sendTestRoutes } from '../console/send-test.ts'
import { sameSite } from '../console/same-site.ts'
import { silenceRoutes } from '../console/silences.ts'
import type { Looks } from '../deliver/route-card.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { basicAuth } from '../receive/auth.ts'
import { fewLines } from '../receive/few-lines.ts'
import { type CallbackOptions, callbackRoutes } from '../receive/routes.ts'
import type { Reloader } from '../reload/reload.ts'
import type { Rules } from '../rules/rules.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store/store.ts'
import type { Silences } from './silences.ts'

export interface HttpOptions {
  readonly settings: Settings
  readonly looks: () => Looks
  readonly reloader: Reloader
  readonly intake: CallbackOptions
  readonly store: Store
  readonly silences: Pick<Silences, 'refresh'>
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
  /** There is a message to send. */
  readonly wake: () => void
  /** Why no callback should come here now, other than the store; null when all is well. */
  readonly notReady: () => string | null
}

type App = Hono<{ Bindings: HttpBindings }>

/** What Herald answers over HTTP, by the port where it does. */
export interface HttpApps {
  readonly callbacks: App
  /** Metrics, inbox, API and reload on a port of their own; null: `callbacks` has all of it. */
  readonly admin: App | null
}

/** Everything Herald answers over HTTP; both ports tell of its health. */
export function httpApps(options: HttpOptions): HttpApps {
  const { settings, intake, log } = options
  const health = healthOf(options)
  const admin = adminRoutes(options)
  const callbacks: App = new Hono<{ Bindings: HttpBindings }>().route('/', callbackRoutes(intake))
  const ends = ending(log)
  callbacks.route('/', health)
  if (settings.adminPort === null) return { callbacks: ends(callbacks.route('/', admin)), admin: null }
  const own: App = new Hono<{ Bindings: HttpBindings }>().route('/', health).route('/', admin)
  return { callbacks: ends(callbacks), admin: ends(own) }
}

function healthOf({ settings, looks, store, notReady }: HttpOptions): Hono {
  return healthRoutes({
    replica: settings.replicaName,
    rules: () => looks().rules.hash,
    notReady: async () =>
      notReady() ??
      store.ping().then(
        () => null,
        () => 'the store cannot be written',
      ),
  })
}

/** What only those who look after Herald may see and do. */
function adminRoutes({ settings, looks, reloader, store, metrics, clock, wake, silences }: HttpOptions): App {
  const guarded = guard(settings.console === null ? null : basicAuth(settings.console))
  const rules = (): Rules => looks().rules
  const pages = inboxRoutes({
    inbox: store.inbox,
    version: store.inboxVersion,
    timezone: () => rules().timezone,
    trouble: reloader.trouble,
    nameOf(id) {
      const known = [...rules().mentions].find(([, ids]) => Object.values(ids).includes(id))
      return known?.[0] ?? null
    },
  })
  return new Hono<{ Bindings: HttpBindings }>()
    .use('/inbox', guarded)
    .use('/api/*', guarded, sameSite())
    .use('/metrics', guarded)
    .use('/-/reload', guarded, sameSite())
    .route('/', pages)
    .route('/', apiRoutes({ store, rules, clock }))
    .route('/', operateRoutes({ store, rules, clock, toInbox: settings.dryRun }))
    .route('/', sendTestRoutes({ store, rules, clock, toInbox: settings.dryRun, wake }))
    .route('/', silenceRoutes({ store, changed: silences.refresh }))
    .route('/', ledgerRoutes({ store, clock }))
    .route('/', metricsRoutes({ metrics, backlog: backlogReader({ store, clock }) }))
    .route('/', reloadRoutes({ reload: reloader.reload }))
}

/** What is answered where nothing else does, with few lines in the log. */
function ending(log: Log): (app: App) => App {
  const warn = fewLines(log.warn)
  const fail = fewLines(log.error)
  return (app) => {
    app.onError((err, c) => {
      fail('request failed', { path: c.req.path, err })
      return c.text('Herald could not answer; see its log.\n', 500)
    })
    app.notFound((c) => {
      // A wrong path in Kylin's settings loses every callback: whoever looks for them finds this line.
      if (c.req.method === 'POST') warn('post to an unknown path', { path: c.req.path })
      return c.text('Nothing here. Callbacks: /kylin/callback[/<cluster>], messages: /inbox\n', 404)
    })
    return app
  }
}
