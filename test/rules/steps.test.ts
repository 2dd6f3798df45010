import { expect, test } from 'vitest'
import { loadRules, loadRulesInTurns } from '../../src/rules/load.ts'
import { aRulesFile } from './a-rules-file.ts'

const COUNT = 300
const TEXT = aRulesFile(
  Array.from(
    { length: COUNT },
    (_, index) => `  - { name: r${index}, when: { project: p${index} }, send: ops }`,
  ).join('\n'),
)

test('while rules are loaded everything else has its turn: at each rule twice, and between the parts of the text', async () => {
  let turns = 0
  let loading = true
  const count = (): void => {
    turns += 1
    if (loading) setImmediate(count)
  }
  setImmediate(count)
  await loadRulesInTurns(TEXT, 'rules.yaml').finally(() => (loading = false))
  expect(turns).toBeGreaterThan(2 * COUNT)
})

test('in turns comes out what comes out at once', async () => {
  const broken = TEXT.replace('send: ops', 'sned: ops')
  for (const text of [TEXT, broken, '', 'a: [']) {
    const { rules, problems, files } = await loadRulesInTurns(text, 'rules.yaml')
    const atOnce = loadRules(text, 'rules.yaml')
    expect(problems).toEqual(atOnce.problems)
    expect(files).toEqual(atOnce.files)
    expect(rules?.hash).toBe(atOnce.rules?.hash)
  }
})
