import type { Command } from 'commander'
import { readSettings } from '../settings.ts'
import { backUp } from '../store/operate/backup.ts'
import { StoreRefused } from '../store/core/engine.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson, EXIT } from './output.ts'
import { refuse } from './refuse.ts'
import { counted } from './terminal-text.ts'

interface Flags {
  readonly database?: string
  readonly force?: boolean
  readonly json?: boolean
}

/** `herald backup`: a copy of the store, also while the bridge runs. */
export function addBackup(program: Command, context: Context): void {
  const command = program
    .command('backup')
    .summary('a copy of the store, also while the bridge runs')
    .description(
      'Copies the SQLite database as it is at one moment and checks the copy. It reads the file itself: run it where ' +
        'the bridge runs, as the same user. To restore: stop the bridge, delete the database with its -wal and -shm ' +
        'files, put the copy in its place, and start. What waited in the copy is sent then, also what had been sent ' +
        'since.',
    )
    .argument('<file>', 'where the copy goes')
    .option('--database <url>', 'sqlite:<path> (DATABASE_URL, sqlite:data/herald.db)')
    .option('--force', 'takes the place of a file that is there')
    .option('--json', 'as JSON: { file, bytes, schema, events, waiting }')
    .action((file: string, flags: Flags) => backup(file, flags, context))
  withExamples(command, ['herald backup herald-copy.db', 'herald backup /mnt/backups/herald.db --force'])
}

const POSTGRES = /^postgres(ql)?:/

function backup(file: string, { database, force = false, json }: Flags, context: Context): void {
  const { terminal, surroundings, exit } = context
  if (POSTGRES.test(database ?? surroundings.env['DATABASE_URL'] ?? '')) {
    // By the variable's name: the address holds a password.
    terminal.err(
      'the database is PostgreSQL, which has its own tool: \n' +
        `  pg_dump --format=custom --file=${inQuotes(file)} "$DATABASE_URL"\n` +
        `and to restore:\n  pg_restore --clean --if-exists --dbname="$DATABASE_URL" ${inQuotes(file)}\n`,
    )
    return exit(EXIT.wrongUse)
  }
  const settings = readSettings(
    { host: '127.0.0.1', ...(database === undefined ? {} : { database }) },
    surroundings,
  )
  if (Array.isArray(settings)) return refuse(settings, json, context)
  const from = settings.database?.kind === 'sqlite' ? settings.database.file : ''
  if (surroundings.stderrIsTerminal) terminal.err(`copying ${from} …\n`)
  try {
    const made = backUp({ from, to: file, force })
    const { bytes, events, waiting } = made
    terminal.out(
      json === true
        ? asJson({ file, ...made })
        : `${file}: ${bytes.toLocaleString('en')} bytes, ${counted(events, 'event')}, ${waiting.toLocaleString('en')} waiting\n`,
    )
    exit(EXIT.fine)
  } catch (error) {
    if (!(error instanceof StoreRefused)) throw error
    refuse([error.problem], json, context)
  }
}

function inQuotes(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
