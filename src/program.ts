import { Command, CommanderError } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import type { Context } from './cli/context.ts'
import { EXIT } from './cli/output.ts'
import { surroundings } from './settings.ts'

type AddCommand = (program: Command, context: Context) => void

/** Loads each command: what one does not need costs it memory and time. In the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import('./serve.ts')).addServe,
  check: async () => (await import('./cli/check.ts')).addCheck,
  test: async () => (await import('./cli/test.ts')).addTest,
  explain: async () => (await import('./cli/explain.ts')).addExplain,
  render: async () => (await import('./cli/render.ts')).addRender,
  doctor: async () => (await import('./cli/doctor.ts')).addDoctor,
  'send-test': async () => (await import('./cli/send-test.ts')).addSendTest,
  silence: async () => (await import('./cli/silence.ts')).addSilence,
  diff: async () => (await import('./cli/diff.ts')).addDiff,
  events: async () => (await import('./cli/events.ts')).addEvents,
  why: async () => (await import('./cli/why.ts')).addWhy,
  dead: async () => (await import('./cli/dead.ts')).addDead,
  replay: async () => (await import('./cli/replay.ts')).addReplay,
  sent: async () => (await import('./cli/sent.ts')).addSent,
  quarantine: async () => (await import('./cli/quarantine.ts')).addQuarantine,
  backup: async () => (await import('./cli/backup.ts')).addBackup,
  schema: async () => (await import('./cli/schema.ts')).addSchema,
  fields: async () => (await import('./cli/fields.ts')).addFields,
  init: async () => (await import('./cli/init.ts')).addInit,
  completion: async () => (await import('./cli/completion.ts')).addCompletion,
  commands: async () => (await import('./cli/commands.ts')).addCommands,
}
/** What tells of the others. */
const NEEDS_ALL = new Set(['completion', 'commands'])

const around = surroundings()
const context: Context = {
  version: packageJson.version,
  terminal: {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    color: process.stdout.isTTY && (around.env['NO_COLOR'] ?? '') === '',
    width: Math.min(process.stdout.columns || 100, 120),
  },
  surroundings: around,
  stdin: process.stdin,
  now: () => Date.now(),
  exit: (code) => void (process.exitCode = code),
}

const program = new Command('herald')
  .description("Tells the right Slack or Discord channel what became of Apache Kylin's jobs.")
  .version(packageJson.version)
  .showHelpAfterError('(herald --help says more)')
  .exitOverride()

// Help, and what is no command, want all of them.
const [first = ''] = process.argv.slice(2)
const isOne = Object.hasOwn(COMMANDS, first) && !NEEDS_ALL.has(first)
const wanted = isOne ? [COMMANDS[first]] : Object.values(COMMANDS)
for (const load of wanted) (await load?.())?.(program, context)

// Nothing that is only told may end what we do: whoever read it is gone (`herald … | head`, a log shipper that died), or
// the disk under the log is full. What is written later is tried anew.
process.stderr.on('error', () => {})
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || first === 'serve' || process.exitCode === EXIT.problems) return
  context.terminal.err(`error: the output cannot be written: ${error.code ?? error.message}\n`)
  process.exitCode = EXIT.problems
})

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.wrongUse
}
