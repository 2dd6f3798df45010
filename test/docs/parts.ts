import { join } from 'node:path'
import { commandsPart } from './commands.ts'
import { fieldsPart } from './fields.ts'
import { filtersPart } from './filters.ts'
import type { Parts } from './marked.ts'
import { matcherFormsPart } from './matcher-forms.ts'
import { metricsPart } from './metrics.ts'
import { ruleKeysPart } from './rule-keys.ts'
import { settingsPart } from './settings.ts'
import { digestVariablesPart, eventVariablesPart } from './variables.ts'

const ROOT = join(import.meta.dirname, '../..')

/** The documents that have marked parts. */
export const DOCUMENTS: readonly string[] = ['README.md', '.github/REFERENCE.md'].map((path) =>
  join(ROOT, path),
)

/** Every part that is made from the code. */
export function allParts(): Parts {
  return {
    settings: settingsPart(),
    'rule-keys': ruleKeysPart(),
    matchers: matcherFormsPart(),
    fields: fieldsPart(),
    filters: filtersPart(),
    'event-variables': eventVariablesPart(),
    'digest-variables': digestVariablesPart(),
    metrics: metricsPart(),
    commands: commandsPart(),
  }
}
