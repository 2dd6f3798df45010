import { loadRules } from '../../src/rules/load.ts'
import type { Rules } from '../../src/rules/rules.ts'

/** The rules of a text; a version, no rules and `unmatched: drop` stand in it by themselves. */
export function someRules(text: string): Rules {
  const { rules, problems } = loadRules(`version: 1\nrules: []\nunmatched: drop\n${text}`, 'rules.yaml')
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (rules === null || errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '))
  return rules
}
