import type { Argument, Command, Option } from 'commander'
import { examplesOf } from './examples.ts'

/** A command as a reference or a shell knows it. */
export interface CommandGuide {
  /** `events`; of a group both names: `silence add`. */
  readonly name: string
  /** `events [options]`, without `herald`. */
  readonly usage: string
  /** A few words. */
  readonly summary: string
  readonly description: string
  readonly arguments: readonly ArgumentGuide[]
  readonly options: readonly OptionGuide[]
  /** Whole lines, as they are typed. */
  readonly examples: readonly string[]
}

interface ArgumentGuide {
  readonly name: string
  readonly about: string
  readonly required: boolean
  /** May be given more than once. */
  readonly many: boolean
  readonly choices: readonly string[]
}

interface OptionGuide {
  /** `--since <time>`. */
  readonly flags: string
  /** `--since`. */
  readonly long: string
  readonly about: string
  readonly takes: 'nothing' | 'a value' | 'perhaps a value'
  readonly choices: readonly string[]
  /** What it is where it is not given, as JSON; null where it is nothing. */
  readonly fallback: string | null
}

/**
 * Every command of the program that is not hidden, in its order; made from the program itself, so never out of date. Of
 * a group (`silence`) its members, by both names.
 */
export function commandGuide(program: Command): CommandGuide[] {
  return membersOf(program).flatMap((command) => {
    const members = membersOf(command)
    if (members.length === 0) return [guideOf(command, command.name(), examplesOf(command))]
    return members.map((member) => {
      const name = `${command.name()} ${member.name()}`
      const examples = [...examplesOf(command), ...examplesOf(member)]
      return guideOf(
        member,
        name,
        examples.filter((example) => `${example} `.startsWith(`herald ${name} `)),
      )
    })
  })
}

function membersOf(command: Command): Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((member) => member.name() !== 'help')
}

function guideOf(command: Command, name: string, examples: readonly string[]): CommandGuide {
  return {
    name,
    usage: `${name} ${command.usage()}`.trim(),
    summary: command.summary(),
    description: command.description(),
    arguments: command.registeredArguments.map(argumentOf),
    options: command.options.filter(({ hidden }) => !hidden).map(optionOf),
    examples,
  }
}

function argumentOf(argument: Argument): ArgumentGuide {
  return {
    name: argument.name(),
    about: argument.description,
    required: argument.required,
    many: argument.variadic,
    choices: argument.argChoices ?? [],
  }
}

function optionOf({
  flags,
  long,
  short,
  description,
  required,
  optional,
  argChoices,
  ...option
}: Option): OptionGuide {
  const fallback: unknown = option.defaultValue
  return {
    flags,
    long: long ?? short ?? flags,
    about: description,
    takes: required ? 'a value' : optional ? 'perhaps a value' : 'nothing',
    choices: argChoices ?? [],
    fallback: fallback === undefined || fallback === false ? null : JSON.stringify(fallback),
  }
}
