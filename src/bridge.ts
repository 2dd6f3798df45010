import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { type Herald, startHerald } from './app.ts'
import { readConfiguration } from './cli/configuration.ts'
import type { Context } from './cli/context.ts'
import { createNarrator } from './cli/narrator.ts'
import { EXIT, frames } from './cli/output.ts'
import { postSamples } from './cli/post-samples.ts'
import { testConfiguration } from './cli/tests.ts'
import { systemClock } from './clock.ts'
import { nameOf } from './database-setting.ts'
import { createLog } from './log.ts'
import type { Problem } from './problem.ts'
import { goThrough } from './proxy.ts'
import { isSound, type Reading } from './reload/reading.ts'
import type { Rules } from './rules/rules.ts'
import type { Settings } from './settings.ts'
import { obeySignals } from './signals.ts'
import { ConfigurationRefused, type ConfigurationFiles } from './wiring/configuration.ts'
import { codeOf, startProblem } from './wiring/refusals.ts'
import { missingSecrets, secretsInUse } from './wiring/secrets.ts'

export interface BridgeOptions {
  readonly settings: Settings
  readonly context: Context
  /** A thread for the embedded store that was started ahead. */
  readonly thread: Worker | null
  /** It runs, and obeys signals. */
  readonly onRunning: () => void
}

/** Runs the bridge as the command: its problems go to the terminal, its end is the process's. */
export async function runBridge({ settings, context, thread, onRunning }: BridgeOptions): Promise<void> {
  const refuse = (problems: readonly Problem[], sources: ReadonlyMap<string, string> = new Map()) => {
    context.terminal.err(frames(problems, sources))
    context.exit(EXIT.problems)
  }
  goThrough(settings.proxy)
  const first = await readFiles(settings, new Map())
  if (!isSound(first)) return refuse(first.problems, first.sources)
  if (first.problems.length > 0) context.terminal.err(frames(first.problems, first.sources))

  let herald: Herald | null = null
  const rules = (): Rules => herald?.looks().rules ?? first.rules
  const log = createLog({
    level: settings.logLevel,
    format: settings.logFormat,
    write: context.terminal.err,
    secrets: () => secretsInUse(settings, rules()),
  })
  const database = settings.database ?? { kind: 'sqlite', file: temporaryDatabase() }
  const narrator = settings.dryRun ? createNarrator(rules, context.terminal) : null
  const start = (port: number, storeThread: Worker | null): Promise<Herald> =>
    startHerald({
      settings: { ...settings, port },
      storeThread,
      files: filesOf(settings, first),
      version: context.version,
      database,
      clock: systemClock,
      log,
      onFatal: (err) => {
        log.error('the store is lost, ending', { err })
        process.exit(EXIT.unreachable)
      },
      ...(narrator === null ? {} : { onAccepted: narrator.accepted, onSent: narrator.sent }),
    })
  try {
    herald = await start(settings.port, thread).catch((error: unknown) => {
      // A first look must not fail because something else has the usual port.
      if (settings.dryRun && settings.portIsDefault && codeOf(error) === 'EADDRINUSE') return start(0, null)
      throw error
    })
  } catch (error) {
    if (error instanceof ConfigurationRefused) return refuse(error.outcome.problems)
    return refuse([startProblem(error, settings)])
  }
  const { url, adminUrl } = herald
  const { dryRun } = settings
  obeySignals(herald, settings, log)
  onRunning()
  log.info('listening', {
    url,
    ...(adminUrl === url ? {} : { admin: adminUrl }),
    rules: rules().hash,
    dryRun,
    database: settings.database === null ? null : nameOf(settings.database),
  })
  if (settings.foreignSocket) {
    log.warn('a socket was handed over to another process, see LISTEN_PID', { pid: process.pid })
  }
  if (settings.samples) {
    await postSamples(url, settings.callback, systemClock.now()).then(
      () => log.info('samples posted', { inbox: `${adminUrl}/inbox` }),
      (err: unknown) => log.error('samples could not be posted', { err }),
    )
  }
  if (dryRun) {
    context.terminal.err(`\nThe messages as Slack and Discord draw them: ${adminUrl}/inbox   (Ctrl-C ends)\n`)
  }
}

/** The first reading serves the start, unless a team's file needs its last good version. */
function filesOf(settings: Settings, first: Reading): ConfigurationFiles {
  let unused = first.files.every(({ state }) => state === 'ok')
  return {
    rulesFile: settings.rulesFile,
    templatesDir: settings.templatesDir,
    firstFiles: first.files.map(({ file }) => file),
    read(lastGood) {
      if (!unused) return readFiles(settings, lastGood)
      unused = false
      return Promise.resolve(first)
    },
    test: (reading) => testConfiguration(reading).problems,
  }
}

async function readFiles(settings: Settings, lastGood: ReadonlyMap<string, string>): Promise<Reading> {
  const reading = await readConfiguration(settings.rulesFile, settings.templatesDir, { lastGood })
  const missing = reading.rules === null ? [] : missingSecrets(reading.rules, settings)
  return { ...reading, problems: [...reading.problems, ...missing] }
}

function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'herald-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'herald.db')
}
