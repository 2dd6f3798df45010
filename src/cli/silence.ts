import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { SilenceJson } from '../console/silences.ts'
import { askBridge, BRIDGE_HELP, withUrl } from './ask-bridge.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson } from './output.ts'
import { plain } from '../steering.ts'
import { table, timeText } from './terminal-text.ts'

interface Common {
  readonly url?: string
  readonly json?: boolean
}
interface Added extends Common {
  readonly when: readonly string[]
  readonly for: string
  readonly why: string
  readonly by?: string
}

/** `herald silence`: what is recorded for a while, and not sent. */
export function addSilence(program: Command, context: Context): void {
  const silence = program
    .command('silence')
    .summary('mute for a while: recorded, not sent')
    .description(
      'Deliveries of events that fit a silence are recorded as silenced, with the silence that did it, and are not ' +
        'sent. Silences are kept in the database: they survive restarts and hold on every replica within a second.',
    )
  addAdd(silence, context)
  addList(silence, context)
  addExpire(silence, context)
  withExamples(
    silence,
    [
      'herald silence add --when project=sales --for 2h --why "migration of the warehouse"',
      'herald silence add --when channel=ops "job_state=[PAUSED, DISCARDED]" --for 3d --why "known"',
      'herald silence list',
      'herald silence expire 3',
    ],
    BRIDGE_HELP,
  )
}

function addAdd(silence: Command, context: Context): void {
  withUrl(silence.command('add'))
    .summary('begin a silence')
    .description('All conditions must hold. Values mean what they mean under when: in the rules.')
    .requiredOption('--when <conditions...>', 'key=value: a field, or channel=<name>')
    .requiredOption('--for <time>', 'how long: 2h, 3d')
    .requiredOption('--why <text>', 'the reason, shown wherever it is asked')
    .option('--by <name>', 'who (default: the user of this command)')
    .option('--json', 'as JSON: { id, when, why, by, since, until }')
    .action((flags: Added) =>
      askBridge(flags, context, async (bridge) => {
        const by = flags.by ?? userInfo().username
        const made = (await bridge.post('/api/silences', { ...flags, by })) as SilenceJson & {
          readonly warnings: readonly string[]
        }
        for (const warning of made.warnings) context.terminal.err(`warning: ${plain(warning)}\n`)
        context.terminal.out(flags.json === true ? asJson(made) : `${lineOf(made).join('  ')}\n`)
      }),
    )
}

function addList(silence: Command, context: Context): void {
  withUrl(silence.command('list'))
    .summary('the silences in force')
    .description('Lists the silences of a running bridge, with who made them, why, and until when.')
    .option('--all', 'those that are over too')
    .option('--json', 'as JSON: { silences: [{ id, when, why, by, since, until, ended_at }] }')
    .action((flags: Common & { readonly all?: boolean }) =>
      askBridge(flags, context, async (bridge) => {
        const answer = (await bridge.get(`/api/silences${flags.all === true ? '?all=true' : ''}`)) as {
          readonly silences: readonly SilenceJson[]
        }
        if (flags.json === true) return context.terminal.out(asJson(answer))
        context.terminal.out(table(answer.silences.map(lineOf)))
        if (answer.silences.length === 0) context.terminal.err('nothing is silenced\n')
      }),
    )
}

function addExpire(silence: Command, context: Context): void {
  withUrl(silence.command('expire'))
    .summary('end a silence now')
    .description('Ends a silence now: what comes in from now on is sent. What it kept back stays recorded.')
    .argument('<id>', 'its number')
    .option('--json', 'as JSON: { ended }')
    .action((id: string, flags: Common) =>
      askBridge(flags, context, async (bridge) => {
        const answer = await bridge.remove(`/api/silences/${encodeURIComponent(id)}`)
        context.terminal.out(flags.json === true ? asJson(answer) : `silence ${plain(id)} is over\n`)
      }),
    )
}

function lineOf({ id, when, why, by, until, ended_at: endedAt }: SilenceJson): string[] {
  const end = endedAt === null ? `until ${timeText(until)}` : `ended ${timeText(endedAt)}`
  return [String(id), end, when.map(plain).join(' '), plain(why), by === '' ? '' : `by ${plain(by)}`]
}
