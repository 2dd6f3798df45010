import { type Command, Option } from 'commander'
import type { NamedRule } from '../rules/rules.ts'
import type { Configuration } from './configuration.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { configurationOf } from './files.ts'
import { workflowCommands } from './github.ts'
import { asJson, EXIT, frames, hasErrors, tally } from './output.ts'
import { testConfiguration, testTally, untestedRules } from './tests.ts'

interface Flags {
  readonly templates?: string
  readonly json?: boolean
  readonly format?: 'frames' | 'github'
  readonly coverage?: boolean
}

/** `herald check`: every mistake in rules and templates, and what their tests say. */
export function addCheck(program: Command, context: Context): void {
  const command = program
    .command('check')
    .summary('every mistake in rules and templates; runs the tests')
    .description(
      'Reads rules and templates, says every mistake with its place, and runs `tests:`.\nExit 1 when there is an error or a test fails.',
    )
    .argument('[rules]', 'the rules file (default: RULES_FILE or rules.yaml)')
    .option('--templates <dir>', 'the templates (default: TEMPLATES_DIR or templates)')
    .option(
      '--json',
      'as JSON: { problems: [{ file, line, column, severity, code, message, help }], tests: { passed, failed } }',
    )
    .addOption(
      new Option('--format <form>', 'github: as annotations of a pull request').choices(['frames', 'github']),
    )
    .option('--coverage', 'also the rules that no test reaches (as JSON: untested)')
    .action(async (file: string | undefined, flags: Flags) => {
      const { templates, json = false } = flags
      const named = {
        namedBy: 'herald check <rules>',
        json,
        ...(templates === undefined ? {} : { templates }),
      }
      const found = await configurationOf(file === undefined ? named : { ...named, rules: file }, context)
      if (found === null) return
      const tested = testConfiguration(found)
      const problems = [...found.problems, ...tested.problems]
      const untested = flags.coverage === true ? untestedRules(found.rules, tested) : null
      const { out, err } = context.terminal
      if (flags.json === true) {
        const { passed, failed } = tested
        const names = untested === null ? {} : { untested: untested.map(({ name }) => name) }
        out(asJson({ problems, tests: { passed, failed }, ...names }))
      } else {
        out(flags.format === 'github' ? workflowCommands(problems) : frames(problems, found.sources))
        for (const { name, index } of untested ?? []) out(`no test reaches rule ${index} "${name}"\n`)
        const mistakes = problems.length === 0 ? 'no mistakes' : tally(problems)
        const parts = [mistakes, testTally(found, tested), coverage(untested, found), size(found)]
        err(`${parts.filter((part) => part !== null).join(', ')}\n`)
      }
      context.exit(hasErrors(problems) ? EXIT.problems : EXIT.fine)
    })
  withExamples(command, [
    'herald check',
    'herald check rules.yaml --coverage',
    'herald check --format=github',
  ])
}

function size({ rules, templates }: Configuration): string | null {
  if (rules === null) return null
  return `${counted(rules.channels.size - 1, 'channel')}, ${counted(templates.size, 'template')}`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function coverage(untested: readonly NamedRule[] | null, { rules }: Configuration): string | null {
  return untested === null || rules === null
    ? null
    : `${untested.length} of ${rules.rules.length} rules untested`
}
