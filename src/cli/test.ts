import type { Command } from 'commander'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { soundConfigurationOf } from './files.ts'
import { asJson, EXIT, frames } from './output.ts'
import { testConfiguration, testTally } from './tests.ts'

interface Flags {
  readonly templates?: string
  readonly json?: boolean
}

/** `herald test`: only the tests. */
export function addTest(program: Command, context: Context): void {
  const command = program
    .command('test')
    .summary('only the tests of the rules')
    .description('Runs `tests:` of the rules file and of the teams. Exit 1 when one fails.')
    .argument('[rules]', 'the rules file (default: RULES_FILE or rules.yaml)')
    .option('--templates <dir>', 'the templates (default: TEMPLATES_DIR or templates)')
    .option('--json', 'as JSON: { problems, tests: { passed, failed } }, as check gives it')
    .action(async (file: string | undefined, { templates, json }: Flags) => {
      const named = {
        namedBy: 'herald test <rules>',
        ...(templates === undefined ? {} : { templates }),
        ...(json === undefined ? {} : { json }),
      }
      const found = await soundConfigurationOf(
        file === undefined ? named : { ...named, rules: file },
        context,
      )
      if (found === null) return
      const tested = testConfiguration(found)
      const { problems, passed, failed } = tested
      if (json === true) context.terminal.out(asJson({ problems, tests: { passed, failed } }))
      else {
        context.terminal.out(frames(problems, found.sources))
        context.terminal.err(`${testTally(found, tested) ?? 'there are no tests'}\n`)
      }
      context.exit(failed === 0 ? EXIT.fine : EXIT.problems)
    })
  withExamples(command, ['herald test', 'herald test rules.yaml --json'])
}
