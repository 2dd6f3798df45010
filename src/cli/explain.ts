import { type Command, InvalidArgumentError } from 'commander'
import { explainJson, explainLines } from '../rules/explain.ts'
import { sendingRoutes } from '../rules/time/moment.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { readEvent } from './event-input.ts'
import { type FileFlags, soundConfigurationOf } from './files.ts'
import { asJson, EXIT } from './output.ts'
import { refuse } from './refuse.ts'

type Flags = FileFlags & {
  readonly at?: number
  readonly json?: boolean
  readonly verify?: readonly string[]
}

/** `herald explain`: where an event would go, and why, rule by rule. */
export function addExplain(program: Command, context: Context): void {
  const command = program
    .command('explain')
    .summary('where an event would go, and why, rule by rule')
    .description('Says for every rule why it matches an event, or why not, and where the event would go.')
    .argument('<event...>', 'a callback as a file, - for standard input, or key=value pairs')
    .option('--rules <file>', 'the rules file')
    .option('--templates <dir>', 'the templates')
    .option('--at <time>', 'as if it came in then, e.g. 2026-11-22T03:00:00+08:00', timeOf)
    .option(
      '--json',
      'as JSON: { channels, dropped, unmatched, rules: [{ name, matched, why, channels }], messages: [{ channel, when, at }] }',
    )
    .option('--verify <channels>', 'exit 1 unless it goes to exactly these channels, e.g. sales,ops', listOf)
    .action(async (words: string[], flags: Flags) => {
      const found = await soundConfigurationOf(flags, context)
      if (found === null) return
      const input = await readEvent(words, { now: flags.at ?? context.now(), stdin: context.stdin })
      if ('problems' in input) return refuse(input.problems, flags.json, context)
      const decision = found.rules.match(input.event, true)
      context.terminal.out(
        flags.json === true ? asJson(explainJson(decision)) : `${explainLines(decision).join('\n')}\n`,
      )
      const channels = sendingRoutes(decision.routes).map(({ channel }) => channel)
      context.exit(flags.verify === undefined || same(flags.verify, channels) ? EXIT.fine : EXIT.problems)
      if (flags.verify !== undefined && !same(flags.verify, channels)) {
        context.terminal.err(`wanted ${flags.verify.join(', ') || 'nothing'}\n`)
      }
    })
  withExamples(command, [
    'herald explain project=sales_eu job_state=ERROR job_type=INC_BUILD',
    'herald explain callback.json --at 2026-11-22T03:00:00+08:00 --verify sales,ops',
  ])
}

function timeOf(text: string): number {
  const time = /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time))
    throw new InvalidArgumentError('Write a time with its offset: 2026-11-22T03:00:00+08:00.')
  return time
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join('\n') === b.toSorted().join('\n')
}
