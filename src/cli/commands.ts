import type { Command } from 'commander'
import { commandGuide } from './command-guide.ts'
import type { Context } from './context.ts'
import { asJson } from './output.ts'

/** `herald commands`, hidden: all commands as JSON, for what writes references. */
export function addCommands(program: Command, { terminal }: Context): void {
  program
    .command('commands', { hidden: true })
    .description('Prints all commands with their options and examples, as JSON.')
    .option('--json', 'the output is always JSON')
    .action(() => terminal.out(asJson(commandGuide(program))))
}
