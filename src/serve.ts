import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import type { Context } from './cli/context.ts'
import { withExamples } from './cli/examples.ts'
import { EXIT, frames } from './cli/output.ts'
import { port } from './cli/port.ts'
import { type Flags, readSettings } from './settings.ts'
import { startThread } from './store/sqlite/start-thread.ts'

/**
 * How much beyond what lives the old objects may grow to before they are collected, %. V8's own measure reckons with a
 * heap of gigabytes: of what 10,000 events left behind it kept 60 MB (231 → 172 MB resident, for 1 to 2 % of CPU).
 */
const OLD_HEAP = '--heap-growing-percent=50'

/** `herald serve`: the bridge. */
export function addServe(program: Command, context: Context): void {
  const command = program
    .command('serve')
    .summary('the bridge')
    .description('Takes callbacks from Kylin and posts them to the channels that the rules name.')
    .option('--rules <file>', 'the rules file (RULES_FILE, rules.yaml)')
    .option('--templates <dir>', 'the templates (TEMPLATES_DIR, templates)')
    .option('--host <address>', 'where to listen (HOST, 127.0.0.1)')
    .option('--port <number>', 'where to listen (PORT, 8484); 0 takes a free one', port)
    .option('--database <url>', 'sqlite:<path> or postgres://… (DATABASE_URL, sqlite:data/herald.db)')
    .option('--dry-run', 'post nothing: every channel goes to the inbox page, drawn as its platform would')
    .option('--samples', 'post sample callbacks to itself after the start')
    .action((flags: Flags) => serve(flags, context))
  withExamples(command, [
    'herald serve',
    'herald serve --dry-run --samples',
    'herald serve --rules /etc/herald/rules.yaml --port 8484',
  ])
}

async function serve(flags: Flags, context: Context): Promise<void> {
  // By itself it would end a process that only starts: what came too early is made up for once it runs.
  let isReloadDue = false
  const noteReload = (): void => void (isReloadDue = true)
  process.on('SIGHUP', noteReload)
  const settings = readSettings(flags, context.surroundings)
  if (Array.isArray(settings)) {
    context.terminal.err(frames(settings, new Map()))
    return context.exit(EXIT.problems)
  }
  setFlagsFromString(OLD_HEAP)
  // Beside the main thread, which has the whole bridge to load: 0.1 s less to listening.
  const thread = settings.database?.kind === 'postgres' ? null : startThread()
  const { runBridge } = await import('./bridge.ts')
  await runBridge({
    settings,
    context,
    thread,
    onRunning() {
      process.off('SIGHUP', noteReload)
      if (isReloadDue) process.kill(process.pid, 'SIGHUP')
    },
  })
}
