import type { Command } from 'commander'

const known = new WeakMap<Command, readonly string[]>()

/** Examples below a command's help, each a whole line as it is typed, and what else is worth knowing there. */
export function withExamples(command: Command, examples: readonly string[], note = ''): Command {
  known.set(command, examples)
  const title = examples.length === 1 ? 'Example' : 'Examples'
  const lines = examples.map((example) => `  ${example}\n`).join('')
  return command.addHelpText('after', `\n${title}:\n${lines}${note}`.trimEnd())
}

/** The examples that a command was given. */
export function examplesOf(command: Command): readonly string[] {
  return known.get(command) ?? []
}
