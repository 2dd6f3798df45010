import type { Clock } from '../clock.ts'
import type { Looks } from '../deliver/route-card.ts'
import type { Log } from '../log.ts'
import type { ConfiguredNames } from '../metrics/known-names.ts'
import type { Metrics } from '../metrics.ts'
import { REASONS } from '../platforms/platform.ts'
import type { Problem } from '../problem.ts'
import { STATUS } from '../receive/results.ts'
import type { Outcome } from '../reload/outcome.ts'
import { type Reading, teamOf } from '../reload/reading.ts'
import { createReloader, type Reloader } from '../reload/reload.ts'
import { createWatch, startWatch } from '../reload/watch.ts'
import { forwardLanes } from '../rules/known-channels.ts'
import type { Store } from '../store/store.ts'

/** The files that users write, and how they are read and tried. */
export interface ConfigurationFiles {
  readonly rulesFile: string
  readonly templatesDir: string
  /** Names of the files of the first reading. */
  readonly firstFiles: readonly string[]
  /** Reads and checks them; never rejects. @param lastGood by team: what is taken where its file is broken */
  readonly read: (lastGood: ReadonlyMap<string, string>) => Promise<Reading>
  /** Tests and dry render: one problem for each that fails. */
  readonly test: (reading: Reading) => readonly Problem[]
}

interface Surroundings {
  readonly store: Store
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
  readonly dryRun: boolean
}

/** The configuration of a running bridge: read at the start, and again whenever its files change. */
export interface RunningConfiguration {
  /** The rules and templates in force. */
  readonly looks: () => Looks
  readonly reloader: Reloader
  /** Calls when Herald itself has told something: there is a message to send. */
  readonly onNotice: (listener: () => void) => void
  readonly stop: () => Promise<void>
}

/** Rules or templates with mistakes, so that there is nothing to start with. */
export class ConfigurationRefused extends Error {
  override readonly name = 'ConfigurationRefused'
  readonly outcome: Outcome

  constructor(outcome: Outcome) {
    super('the configuration has mistakes')
    this.outcome = outcome
  }
}

/**
 * Reads the configuration and watches its files. A test that fails refuses a reload, but not the start: a bridge that
 * is not there loses every alert.
 * @throws ConfigurationRefused
 */
export async function startConfiguration(
  { rulesFile, templatesDir, firstFiles, read, test }: ConfigurationFiles,
  { store, metrics, clock, log, dryRun }: Surroundings,
): Promise<RunningConfiguration> {
  let current: Looks | null = null
  let listener: (() => void) | null = null
  const reloader = createReloader({
    read,
    test: (reading) =>
      current === null ? test(reading).map((one) => softened(one, reading)) : test(reading),
    apply(looks) {
      current = looks
      metrics.inForce(labelNames(looks))
    },
    store: {
      ...store,
      async accept(acceptance) {
        const result = await store.accept(acceptance)
        listener?.()
        return result
      },
    },
    metrics,
    log,
    clock,
    random: Math.random,
    dryRun,
  })
  const paths = (): { files: readonly string[]; folders: readonly string[] } => ({
    files: [...new Set([rulesFile, ...(current === null ? firstFiles : reloader.files())])],
    folders: [templatesDir],
  })
  // Before the first reading, so that no change in between is missed.
  const watch = await createWatch({
    paths,
    onChange() {
      log.info('files changed, reloading')
      void reloader.reload()
    },
  })
  const first = await reloader.reload()
  const looks = (): Looks => {
    if (current === null) throw new ConfigurationRefused(first)
    return current
  }
  looks()
  for (const { code, message, file, line } of first.problems) {
    if (code === 'test-failed') log.warn('a test of the rules fails', { file, line, problem: message })
  }
  const stopWatching = startWatch(watch)
  return {
    looks,
    reloader,
    onNotice: (told) => void (listener = told),
    stop: () => Promise.resolve(stopWatching()),
  }
}

/** The names that metrics may have as labels. */
function labelNames({ rules: { hash, channels, clusters }, templates }: Looks): ConfiguredNames {
  const named = [...channels.values()].map(({ name, platform }) => [name, platform] as const)
  const passedOn = forwardLanes(clusters).map((lane) => [lane, 'forward'] as const)
  return {
    hash,
    clusters: [...clusters.keys()],
    channels: new Map([...named, ...passedOn]),
    templates: [...templates.keys()],
    results: Object.keys(STATUS),
    reasons: REASONS,
  }
}

/** A team whose tests fail is held back at the start too. */
function softened(problem: Problem, reading: Reading): Problem {
  return teamOf(problem, reading) === null ? { ...problem, severity: 'warning' } : problem
}
