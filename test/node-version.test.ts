import { expect, test } from 'vitest'
import { nodeProblem } from '../src/node-version.ts'

test('a Node that is too old is said in one line, with what to do', () => {
  expect(nodeProblem('20.20.2', '>=24.15')).toBe(
    'herald needs Node.js 24.15 or later, this is 20.20.2; beside it in one folder: npm install node@24',
  )
  expect(nodeProblem('24.14.9', '>=24.15')).toContain('this is 24.14.9')
})

test.each(['24.15.0', '24.21.0', '25.0.0'])('Node %s is new enough', (version) => {
  expect(nodeProblem(version, '>=24.15')).toBeNull()
})
