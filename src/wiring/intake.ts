import type { Clock } from '../clock.ts'
import type { Looks } from '../deliver/route-card.ts'
import type { Dispatcher } from '../deliver/dispatcher.ts'
import { deliveriesOf } from '../deliver/promise.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { basicAuth, type CheckAuthorization } from '../receive/auth.ts'
import type { JobEvent } from '../receive/event.ts'
import { fewLines } from '../receive/few-lines.ts'
import { type ExtraMask, maskWith } from '../receive/extra-mask.ts'
import type { CallbackOptions } from '../receive/routes.ts'
import { spelledCluster } from '../rules/parts/clusters.ts'
import type { Cluster, Decision, Rules } from '../rules/rules.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store/store.ts'
import type { Silences } from './silences.ts'

export interface IntakeOptions {
  readonly settings: Settings
  /** The rules in force. */
  readonly looks: () => Looks
  readonly store: Pick<Store, 'accept' | 'quarantine' | 'deliveries'>
  readonly silences: Pick<Silences, 'of'>
  readonly dispatcher: Pick<Dispatcher, 'wake'>
  readonly metrics: Pick<Metrics, 'answered' | 'decided' | 'delivered'>
  readonly clock: Clock
  readonly log: Log
  readonly onAccepted: OnAccepted | undefined
}

/** What became of a decision, by what its channels were told before. */
interface Became {
  /** How many of its messages do not go by themselves. */
  readonly kept: number
  /** No rule took it, and it goes on in a story. */
  readonly followed: boolean
}

export type OnAccepted = (event: JobEvent, decision: Decision, became: Became) => void

/** The receiving half: from a parsed callback to its event and deliveries in the store. */
export function createIntake(options: IntakeOptions): CallbackOptions {
  const { settings, looks, store, silences, dispatcher, metrics, clock, log, onAccepted } = options
  const authorized = doors(settings)
  const maskOf = masks()
  const isNewStranger = onceEach()

  const warnOfLoop = fewLines(log.warn)
  /** Whether a callback is one of ours that came back: its event is here, and this is no news. */
  async function cameBack(forwarded: string, { job_id, job_state }: JobEvent): Promise<boolean> {
    const [own] = (await store.deliveries({ ids: [forwarded] })).deliveries
    if (own?.platform !== 'forward' || own.job_id !== job_id || own.job_state !== job_state) return false
    warnOfLoop('a forwarded callback came back: its cluster forwards to this Herald', {
      cluster: own.cluster,
      delivery: forwarded,
      event: own.event,
    })
    return true
  }

  function tell(event: JobEvent, decision: Decision, became: Became): void {
    try {
      onAccepted?.(event, decision, became)
    } catch (err) {
      log.error('telling of a stored callback failed', { event: event.id, err })
    }
  }

  return {
    spelled: (cluster) => spelledCluster(looks().rules.clusters, cluster),
    authorized: (cluster) => authorized(looks().rules.clusters.get(cluster)),
    clock,
    log,
    random: Math.random,
    quarantine(quarantined) {
      const mask = maskOf(looks().rules)
      return store.quarantine({
        ...quarantined,
        problems: quarantined.problems.map(mask.text),
        body: mask.text(quarantined.body),
      })
    },
    onAnswered: (cluster, result, ms) => metrics.answered({ cluster, result, ms, at: clock.now() }),
    async accept({ event: received, hash, parent, forwarded }) {
      if (forwarded !== null && (await cameBack(forwarded, received))) return 'repeat'
      const { rules } = looks()
      // Rules, messages and rows see the same record.
      const event = maskOf(rules).event(received)
      const { cluster } = event
      if (rules.clusters.size > 0 && !rules.clusters.has(cluster) && isNewStranger(cluster)) {
        log.warn('callback of a cluster that the rules do not name', { cluster, event: event.id, ...parent })
      }
      const decision = rules.match(event)
      const deliveries = deliveriesOf(decision, event, rules, settings.dryRun)
      const { trace } = decision
      const unmatched = trace.outcome === 'unmatched'
      const silenced = silences.of(event, rules)
      let kept = 0
      const storing = store.accept(
        { event, hash, trace, deliveries, unmatched, silences: silenced },
        ({ channel, state }) => {
          kept += 1
          const { platform = 'inbox' } = rules.channels.get(channel) ?? {}
          metrics.delivered({ platform: settings.dryRun ? 'inbox' : platform, channel, outcome: state })
        },
      )
      // In the same turn, so that the claim shares its commit.
      if (deliveries.length > 0) dispatcher.wake()
      const result = await storing
      // A story may go on where no rule sends it.
      if (deliveries.length === 0 && result !== 'repeat') dispatcher.wake()
      log.debug('callback stored', {
        event: event.id,
        cluster,
        result,
        deliveries: deliveries.length,
        ...parent,
      })
      if (result === 'repeat') return result
      metrics.decided(result === 'followed' ? { ...trace, outcome: result } : trace)
      tell(event, decision, { kept, followed: result === 'followed' })
      return 'stored'
    },
  }
}

/** Who may post as a cluster: those with its own credentials, where the rules give it some. */
function doors(settings: Settings): (cluster: Cluster | undefined) => CheckAuthorization | null {
  const everyone = settings.callback === null ? null : basicAuth(settings.callback)
  const own = new WeakMap<Cluster, CheckAuthorization>()
  return (cluster) => {
    if (cluster === undefined || cluster.credentials === null) return everyone
    const known = own.get(cluster)
    if (known !== undefined) return known
    const { username, passwords } = cluster.credentials
    const check = basicAuth({ username, passwords: passwords.map((source) => settings.secret(source)) })
    own.set(cluster, check)
    return check
  }
}

function masks(): (rules: Rules) => ExtraMask {
  const compiled = new WeakMap<Rules, ExtraMask>()
  return (rules) => {
    const known = compiled.get(rules)
    if (known !== undefined) return known
    const mask = maskWith(rules.mask)
    compiled.set(rules, mask)
    return mask
  }
}

/** Names from callbacks are hostile: no more of them are remembered than this. */
const MOST_NAMES = 1_000

/** Whether a name comes for the first time. */
function onceEach(): (name: string) => boolean {
  const told = new Set<string>()
  return (name) => {
    if (told.has(name) || told.size >= MOST_NAMES) return false
    told.add(name)
    return true
  }
}
