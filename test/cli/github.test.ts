import { expect, test } from 'vitest'
import { workflowCommands } from '../../src/cli/github.ts'

test('each problem is one line that GitHub reads as an annotation', () => {
  const text = workflowCommands([
    {
      severity: 'error',
      code: 'unknown-key',
      message: 'unknown key "sned"',
      file: 'rules.yaml',
      line: 11,
      column: 5,
      length: 4,
      help: 'did you mean "send"?',
    },
    { severity: 'warning', code: 'bad-setting', message: 'PORT is odd' },
  ])
  expect(text).toBe(
    '::error file=rules.yaml,line=11,col=5,endColumn=9,title=unknown-key::unknown key "sned"%0Adid you mean "send"?\n' +
      '::warning title=bad-setting::PORT is odd\n',
  )
})

test('what would end a line or a property is escaped', () => {
  const problem = { severity: 'error', code: 'a', message: '100%: a,b\r\nc', file: 'a:b,50%.yaml' } as const
  expect(workflowCommands([problem])).toBe('::error file=a%3Ab%2C50%25.yaml,title=a::100%25: a,b%0D%0Ac\n')
})
