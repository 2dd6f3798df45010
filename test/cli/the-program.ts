import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Context } from '../../src/cli/context.ts'
import { addServe } from '../../src/serve.ts'

const CLI = join(import.meta.dirname, '../../src/cli')

type Add = (program: Command, context: Context) => void

/** The whole program in this process: every command that a file of src/cli adds. Mistakes throw and print nothing. */
export async function theProgram(context: Context): Promise<Command> {
  const program = new Command('herald')
  addServe(program, context)
  for (const file of readdirSync(CLI).filter((name) => name.endsWith('.ts'))) {
    const exported = (await import(join(CLI, file))) as Record<string, unknown>
    for (const [name, add] of Object.entries(exported)) {
      if (/^add[A-Z]/.test(name)) (add as Add)(program, context)
    }
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeErr() {}, writeOut() {} })
  }
  return program
}
