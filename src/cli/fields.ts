import type { Command } from 'commander'
import { FIELD_GUIDE } from '../rules/file/field-guide.ts'
import { type FieldKind, FIELDS } from '../rules/fields.ts'
import type { Context } from './context.ts'
import { withExamples } from './examples.ts'
import { asJson, EXIT } from './output.ts'

interface Row {
  readonly field: string
  readonly kind: string
  readonly example: string
  readonly about: string
}

const KINDS: Readonly<Record<FieldKind, string>> = {
  text: 'text',
  number: 'number',
  ms: 'duration',
  object: 'object',
}

/** `herald fields`: the fields a rule can match, with examples. */
export function addFields(program: Command, context: Context): void {
  const command = program
    .command('fields')
    .summary('the fields a rule can match, with examples')
    .description(
      'Lists what can stand under `when:` and `unless:`, with the kind of its value and an example.\nAny other field that your Kylin sends can be matched by its name.',
    )
    .option('--json', 'as JSON: [{ field, kind, example, about }]')
    .action(({ json }: { readonly json?: boolean }) => {
      context.terminal.out(json === true ? asJson(rows()) : table(rows()))
      context.exit(EXIT.fine)
    })
  withExamples(command, ['herald fields', 'herald fields --json'])
}

function rows(): Row[] {
  return [...FIELDS].map(([field, kind]) => {
    const { example = '', about = '' } = FIELD_GUIDE[field] ?? {}
    return { field, kind: KINDS[kind], example, about }
  })
}

function table(all: readonly Row[]): string {
  const head: Row = { field: 'FIELD', kind: 'KIND', example: 'EXAMPLE', about: 'ABOUT' }
  const lines = [head, ...all]
  const width = (column: 'field' | 'kind' | 'example'): number =>
    Math.max(...lines.map((row) => row[column].length)) + 2
  const [field, kind, example] = [width('field'), width('kind'), width('example')]
  return lines
    .map(
      (row) =>
        `${row.field.padEnd(field)}${row.kind.padEnd(kind)}${row.example.padEnd(example)}${row.about}\n`,
    )
    .join('')
}
