import type { Clock } from '../clock.ts'
import type { Composed } from '../deliver/attempt.ts'
import { compose } from '../deliver/compose.ts'
import { type Dispatcher, startDispatcher } from '../deliver/dispatcher.ts'
import { followUps } from '../deliver/follow-ups.ts'
import { idsOf } from '../deliver/ids.ts'
import { otherwiseOf } from '../deliver/otherwise.ts'
import { createPosting } from '../deliver/posting.ts'
import type { Looks } from '../deliver/route-card.ts'
import { createTelling } from '../deliver/telling.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Settings } from '../settings.ts'
import type { Claim } from '../store/claimed.ts'
import type { Store } from '../store/store.ts'

export interface DeliveryOptions {
  readonly settings: Settings
  /** The rules and templates in force. */
  readonly looks: () => Looks
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Pick<Metrics, 'attempted' | 'delivered' | 'told' | 'templateFailed'>
  readonly onSent: ((claim: Claim, composed: Composed) => void) | undefined
}

const HOUR_MS = 3_600_000

/** The sending half: from what waits in the store to the platforms. Starts at once. */
export function startDelivery(options: DeliveryOptions): Dispatcher {
  const { settings, looks, store, clock, log, metrics, onSent } = options
  const posting = createPosting({
    ...settings,
    accountOf: (name) => looks().rules.accounts.get(name) ?? null,
    forwardOf: (cluster) => looks().rules.clusters.get(cluster)?.forward ?? null,
    store,
    log,
    clock,
  })
  const telling = createTelling({
    store,
    rules: () => looks().rules,
    clock,
    log,
    random: Math.random,
    dryRun: settings.dryRun,
    retryHours: settings.retryHours,
    onTold: () => dispatcher.wake(),
  })
  const dispatcher = startDispatcher({
    store,
    clock,
    log,
    retryMs: settings.retryHours * HOUR_MS,
    random: Math.random,
    compose: (claim) => compose(claim, looks(), clock.now()),
    platformOf: posting.platformOf,
    followUps: (claim, composed, receipt) => followUps(claim, composed, receipt, looks().rules),
    onFailed(claim, error, next) {
      metrics.attempted(claim.platform, error.reason)
      if (next === 'dead' || next === 'moved') metrics.delivered(ended(claim, next))
      telling.failed(claim, error, next)
    },
    onWorked: telling.worked,
    otherwiseOf: (claim) => otherwiseOf(claim, looks().rules),
    // A dry run on a real database must not take from it what waits for Slack or Discord.
    takes: ({ platform }) => !settings.dryRun || platform === 'inbox',
    onSent(claim, composed) {
      metrics.attempted(claim.platform, 'sent')
      metrics.delivered(ended(claim, 'sent'))
      // Edits, marks, files and forwards tell nothing new, and a digest is late on purpose.
      if (claim.kind === 'message' && composed.card !== null)
        metrics.told(clock.now() - claim.event.receivedAt)
      if (composed.failedTemplate !== undefined) metrics.templateFailed(composed.failedTemplate)
      if (composed.note !== '')
        log.warn('message not as its template has it', { ...idsOf(claim), note: composed.note })
      onSent?.(claim, composed)
    },
  })
  return {
    wake: dispatcher.wake,
    accountsDown: dispatcher.accountsDown,
    async stop() {
      await dispatcher.stop()
      await telling.idle()
      await posting.close()
    },
  }
}

function ended({ platform, route: { channel } }: Claim, outcome: 'sent' | 'dead' | 'moved') {
  return { platform, channel, outcome }
}
