import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Clock } from './clock.ts'
import { guard } from './console/guard.ts'
import { healthRoutes } from './console/health.ts'
import { inboxRoutes } from './console/inbox.ts'
import type { Composed } from './deliver/attempt.ts'
import { compose, type Looks } from './deliver/compose.ts'
import { type Dispatcher, startDispatcher } from './deliver/dispatcher.ts'
import { createPosting } from './deliver/posting.ts'
import { deliveriesOf } from './deliver/promise.ts'
import type { Log } from './log.ts'
import { basicAuth, type CheckAuthorization } from './receive/auth.ts'
import type { JobEvent } from './receive/event.ts'
import { callbackRoutes } from './receive/routes.ts'
import { startServer } from './receive/server.ts'
import type { Decision, Rules } from './rules/rules.ts'
import type { Credentials } from './setting-reader.ts'
import type { Settings } from './settings.ts'
import type { Claim, Store } from './store/store.ts'
import { openStore } from './store/worker-store.ts'

export interface HeraldOptions {
  readonly settings: Settings
  readonly looks: Looks
  /** Path of the database file. */
  readonly database: string
  readonly clock: Clock
  readonly log: Log
  /** The store is beyond use: the process has to end. */
  readonly onFatal: (error: Error) => void
  readonly onAccepted?: (event: JobEvent, decision: Decision) => void
  readonly onSent?: (claim: Claim, composed: Composed) => void
}

/** A running bridge. */
export interface Herald {
  readonly url: string
  /** Not ready at once, accepting for `drainMs` more; then the socket closes and what is in flight ends. */
  readonly stop: (drainMs: number) => Promise<void>
}

const HOUR_MS = 3_600_000
/** How long requests under way may take to end once the socket is closed, ms. */
const CLOSE_GRACE_MS = 3_000

/**
 * Starts the whole bridge in this process; resolves once it listens.
 * @throws StoreRefused when the database cannot be used; the listen error (EADDRINUSE, EACCES) as Node gives it
 */
export async function startHerald(options: HeraldOptions): Promise<Herald> {
  const { settings, looks, log } = options
  // Ends what was started, the last first.
  const ends: (() => Promise<unknown>)[] = []
  const state = { stopping: false }
  try {
    const store = await openStore({
      file: options.database,
      owner: settings.replicaName,
      onFatal: options.onFatal,
    })
    ends.push(() => store.close())
    await store.saveRules(looks.rules.hash, looks.rules.source)

    const dispatcher = startDelivery(options, store)
    ends.push(() => dispatcher.stop())
    ends.push(startPruning(settings.retentionDays, store, log))

    const app = httpApp(options, store, dispatcher, () => (state.stopping ? 'it is stopping' : null))
    const listen =
      settings.socketFd === null ? { host: settings.host, port: settings.port } : { fd: settings.socketFd }
    const server = await startServer((request, env) => app.fetch(request, env), listen, log)
    ends.push(() => server.close(CLOSE_GRACE_MS))
    const host = server.host.includes(':') ? `[${server.host}]` : server.host
    return { url: `http://${host}:${server.port}`, stop }
  } catch (error) {
    await endAll(ends)
    throw error
  }

  async function stop(drainMs: number): Promise<void> {
    if (state.stopping) return
    state.stopping = true
    if (drainMs > 0) await new Promise((resolve) => setTimeout(resolve, drainMs))
    await endAll(ends)
  }
}

async function endAll(ends: (() => Promise<unknown>)[]): Promise<void> {
  for (const end of ends.splice(0).toReversed()) await end()
}

function startDelivery({ settings, looks, clock, log, onSent }: HeraldOptions, store: Store): Dispatcher {
  const posting = createPosting({ ...settings, store, log })
  const dispatcher = startDispatcher({
    store,
    clock,
    log,
    retryMs: settings.retryHours * HOUR_MS,
    random: Math.random,
    compose: (claim) => compose(claim, looks, clock.now()),
    platformOf: posting.platformOf,
    // A dry run on a real database must not take from it what waits for Slack or Discord.
    excluded: settings.dryRun ? realAccounts(looks.rules) : [],
    onSent(claim, composed) {
      if (composed.note !== '') log.warn('template failed', { delivery: claim.delivery, note: composed.note })
      onSent?.(claim, composed)
    },
  })
  return {
    wake: dispatcher.wake,
    async stop() {
      await dispatcher.stop()
      await posting.close()
    },
  }
}

function realAccounts({ channels }: Rules): string[] {
  const accounts = [...channels.values()]
    .filter(({ platform }) => platform !== 'inbox')
    .map(({ account }) => account)
  return [...new Set(['slack', 'discord', ...accounts])]
}

function startPruning(retentionDays: number, store: Store, log: Log): () => Promise<void> {
  const prune = (): void => {
    store.prune(retentionDays).catch((err: unknown) => log.warn('pruning failed', { err }))
  }
  prune()
  const timer = setInterval(prune, HOUR_MS)
  return () => Promise.resolve(clearInterval(timer))
}

function httpApp(
  { settings, looks, clock, log, onAccepted }: HeraldOptions,
  store: Store,
  dispatcher: Dispatcher,
  stopping: () => string | null,
): Hono<{ Bindings: HttpBindings }> {
  const { rules } = looks
  const authorized = checkOf(settings.callback)
  const callbacks = callbackRoutes({
    authorized: () => authorized,
    clock,
    log,
    random: Math.random,
    quarantine: store.quarantine,
    async accept({ event, hash }) {
      const decision = rules.match(event)
      const deliveries = deliveriesOf(decision, rules, settings.dryRun)
      const storing = store.accept({ event, hash, trace: decision.trace, deliveries })
      // In the same turn, so that the claim shares its commit.
      if (deliveries.length > 0) dispatcher.wake()
      const result = await storing
      if (result === 'stored') tell(() => onAccepted?.(event, decision))
      return result
    },
  })
  function tell(listener: () => void): void {
    try {
      listener()
    } catch (err) {
      log.error('telling of a stored callback failed', { err })
    }
  }
  const pages = inboxRoutes({
    inbox: store.inbox,
    timezone: () => rules.timezone,
    nameOf: (id) => [...rules.mentions].find(([, ids]) => Object.values(ids).includes(id))?.[0] ?? null,
  })
  const health = healthRoutes({
    notReady: async () =>
      stopping() ??
      store.ping().then(
        () => null,
        () => 'the store cannot be written',
      ),
  })
  const app = new Hono<{ Bindings: HttpBindings }>()
    .route('/', callbacks)
    .route('/', health)
    .use('/inbox', guard(checkOf(settings.console)))
    .route('/', pages)
  app.onError((err, c) => {
    log.error('request failed', { path: c.req.path, err })
    return c.text('Herald could not answer; see its log.\n', 500)
  })
  app.notFound((c) => {
    // A wrong path in Kylin's settings loses every callback: whoever looks for them finds this line.
    if (c.req.method === 'POST') log.warn('post to an unknown path', { path: c.req.path })
    return c.text('Nothing here. Callbacks: /kylin/callback[/<cluster>], messages: /inbox\n', 404)
  })
  return app
}

function checkOf(credentials: Credentials | null): CheckAuthorization | null {
  return credentials === null ? null : basicAuth(credentials)
}
