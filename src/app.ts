import type { Worker } from 'node:worker_threads'
import type { Clock } from './clock.ts'
import type { Database } from './database-setting.ts'
import type { Composed } from './deliver/attempt.ts'
import type { Looks } from './deliver/route-card.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { type Listen, type Listener, startServer } from './receive/server.ts'
import type { Outcome } from './reload/outcome.ts'
import type { Settings } from './settings.ts'
import type { Claim } from './store/claimed.ts'
import type { Store } from './store/store.ts'
import { openStore } from './store/open-store.ts'
import { type ConfigurationFiles, startConfiguration } from './wiring/configuration.ts'
import { startDelivery } from './wiring/delivery.ts'
import { httpListeners } from './wiring/http.ts'
import { createIntake, type OnAccepted } from './wiring/intake.ts'
import { startSilences } from './wiring/silences.ts'

export interface HeraldOptions {
  readonly settings: Settings
  readonly files: ConfigurationFiles
  readonly database: Database
  /** A thread for the embedded store that was started ahead; null: it starts its own. */
  readonly storeThread: Worker | null
  readonly version: string
  readonly clock: Clock
  readonly log: Log
  /** The store is beyond use: the process has to end. */
  readonly onFatal: (error: Error) => void
  readonly onAccepted?: OnAccepted
  readonly onSent?: (claim: Claim, composed: Composed) => void
}

/** A running bridge. */
export interface Herald {
  /** Where callbacks are taken. */
  readonly url: string
  /** Where inbox, API, metrics and reload are; the same without ADMIN_PORT. */
  readonly adminUrl: string
  /** The rules and templates in force. */
  readonly looks: () => Looks
  /** Reads the configuration again; one with mistakes changes nothing. */
  readonly reload: () => Promise<Outcome>
  /** Not ready at once, accepting for `drainMs` more; then the socket closes and what is in flight ends. */
  readonly stop: (drainMs: number) => Promise<void>
}

const HOUR_MS = 3_600_000
/** How long requests under way may take to end once the socket is closed, ms. */
const CLOSE_GRACE_MS = 3_000

/**
 * Starts the whole bridge in this process; resolves once it listens.
 * @throws ConfigurationRefused when rules or templates have mistakes; StoreRefused when the database cannot be used;
 * the listen error (EADDRINUSE, EACCES) as Node gives it
 */
export async function startHerald(options: HeraldOptions): Promise<Herald> {
  const { settings, clock, log, onAccepted, onSent } = options
  // Ends what was started, the last first.
  const ends: (() => Promise<unknown>)[] = []
  const state = { stopping: false, wake() {} }
  try {
    const store = await openStore({
      database: options.database,
      thread: options.storeThread,
      owner: settings.replicaName,
      onWake: () => state.wake(),
      onFatal: options.onFatal,
      log,
    })
    ends.push(() => store.close())

    const metrics = createMetrics(options.version)
    const { dryRun } = settings
    const configuration = await startConfiguration(options.files, { store, metrics, clock, log, dryRun })
    ends.push(() => configuration.stop())
    const { looks, reloader } = configuration

    const dispatcher = startDelivery({ settings, looks, store, clock, log, metrics, onSent })
    ends.push(() => dispatcher.stop())
    configuration.onNotice(() => dispatcher.wake())
    state.wake = dispatcher.wake
    ends.push(startPruning(settings, store, log))

    const silences = await startSilences({
      store,
      clock,
      log,
      isShared: options.database.kind === 'postgres',
    })
    ends.push(silences.stop)
    const intake = createIntake({
      settings,
      looks,
      store,
      silences,
      dispatcher,
      metrics,
      clock,
      log,
      onAccepted,
    })
    const notReady = (): string | null => (state.stopping ? 'it is stopping' : null)
    const { wake, accountsDown } = dispatcher
    const listeners = httpListeners({
      settings,
      looks,
      reloader,
      intake,
      store,
      silences,
      metrics,
      clock,
      log,
      notReady,
      wake,
      accountsDown,
    })
    const { socketFd, host, port, adminPort } = settings
    const serve = async (listener: Listener, listen: Listen): Promise<string> => {
      const server = await startServer(listener, listen, log)
      ends.push(() => server.close(CLOSE_GRACE_MS))
      return `http://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`
    }
    const adminUrl =
      listeners.admin === null ? null : await serve(listeners.admin, { host, port: adminPort ?? 0 })
    const url = await serve(listeners.callbacks, socketFd === null ? { host, port } : { fd: socketFd })
    return { url, adminUrl: adminUrl ?? url, looks, reload: reloader.reload, stop }
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

function startPruning({ retentionDays, auditDays }: Settings, store: Store, log: Log): () => Promise<void> {
  const prune = (): void => {
    const pruning = Promise.all([store.prune(retentionDays), store.pruneLedger(auditDays)])
    pruning.catch((err: unknown) => log.warn('pruning failed', { err }))
  }
  prune()
  const timer = setInterval(prune, HOUR_MS)
  return () => Promise.resolve(clearInterval(timer))
}
