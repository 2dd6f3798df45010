import type { Card } from '../render/card.ts'
import type { Templates } from '../render/template.ts'
import { routeCard } from '../deliver/route-card.ts'
import { runTests, type TestRun } from '../rules/tests/run-tests.ts'
import type { MessageOf } from '../rules/tests/test-verdict.ts'
import type { NamedRule, Rules } from '../rules/rules.ts'
import type { Configuration } from './configuration.ts'

/** Runs the tests of all files that are in use; none where the rules have errors. */
export function testConfiguration({
  rules,
  templates,
  tests,
  files,
}: Pick<Configuration, 'rules' | 'templates' | 'tests' | 'files'>): TestRun {
  if (rules === null) return { passed: 0, failed: 0, problems: [], reached: new Set() }
  const inUse = new Set(files.flatMap(({ file, state }) => (state === 'ok' ? [file] : [])))
  const messageOf = messagesBy(rules, templates)
  const [root] = files
  return runTests(
    rules,
    tests.filter(({ file }) => inUse.has(file)),
    root === undefined ? { messageOf } : { messageOf, rulesFile: root.file },
  )
}

/** `3 tests passed`; null where there are none. */
export function testTally(found: Pick<Configuration, 'tests'>, { passed, failed }: TestRun): string | null {
  const run = passed + failed
  if (run === 0) return found.tests.length === 0 ? null : 'tests not run'
  const tests = run === 1 ? 'test' : 'tests'
  return failed === 0 ? `${passed} ${tests} passed` : `${failed} of ${run} ${tests} failed`
}

/** The rules that matched in no test. */
export function untestedRules(rules: Rules | null, { reached }: TestRun): readonly NamedRule[] {
  return (rules?.rules ?? []).filter(({ name }) => !reached.has(name))
}

/** Not a real delivery: the form of its id, and no more. */
const SAMPLE_DELIVERY = 'xxxxx-0'

function messagesBy(rules: Rules, templates: Templates): MessageOf {
  return (event, route) => {
    const telling = { event, route, delivery: SAMPLE_DELIVERY, toldBefore: false, now: event.receivedAt }
    const { card } = routeCard(telling, { rules, templates })
    return textOf(card)
  }
}

/** All that a person can read of a card. */
function textOf({ summary, title, body, fields, suggestion, code, buttons, footer, native }: Card): string {
  const rows = fields.map(({ name, value }) => `${name}: ${value}`)
  const labels = buttons.map(({ text }) => text)
  return [summary, title, body, ...rows, suggestion, code, ...labels, footer, ...leaves(native)].join('\n')
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : []
}
