import { loadRules } from '../../src/rules/load.ts'
import type { Problem } from '../../src/problem.ts'
import type { Rules } from '../../src/rules/rules.ts'

/** A whole rules.yaml around the text of its rules. */
export function aRulesFile(
  rules: string,
  over: { channels?: string; mentions?: string; unmatched?: string; top?: string } = {},
): string {
  const channels =
    over.channels ?? 'ops: slack:#ops\n  sales: slack:#sales\n  game: discord:1122334455667788990'
  return [
    'version: 1',
    ...(over.top === undefined ? [] : [over.top]),
    'channels:',
    `  ${channels}`,
    ...(over.mentions === undefined ? [] : ['mentions:', `  ${over.mentions}`]),
    rules === '' ? 'rules: []' : `rules:\n${rules}`,
    `unmatched: ${over.unmatched ?? 'drop'}`,
    '',
  ].join('\n')
}

/** The rules of a text that is right; a test fails on the first mistake. */
export function rulesOf(text: string): Rules {
  const { rules, problems } = loadRules(text, 'rules.yaml')
  if (rules === null) throw new Error(problems.map(({ line, message }) => `${line}: ${message}`).join('\n'))
  return rules
}

/** What is wrong with a text. */
export function problemsOf(text: string, templates?: readonly string[]): readonly Problem[] {
  return loadRules(text, 'rules.yaml', templates === undefined ? {} : { templates: new Set(templates) })
    .problems
}

/** Whether one rule with this `when:` (in flow form) matches. */
export function whenOf(when: string): Rules {
  return rulesOf(aRulesFile(`  - name: A\n    when: ${when}\n    send: ops`))
}
