import type { Herald } from './app.ts'
import { EXIT } from './cli/output.ts'
import type { Log } from './log.ts'
import type { Settings } from './settings.ts'

/** npm passes on what its whole group got already: a signal so soon after another is the same one, ms. */
const ONE_SIGNAL_MS = 500

/**
 * SIGTERM drains first, so that a load balancer can turn away; Ctrl-C and a second signal do not wait. SIGHUP reads
 * the configuration again.
 */
export function obeySignals(herald: Herald, settings: Settings, log: Log): void {
  let since: number | null = null
  const stop = (signal: NodeJS.Signals): void => {
    if (since !== null) {
      if (performance.now() - since >= ONE_SIGNAL_MS) process.exit(EXIT.fine)
      return
    }
    since = performance.now()
    const drainSeconds = signal === 'SIGTERM' && !settings.dryRun ? settings.drainSeconds : 0
    log.info('stopping', { signal, drainSeconds })
    herald.stop(drainSeconds * 1000).then(
      () => {
        log.info('stopped')
        // A library's timer must not keep a stopped bridge: discord.js sleeps through a long global limit.
        process.exit(EXIT.fine)
      },
      (err: unknown) => {
        log.error('stopping failed', { err })
        process.exit(EXIT.unreachable)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('SIGHUP', () => {
    herald.reload().catch((err: unknown) => log.error('reloading failed', { err }))
  })
}
