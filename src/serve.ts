import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type Herald, startHerald } from './app.ts'
import { systemClock } from './clock.ts'
import { readConfiguration } from './cli/configuration.ts'
import type { Context } from './cli/context.ts'
import { createNarrator } from './cli/narrator.ts'
import { EXIT, frames, hasErrors } from './cli/output.ts'
import { postSamples } from './cli/post-samples.ts'
import { createLog, type Log } from './log.ts'
import type { Problem } from './problem.ts'
import type { Rules } from './rules/rules.ts'
import { type Flags, readSettings, secretsOf, type Settings } from './settings.ts'
import { StoreRefused } from './store/engine.ts'
import { StoreUnavailable } from './store/store.ts'

/** `herald serve`: the bridge. */
export function addServe(program: Command, context: Context): void {
  program
    .command('serve')
    .summary('the bridge')
    .description('Takes callbacks from Kylin and posts them to the channels that the rules name.')
    .option('--rules <file>', 'the rules file (RULES_FILE, rules.yaml)')
    .option('--templates <dir>', 'the templates (TEMPLATES_DIR, templates)')
    .option('--host <address>', 'where to listen (HOST, 127.0.0.1)')
    .option('--port <number>', 'where to listen (PORT, 8484); 0 takes a free one')
    .option('--database <url>', 'sqlite:<path> (DATABASE_URL, sqlite:data/herald.db)')
    .option('--dry-run', 'post nothing: every channel goes to the inbox page, drawn as its platform would')
    .option('--samples', 'post sample callbacks to itself after the start')
    .action((flags: Flags) => serve(flags, context))
}

async function serve(flags: Flags, context: Context): Promise<void> {
  const refuse = (problems: readonly Problem[], sources: ReadonlyMap<string, string> = new Map()) => {
    context.terminal.err(frames(problems, sources))
    context.exit(EXIT.problems)
  }
  const settings = readSettings(flags, context.surroundings)
  if (Array.isArray(settings)) return refuse(settings)
  const { rules, templates, problems, sources } = await readConfiguration(
    settings.rulesFile,
    settings.templatesDir,
  )
  const all = rules === null ? problems : [...problems, ...missingTokens(rules, settings)]
  if (rules === null || hasErrors(all)) return refuse(all, sources)
  if (all.length > 0) context.terminal.err(frames(all, sources))

  const log = createLog({
    level: settings.logLevel,
    format: settings.logFormat,
    write: context.terminal.err,
    secrets: () => secretsOf(settings),
  })
  const temporary = settings.database === null ? mkdtempSync(join(tmpdir(), 'herald-')) : null
  if (temporary !== null) process.once('exit', () => rmSync(temporary, { recursive: true, force: true }))
  const database = settings.database ?? join(temporary ?? '', 'herald.db')
  const narrator = settings.dryRun ? createNarrator(() => rules, context.terminal) : null
  const start = (port: number): Promise<Herald> =>
    startHerald({
      settings: { ...settings, port },
      looks: { rules, templates },
      database,
      clock: systemClock,
      log,
      onFatal: (err) => {
        log.error('the store is lost, ending', { err })
        process.exit(EXIT.unreachable)
      },
      ...(narrator === null ? {} : { onAccepted: narrator.accepted, onSent: narrator.sent }),
    })

  let herald: Herald
  try {
    herald = await start(settings.port).catch((error: unknown) => {
      // A first look must not fail because something else has the usual port.
      if (settings.dryRun && settings.portIsDefault && codeOf(error) === 'EADDRINUSE') return start(0)
      throw error
    })
  } catch (error) {
    if (error instanceof StoreRefused) return refuse([error.problem])
    if (error instanceof StoreUnavailable) return refuse([notStoring(error, database)])
    return refuse([notListening(error, settings)])
  }
  log.info('listening', {
    url: herald.url,
    rules: rules.hash,
    dryRun: settings.dryRun,
    database: settings.database,
  })
  stopOnSignals(herald, settings, log)
  if (settings.foreignSocket) {
    log.warn('a socket was handed over to another process, see LISTEN_PID', { pid: process.pid })
  }
  if (settings.samples) {
    await postSamples(herald.url, settings.callback, systemClock.now()).then(
      () => log.info('samples posted', { inbox: `${herald.url}/inbox` }),
      (err: unknown) => log.error('samples could not be posted', { err }),
    )
  }
  if (settings.dryRun)
    context.terminal.err(
      `\nThe messages as Slack and Discord draw them: ${herald.url}/inbox   (Ctrl-C ends)\n`,
    )
}

/** Accounts that the rules need and that nobody gave a token. */
function missingTokens(rules: Rules, settings: Settings): Problem[] {
  if (settings.dryRun) return []
  const needed = { slack: settings.slackToken, discord: settings.discordToken }
  return Object.entries(needed).flatMap(([platform, token]): Problem[] => {
    const channel = [...rules.channels.values()].find((one) => one.platform === platform)
    if (channel === undefined || token() !== null) return []
    const name = `${platform.toUpperCase()}_BOT_TOKEN`
    return [
      {
        severity: 'error',
        code: 'missing-token',
        message: `channel "${channel.name}" needs ${name}, which is not set`,
        file: settings.rulesFile,
        help: `Set ${name} or ${name}_FILE, or try the rules without any account: --dry-run.`,
      },
    ]
  })
}

function notStoring(error: StoreUnavailable, database: string): Problem {
  return {
    severity: 'error',
    code: 'store-unavailable',
    message: `the database cannot be written: ${error.message}`,
    file: database,
    help: 'Look for a full disk, a read-only file system, or missing rights.',
  }
}

function notListening(error: unknown, { host, port }: Settings): Problem {
  const code = codeOf(error)
  if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL' && code !== 'ENOTFOUND')
    throw error
  const why = code === 'EADDRINUSE' ? 'something else listens there' : `the system says ${code}`
  return {
    severity: 'error',
    code: 'cannot-listen',
    message: `cannot listen on ${host}:${port}: ${why}`,
    help: 'Choose another address by --host and --port (HOST, PORT).',
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** SIGTERM drains first, so that a load balancer can turn away; Ctrl-C and a second signal do not wait. */
function stopOnSignals(herald: Herald, settings: Settings, log: Log): void {
  const seen: string[] = []
  const onSignal = (signal: NodeJS.Signals): void => {
    seen.push(signal)
    if (seen.length > 1) process.exit(EXIT.fine)
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
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
