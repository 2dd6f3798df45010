import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'

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

/** What one bridge counts and measures. Labels come from the configuration, never from data. */
export interface Metrics {
  /** A new event was stored with this trace: counts the rules that matched, or that none did. */
  readonly decided: (trace: DecidedTrace) => void
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

/**
 * Metrics of one bridge, with those of its process.
 * @param version of Herald
 */
export function createMetrics(version: string): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_SAMPLE_MS })
  new Gauge({
    name: 'herald_build_info',
    help: 'The version that runs; always 1.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1)
  const matches = new Counter({
    name: 'herald_rule_matches_total',
    help: 'Events that a rule matched.',
    labelNames: ['rule'],
    registers,
  })
  const unmatched = new Counter({
    name: 'herald_unmatched_total',
    help: 'Events that no rule sent or dropped.',
    registers,
  })
  const attempts = new Counter({
    name: 'herald_attempts_total',
    help: 'Attempts to send, by platform and how they ended: sent, or the reason they failed.',
    labelNames: ['platform', 'reason'],
    registers,
  })
  const templateErrors = new Counter({
    name: 'herald_template_errors_total',
    help: 'Messages whose template failed, so that the built-in text was sent.',
    labelNames: ['template'],
    registers,
  })
  const successful = new Gauge({
    name: 'herald_config_last_reload_successful',
    help: 'Whether every file was sound when the configuration was last read.',
    registers,
  })
  const succeededAt = new Gauge({
    name: 'herald_config_last_reload_success_timestamp_seconds',
    help: 'When every file was last read and found sound.',
    registers,
  })
  const fileOk = new Gauge({
    name: 'herald_config_file_ok',
    help: 'Whether a file of the configuration is sound; 0: its last good version is in force, if it has one.',
    labelNames: ['file'],
    registers,
  })
  return {
    decided({ outcome, entries }) {
      for (const { rule, matched } of entries) if (matched) matches.inc({ rule })
      if (outcome === 'unmatched') unmatched.inc()
    },
    attempted: (platform, reason) => attempts.inc({ platform, reason }),
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
