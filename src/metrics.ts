import { collectDefaultMetrics, Registry } from 'prom-client'
import { METRICS } from './metrics/definitions.ts'
import { type ConfiguredNames, knownNames } from './metrics/known-names.ts'
import { makerFor } from './metrics/make.ts'
import { type Scraped, scrapedMetrics } from './metrics/scraped.ts'

/** How a reading of the configuration ended. */
interface ConfigurationReading {
  /** Whether every file is sound. */
  readonly ok: boolean
  /** When it ended, ms since the epoch. */
  readonly at: number
  /** Whether each file, by its name, is sound. */
  readonly files: ReadonlyMap<string, boolean>
}

/** As much of a trace as is counted. */
interface DecidedTrace {
  readonly outcome: string
  readonly entries: readonly { readonly rule: string; readonly matched: boolean }[]
}

/** How one callback was answered. */
interface AnsweredCallback {
  readonly cluster: string
  /** Of the closed list of results. */
  readonly result: string
  /** From the body's end to the answer, ms; null where the body was not looked at. */
  readonly ms: number | null
  /** When, ms since the epoch. */
  readonly at: number
}

/** What one bridge counts and measures. Labels come from the configuration, never from data. */
export interface Metrics extends Scraped {
  /** Rules are in force now: only their names become labels. */
  readonly inForce: (names: ConfiguredNames) => void
  readonly answered: (callback: AnsweredCallback) => void
  /** A new event was stored with this trace: counts the rules that matched, or that none did. */
  readonly decided: (trace: DecidedTrace) => void
  /** A delivery ended, or went to another channel. */
  readonly delivered: (delivery: {
    readonly platform: string
    readonly channel: string
    readonly outcome: 'sent' | 'dead' | 'folded' | 'held' | 'silenced' | 'moved'
  }) => void
  /** A message stands in its channel, so many ms after its callback. */
  readonly told: (ms: number) => void
  /** An attempt ended: by success (`sent`) or for a reason of the platforms' closed list. */
  readonly attempted: (platform: string, reason: string) => void
  /** The built-in text was sent in place of a template. */
  readonly templateFailed: (template: string) => void
  readonly configurationRead: (reading: ConfigurationReading) => void
  /** Everything, in Prometheus' text format. */
  readonly text: () => Promise<string>
  /** Content type of `text`. */
  readonly contentType: string
}

/** Twice prom-client's own: every sample wakes an idle process, 10 ms costs it 0.9 % of a core, 20 ms half. */
const LOOP_SAMPLE_MS = 20
/** Results that were answered 200. */
const KEPT: ReadonlySet<string> = new Set(['stored', 'repeat', 'quarantined'])

/**
 * Metrics of one bridge, with those of its process.
 * @param version of Herald
 */
export function createMetrics(version: string): Metrics {
  const registry = new Registry()
  const { counter, gauge, histogram } = makerFor(registry)
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_SAMPLE_MS })
  gauge(METRICS.build).set({ version }, 1)
  const rules = gauge(METRICS.rules)
  const callbacks = counter(METRICS.callbacks)
  const lastCallback = gauge(METRICS.lastCallback)
  const acceptSeconds = histogram(METRICS.acceptSeconds)
  const quarantined = counter(METRICS.quarantined)
  const matches = counter(METRICS.ruleMatches)
  const unmatched = counter(METRICS.unmatched)
  const deliveries = counter(METRICS.deliveries)
  const attempts = counter(METRICS.attempts)
  const rateLimited = counter(METRICS.rateLimited)
  const deliverySeconds = histogram(METRICS.deliverySeconds)
  const templateErrors = counter(METRICS.templateErrors)
  const successful = gauge(METRICS.reloadSuccessful)
  const succeededAt = gauge(METRICS.reloadSuccessAt)
  const fileOk = gauge(METRICS.fileOk)
  const known = knownNames()

  return {
    ...scrapedMetrics(gauge, known),
    inForce(names) {
      known.set(names)
      rules.reset()
      rules.set({ hash: names.hash }, 1)
      // From zero on, or the first of each would be no increase, and no alert.
      for (const cluster of known.clusters())
        for (const result of names.results) callbacks.inc({ cluster, result }, 0)
      for (const [channel, platform] of known.channels())
        for (const outcome of ['sent', 'dead']) deliveries.inc({ platform, channel, outcome }, 0)
      for (const platform of new Set(names.channels.values())) {
        rateLimited.inc({ platform }, 0)
        for (const reason of ['sent', ...names.reasons]) attempts.inc({ platform, reason }, 0)
      }
      for (const template of names.templates) templateErrors.inc({ template }, 0)
    },
    answered({ cluster: name, result, ms, at }) {
      const cluster = known.cluster(name)
      callbacks.inc({ cluster, result })
      if (result === 'quarantined') quarantined.inc()
      if (KEPT.has(result)) lastCallback.set({ cluster }, at / 1000)
      if (ms !== null) acceptSeconds.observe(ms / 1000)
    },
    decided({ outcome, entries }) {
      for (const { rule, matched } of entries) if (matched) matches.inc({ rule })
      if (outcome === 'unmatched') unmatched.inc()
    },
    delivered: ({ platform, channel, outcome }) =>
      deliveries.inc({ platform, channel: known.channel(channel), outcome }),
    told: (ms) => deliverySeconds.observe(Math.max(0, ms) / 1000),
    attempted(platform, reason) {
      attempts.inc({ platform, reason })
      if (reason === 'rate-limited') rateLimited.inc({ platform })
    },
    templateFailed: (template) => templateErrors.inc({ template }),
    configurationRead({ ok, at, files }) {
      successful.set(ok ? 1 : 0)
      if (ok) succeededAt.set(at / 1000)
      // A file that is no longer part of it must not stay broken for ever.
      fileOk.reset()
      for (const [file, sound] of files) fileOk.set({ file }, sound ? 1 : 0)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
