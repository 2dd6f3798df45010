import type { Command } from 'commander'
import { jsonSchemaOf } from '../rules/file/json-schema.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson, EXIT } from './output.ts'

/** `herald schema`: the JSON Schema of rules.yaml. */
export function addSchema(program: Command, context: Context): void {
  const command = program
    .command('schema')
    .summary('the JSON Schema of rules.yaml, for editors')
    .description(
      'Prints the JSON Schema (draft-07) of rules.yaml. Editors with a YAML language server complete and check by it\nwhere the first line of a file names it:  # yaml-language-server: $schema=<path>',
    )
    .option('--team', "of a team's file")
    .option('--json', 'the output is always JSON')
    .action(({ team }: { readonly team?: boolean }) => {
      context.terminal.out(asJson(jsonSchemaOf(team === true ? 'team' : 'rules')))
      context.exit(EXIT.fine)
    })
  withExamples(command, ['herald schema > rules.schema.json', 'herald schema --team'])
}
