import type { Clock } from '../clock.ts'
import type { Looks } from '../deliver/route-card.ts'
import { noticeAcceptance } from '../deliver/notice.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Problem } from '../problem.ts'
import type { Random } from '../receive/event-id.ts'
import type { LoadedFile } from '../rules/team-files.ts'
import type { Store } from '../store/store.ts'
import { testedReading } from './hold-back.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { isError, isSound, type Reading, type SoundReading, teamOf } from './reading.ts'
import { createTeamMemory } from './team-memory.ts'
import { teamNotice } from './team-notice.ts'

/** What a reloader stands on. */
export interface ReloaderOptions {
  /**
   * Reads and checks every file; never rejects.
   * @param lastGood by team: the text that is taken where its file is broken
   */
  readonly read: (lastGood: ReadonlyMap<string, string>) => Promise<Reading>
  /** Tests and dry render: one problem for each that fails, with the file it stands in. */
  readonly test: (reading: Reading) => readonly Problem[]
  /** Puts rules and templates in force, at once and for everybody. */
  readonly apply: (looks: Looks) => void
  readonly store: Pick<Store, 'teamFiles' | 'keepTeamFile' | 'toldTeamFile' | 'saveRules' | 'accept'>
  readonly metrics: Pick<Metrics, 'configurationRead'>
  readonly log: Log
  readonly clock: Pick<Clock, 'now'>
  readonly random: Random
  readonly dryRun: boolean
}

/** Reads the configuration, first at the start and then whenever it changed. */
export interface Reloader {
  /** Checks everything, then swaps; a bad root file or template changes nothing. Several asks become one. */
  readonly reload: () => Promise<Outcome>
  /** What is wrong on disk, in one line; null when all of it is in force. */
  readonly trouble: () => string | null
  /** The files that were read last, teams' included. */
  readonly files: () => readonly string[]
}

/** Reads nothing yet: `reload` is asked for at the start too. */
export function createReloader(options: ReloaderOptions): Reloader {
  const { store, metrics, log, clock } = options
  const teams = createTeamMemory(store, log)
  let hash: string | null = null
  let trouble: string | null = null
  let files: readonly string[] = []

  const reload = oneAtATime(async () => {
    const lastGood = await teams.lastGood()
    const reading = await testedReading(await options.read(lastGood), lastGood, options.test)
    if (isSound(reading)) {
      // Before any trace names it. Without it only `why` of that time is poorer.
      await attempted('saving the rules', () => store.saveRules(reading.rules.hash, reading.rules.source))
      options.apply({ rules: reading.rules, templates: reading.templates })
      await attempted("keeping the teams' rules", () => teams.keep(reading.files))
      for (const file of reading.files) {
        await attempted("telling a team's contact", () => tell(file, reading))
      }
    }
    const outcome = outcomeOf(reading, hash)
    hash = outcome.hash
    trouble = troubleOf(outcome, reading)
    // A root file that cannot be understood does not say which teams there are.
    if (outcome.applied || files.length === 0) files = reading.files.map(({ file }) => file)
    metrics.configurationRead({ ok: outcome.ok, at: clock.now(), files: soundness(reading) })
    report(outcome)
    return outcome
  })

  async function tell(file: LoadedFile, reading: SoundReading): Promise<void> {
    if (file.state === 'ok' || file.contact === null) return
    const { rules, problems, sources } = reading
    const channel = rules.channels.get(file.contact)
    if (channel === undefined) return
    const own = problems.filter((problem) => teamOf(problem, reading) === file.team)
    await teams.tellOnce(file, async (broken) => {
      const notice = teamNotice(file, own, sources, channel.language ?? rules.language)
      const { random, dryRun } = options
      const key = `team-file ${file.team} ${broken}`
      await store.accept(noticeAcceptance({ channel, rules, notice, key, now: clock.now(), random, dryRun }))
    })
  }

  async function attempted(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (err) {
      log.error('the store failed during a reload', { what, err })
    }
  }

  function report(outcome: Outcome): void {
    const fields = { rules: outcome.hash, trouble }
    if (!outcome.applied) log.error('rules were not reloaded', fields)
    else if (outcome.ok) log.info('rules are in force', { rules: outcome.hash })
    else log.warn("rules are in force without a team's changes", fields)
  }

  return { reload, trouble: () => trouble, files: () => files }
}

/** The worst comes first: what keeps everything back. */
function troubleOf({ ok }: Outcome, reading: Reading): string | null {
  const errors = reading.problems.filter(isError)
  const worst = errors.find((problem) => teamOf(problem, reading) === null) ?? errors[0]
  if (ok || worst === undefined) return null
  const place = [worst.file, worst.line].filter((part) => part !== undefined).join(':')
  const more = errors.length > 1 ? ` (+${errors.length - 1})` : ''
  return `${place === '' ? '' : `${place} `}${worst.message}${more}`
}

/** Whether each file is sound, templates included. */
function soundness(reading: Reading): ReadonlyMap<string, boolean> {
  const sound = new Map([...reading.sources.keys()].map((file) => [file, true]))
  for (const { file, state } of reading.files) sound.set(file, state === 'ok')
  for (const problem of reading.problems) {
    // A team's file that cannot be read is told of in the root file, which is sound.
    if (isError(problem) && problem.file !== undefined && teamOf(problem, reading) === null)
      sound.set(problem.file, false)
  }
  return sound
}
