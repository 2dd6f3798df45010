import { FIELD_GUIDE } from '../../src/rules/file/field-guide.ts'
import { FIELDS } from '../../src/rules/fields.ts'
import { code, prose, table } from './table.ts'

/** What a rule can match and a template can show. */
export function fieldsPart(): string {
  const rows = [...FIELDS.keys()].map((field) => {
    const { example = '', about = '' } = FIELD_GUIDE[field] ?? {}
    return [code(field), code(example), prose(about)]
  })
  return table(['field', 'in a rule, such as', 'what it holds'], rows)
}
