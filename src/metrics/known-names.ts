/** Stands for every name that the configuration does not have. */
const OTHER = 'other'
/** What a callback's cluster is called where its path names none. */
const DEFAULT_CLUSTER = 'default'

/** The names that may become labels, beside closed lists of what can become of callbacks and attempts. */
export interface ConfiguredNames {
  /** Hash of the rules. */
  readonly hash: string
  readonly clusters: readonly string[]
  /** Platform of each channel, by the channel's name. */
  readonly channels: ReadonlyMap<string, string>
  readonly templates: readonly string[]
  readonly results: readonly string[]
  readonly reasons: readonly string[]
}

/** Turns names that came with data into labels: what is not in the configuration is `other`. */
export interface KnownNames {
  readonly set: (names: ConfiguredNames) => void
  readonly clusters: () => Iterable<string>
  readonly channels: () => Iterable<readonly [name: string, platform: string]>
  readonly cluster: (name: string) => string
  readonly channel: (name: string) => string
}

/** Knows no channel yet. */
export function knownNames(): KnownNames {
  let clusters: ReadonlySet<string> = new Set([DEFAULT_CLUSTER])
  let channels: ReadonlyMap<string, string> = new Map()
  return {
    set(names) {
      clusters = new Set([DEFAULT_CLUSTER, ...names.clusters])
      channels = names.channels
    },
    clusters: () => clusters,
    channels: () => channels,
    cluster: (name) => (clusters.has(name) ? name : OTHER),
    channel: (name) => (channels.has(name) ? name : OTHER),
  }
}
