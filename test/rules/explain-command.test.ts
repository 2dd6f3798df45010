import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainCommand } from '../../src/rules/explain-command.ts'

const AT = Date.UTC(2026, 0, 7, 12)

test('the command names every field, the time, and the rules file where it is not the usual one', () => {
  const part = { project: 'sales', tag: { owner: 'amy' }, duration: 5, job_id: 2n ** 60n }
  expect(explainCommand(part, AT, 'rules.yaml')).toBe(
    `herald explain project=sales 'tag={"owner":"amy"}' duration=5 job_id=1152921504606846976 --at 2026-01-07T12:00:00Z`,
  )
  expect(explainCommand({}, AT, 'my rules.yaml')).toMatch(/ --rules 'my rules\.yaml'$/)
})

test('a shell gives back each value as it was', () => {
  const value = fc.string({ maxLength: 40 }).filter((text) => !/\p{Cc}/u.test(text) && text.isWellFormed())
  fc.assert(
    fc.property(value, (text) => {
      const command = explainCommand({ tag: text }, AT, 'rules.yaml') ?? ''
      const words = command.replace('herald explain ', "printf '%s\\n' ")
      expect(execFileSync('sh', ['-c', words], { encoding: 'utf8' })).toBe(
        `tag=${text}\n--at\n2026-01-07T12:00:00Z\n`,
      )
    }),
    { numRuns: 30 },
  )
})

test.each([{ stacktrace: 'x'.repeat(400) }, { msg: 'two\nlines' }])(
  '%j is not for a command line',
  (part) => {
    expect(explainCommand(part, AT, 'rules.yaml')).toBeNull()
  },
)
