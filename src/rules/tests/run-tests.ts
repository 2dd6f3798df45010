import { starSecrets } from '../../problem.ts'
import type { Problem } from '../../problem.ts'
import type { JsonObject } from '../../receive/event.ts'
import { explainCommand } from '../explain-command.ts'
import { quoted } from '../finding.ts'
import type { LoadedTest } from './loaded-tests.ts'
import { readTest } from './ready-test.ts'
import type { ReadyTest, TestFinding } from './ready-test.ts'
import type { Rules } from '../rules.ts'
import { testNames } from './test-names.ts'
import type { TestNames } from './test-names.ts'
import { verdictOf } from './test-verdict.ts'
import type { MessageOf } from './test-verdict.ts'

/** What came of the tests. */
export interface TestRun {
  readonly passed: number
  readonly failed: number
  /** In the order of the tests, each at its place. */
  readonly problems: readonly Problem[]
  /** Names of the rules that matched in at least one test. */
  readonly reached: ReadonlySet<string>
}

export interface TestOptions {
  /** Without it, `contains` is not looked at. */
  readonly messageOf?: MessageOf
  /** The root file, as the command that explains a failure names it. */
  readonly rulesFile?: string
}

/** Runs tests by the same decision that routes callbacks. */
export function runTests(rules: Rules, tests: readonly LoadedTest[], options: TestOptions = {}): TestRun {
  const problems: Problem[] = []
  const reached = new Set<string>()
  const names = new Map<string | null, TestNames>()
  let failed = 0
  for (const test of tests) {
    const known = names.get(test.team) ?? testNames(rules, test.team)
    names.set(test.team, known)
    const ready = readTest(test.text, known)
    const findings = Array.isArray(ready) ? ready : runOne(rules, ready, reached, options)
    if (findings.length > 0) failed += 1
    problems.push(...findings.map((finding) => placed(finding, test)))
  }
  return { passed: tests.length - failed, failed, problems, reached }
}

function runOne(
  rules: Rules,
  test: ReadyTest,
  reached: Set<string>,
  { messageOf, rulesFile = 'rules.yaml' }: TestOptions,
): TestFinding[] {
  const decision = rules.match(test.event)
  for (const { rule } of decision.trace.entries) reached.add(rule)
  if (verdictOf(test, decision, rules, messageOf).length === 0) return []
  // Only a failure asks every rule for its reason: of 10,000 that takes 9 ms, and the decision alone 2 µs.
  const command = explainCommand(test.text.event as JsonObject, test.event.receivedAt, rulesFile)
  const findings = verdictOf(test, rules.match(test.event, true), rules, messageOf)
  return command === null ? findings : findings.map((finding) => withCommand(finding, command))
}

/** What a message says is not explained by the rules. */
function withCommand(finding: TestFinding, command: string): TestFinding {
  if (finding.key === 'contains') return finding
  const ask = `ask: ${command}`
  return { ...finding, help: finding.help === undefined ? ask : `${finding.help}; ${ask}` }
}

function placed({ key, code, message, help }: TestFinding, { file, text, at }: LoadedTest): Problem {
  const said = starSecrets(`${quoted(text.name)}: ${message}`)
  const problem = { severity: 'error', code, message: said, file, ...at(key) } as const
  return help === undefined ? problem : { ...problem, help: starSecrets(help) }
}
