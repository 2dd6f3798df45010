import type { Problem } from '../../src/problem.ts'
import type { Reading } from '../../src/reload/reading.ts'
import { loadTemplates } from '../../src/render/template.ts'
import { loadRules } from '../../src/rules/load.ts'
import { runTests } from '../../src/rules/tests/run-tests.ts'

/** A configuration as it stands on disk; a test changes it as its users do. */
export interface SomeFiles {
  root: string
  /** By path; one that is missing cannot be read. */
  teams: Record<string, string>
  templates: Record<string, string>
}

/** A root file with one rule, and the teams `sales` and `game` whose contact is `ops`. */
export function someFiles(rule = 'Failed'): SomeFiles {
  return {
    root: `version: 1
channels: { ops: "slack:#ops" }
teams:
  sales: { when: { project: sales }, rules: teams/sales.yaml, contact: ops, allow: [ops] }
  game: { when: { project: game }, rules: teams/game.yaml, contact: ops, allow: [ops] }
rules:
  - { name: ${rule}, when: { job_state: ERROR }, send: ops }
unmatched: drop
`,
    teams: {
      'teams/sales.yaml': aTeamFile('sales', 'Slow'),
      'teams/game.yaml': aTeamFile('game', 'Any'),
    },
    templates: { error: 'summary: "{{ job_id }}"\n' },
  }
}

/** A team's file with one rule, and a test of it. */
export function aTeamFile(project: string, rule: string, expect = 'ops'): string {
  return `rules:
  - { name: ${rule}, when: { job_state: SUCCEED }, send: ops }
tests:
  - { name: a job of ours, event: { project: ${project}, job_state: SUCCEED }, expect: ${expect} }
`
}

/** Reads them as the bridge does. */
export function readingOf(files: SomeFiles, lastGood: ReadonlyMap<string, string>): Promise<Reading> {
  const written = Object.entries(files.templates).map(
    ([name, text]) => [name, { file: `templates/${name}.yaml`, text }] as const,
  )
  const { templates, problems: wrong } = loadTemplates(new Map(written))
  const {
    rules,
    problems,
    files: found,
    tests,
  } = loadRules(files.root, 'rules.yaml', {
    templates: new Set(Object.keys(files.templates)),
    read(path) {
      const text = files.teams[path]
      return text === undefined ? { error: 'ENOENT' } : { text }
    },
    lastGood,
  })
  const sources = new Map([
    ...written.map(([, { file, text }]) => [file, text] as const),
    ...found.map(({ file, text }) => [file, text] as const),
  ])
  return Promise.resolve({
    rules,
    templates,
    problems: [...wrong, ...problems],
    files: found,
    tests,
    sources,
  })
}

/** What `tests:` find. */
export function testOf({ rules, tests }: Reading): readonly Problem[] {
  return rules === null ? [] : runTests(rules, tests).problems
}
