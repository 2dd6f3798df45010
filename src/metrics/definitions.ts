/** One metric of Herald's own, as it stands in `/metrics` and in the documentation. */
export interface MetricDefinition {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** One sentence, with its unit. */
  readonly help: string
  readonly labels: readonly string[]
  /** Upper bounds of a histogram, seconds. */
  readonly buckets?: readonly number[]
}

/** Every metric of Herald's own. Those of its process come from prom-client (`process_…`, `nodejs_…`). */
export const METRICS = {
  callbacks: {
    name: 'herald_callbacks_total',
    type: 'counter',
    help: 'Callbacks by their cluster and what became of them: stored, repeat or quarantined (answered 200), not-stored, too-late or too-busy (503), unauthorized (401), aborted (the sender went away).',
    labels: ['cluster', 'result'],
  },
  lastCallback: {
    name: 'herald_last_callback_timestamp_seconds',
    type: 'gauge',
    help: 'When a callback of the cluster was last answered 200, since this process started.',
    labels: ['cluster'],
  },
  acceptSeconds: {
    name: 'herald_accept_seconds',
    type: 'histogram',
    help: "Time from the end of a callback's body to its answer, seconds.",
    labels: [],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  quarantined: {
    name: 'herald_quarantined_total',
    type: 'counter',
    help: 'Callbacks that could not be used and are kept in quarantine.',
    labels: [],
  },
  ruleMatches: {
    name: 'herald_rule_matches_total',
    type: 'counter',
    help: 'Events that a rule matched.',
    labels: ['rule'],
  },
  unmatched: {
    name: 'herald_unmatched_total',
    type: 'counter',
    help: 'Events that no rule sent or dropped.',
    labels: [],
  },
  deliveries: {
    name: 'herald_deliveries_total',
    type: 'counter',
    help: 'Deliveries by what became of them: sent, dead, silenced; folded into a digest, held for one; moved: to the channel that takes what has no place.',
    labels: ['platform', 'channel', 'outcome'],
  },
  attempts: {
    name: 'herald_attempts_total',
    type: 'counter',
    help: 'Attempts to send, by platform and how they ended: sent, or the reason they failed.',
    labels: ['platform', 'reason'],
  },
  rateLimited: {
    name: 'herald_rate_limited_total',
    type: 'counter',
    help: 'Attempts that a platform put off by its rate limit.',
    labels: ['platform'],
  },
  deliverySeconds: {
    name: 'herald_delivery_seconds',
    type: 'histogram',
    help: 'Time from a callback to its own message in the channel, seconds; pace, outages and replays count in, digests do not.',
    labels: [],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400],
  },
  waiting: {
    name: 'herald_waiting',
    type: 'gauge',
    help: 'Deliveries that wait; what waits for one place counts for the channel of the first of them.',
    labels: ['channel'],
  },
  oldestWaiting: {
    name: 'herald_oldest_waiting_seconds',
    type: 'gauge',
    help: 'Age of the callback whose delivery is next in the channel, seconds; 0 when none is due.',
    labels: ['channel'],
  },
  deadLetters: {
    name: 'herald_dead_letters',
    type: 'gauge',
    help: 'Deliveries that only a person can mend; more than 10,000 count as 10,000.',
    labels: [],
  },
  accountUp: {
    name: 'herald_account_up',
    type: 'gauge',
    help: 'Whether messages are sent by the account; 0: its credentials fail, and what is for it waits.',
    labels: ['account'],
  },
  ready: {
    name: 'herald_ready',
    type: 'gauge',
    help: 'Whether callbacks can be stored, as /readyz has it; 0: the store cannot be written, or Herald is stopping.',
    labels: [],
  },
  storeUp: {
    name: 'herald_store_up',
    type: 'gauge',
    help: 'Whether the store answered this scrape; 0: what waits and what is dead is not known.',
    labels: [],
  },
  templateErrors: {
    name: 'herald_template_errors_total',
    type: 'counter',
    help: 'Messages whose template failed, so that the built-in text was sent.',
    labels: ['template'],
  },
  reloadSuccessful: {
    name: 'herald_config_last_reload_successful',
    type: 'gauge',
    help: 'Whether every file was sound when the configuration was last read.',
    labels: [],
  },
  reloadSuccessAt: {
    name: 'herald_config_last_reload_success_timestamp_seconds',
    type: 'gauge',
    help: 'When every file was last read and found sound.',
    labels: [],
  },
  fileOk: {
    name: 'herald_config_file_ok',
    type: 'gauge',
    help: 'Whether a file of the configuration is sound; 0: its last good version is in force, if it has one.',
    labels: ['file'],
  },
  rules: {
    name: 'herald_rules_info',
    type: 'gauge',
    help: 'The rules in force, by their hash; always 1. Replicas on different rules show two.',
    labels: ['hash'],
  },
  build: {
    name: 'herald_build_info',
    type: 'gauge',
    help: 'The version that runs; always 1.',
    labels: ['version'],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>
