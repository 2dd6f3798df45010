import { backlogReader } from '../console/backlog-reader.ts'
import { healthAnswers } from '../console/health.ts'
import { metricsAnswer } from '../console/metrics.ts'
import { readinessReader } from '../console/readiness.ts'
import type { Metrics } from '../metrics.ts'
import type { Answer } from '../receive/answer.ts'
import type { Listener } from '../receive/server.ts'
import { basicAuth } from '../receive/auth.ts'
import { type CallbackOptions, callbackAnswer } from '../receive/routes.ts'
import { accountsUp } from './accounts-up.ts'
import { front } from './front.ts'
import type { PagesOptions } from './pages.ts'

export interface HttpOptions extends PagesOptions {
  readonly intake: CallbackOptions
  readonly metrics: Metrics
  /** Why no callback should come here now, other than the store; null when all is well. */
  readonly notReady: () => string | null
  /** Accounts by which nothing is sent now. */
  readonly accountsDown: () => readonly string[]
}

/** What Herald answers over HTTP, by the port where it does. */
export interface HttpListeners {
  readonly callbacks: Listener
  /** Metrics, inbox, API and reload on a port of their own; null: `callbacks` has all of it. */
  readonly admin: Listener | null
}

/** Everything Herald answers over HTTP; both ports tell of its health. */
export function httpListeners(options: HttpOptions): HttpListeners {
  const { settings, intake, log, store, clock, metrics, looks, accountsDown } = options
  const authorized = settings.console === null ? null : basicAuth(settings.console)
  const notReady = readinessOf(options)
  const replica = settings.replicaName
  const health = healthAnswers({ replica, rules: () => looks().rules.hash, notReady })
  const backlog = backlogReader({ store, clock })
  const accounts = (): ReadonlyMap<string, boolean> => accountsUp(looks().rules, accountsDown())
  const reads = { ...health, '/metrics': metricsAnswer({ metrics, backlog, notReady, accounts }, authorized) }
  const callback = callbackAnswer(intake)
  const pages = pagesWhenAsked(options)
  if (settings.adminPort === null) {
    return { callbacks: front({ callback, reads, pages, log }), admin: null }
  }
  return {
    callbacks: front({ callback, reads: health, pages: null, log }),
    admin: front({ callback: null, reads, pages, log }),
  }
}

/** The store is ready where it takes a write: a full disk can still be read. */
function readinessOf({ store, notReady }: HttpOptions): () => Promise<string | null> {
  return readinessReader({
    notReady: async () =>
      notReady() ??
      store.ping().then(
        () => null,
        () => 'the store cannot be written',
      ),
  })
}

/** They are loaded when somebody first looks at them: 0.1 s of CPU and 4 MB that a start does not need. */
function pagesWhenAsked(options: PagesOptions): Answer {
  let loading: Promise<Answer> | null = null
  const load = async (): Promise<Answer> => (await import('./pages.ts')).pagesAnswer(options)
  // E.g. while the package is being upgraded: the next one who looks tries again.
  const forget = (error: unknown): never => {
    loading = null
    throw error
  }
  return async (incoming, outgoing, path) => {
    loading ??= load().catch(forget)
    return (await loading)(incoming, outgoing, path)
  }
}
