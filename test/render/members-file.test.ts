import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { membersFile } from '../../src/render/members-file.ts'
import { aMember, hostileMembers, someMembers } from '../support/some-members.ts'

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)

test('lists each message with its time, in columns', () => {
  const rows = [
    aMember({ job_id: 'job-1', cause: 'disk full' }),
    aMember({ project: '零售', job_id: 'job-22', job_state: 'PAUSED', cause: '' }),
  ]
  expect(membersFile(rows, 2, 'en', 'Asia/Shanghai')).toEqual({
    name: 'messages-2.txt',
    text: `Time (Asia/Shanghai)  Project   Job type   State   Job     Cause
2024-05-11 18:30:04   sales_eu  INC_BUILD  ERROR   job-1   disk full
2024-05-11 18:30:04   零售      INC_BUILD  PAUSED  job-22
`,
  })
})

test('says in Chinese what is what, and how many it does not list', () => {
  const { text } = membersFile(someMembers(2), 487, 'zh', 'UTC')
  expect(linesOf(text)).toHaveLength(4)
  expect(linesOf(text)[0]).toMatch(/^时间 \(UTC\) +项目 +任务类型 +状态 +任务 +原因$/)
  expect(linesOf(text)[3]).toBe('… 省略 485 行 …')
})

test('of more than fits keeps the first and the last', () => {
  const rows = someMembers(20_000, { cause: '汉'.repeat(100) })
  const { text } = membersFile(rows, rows.length, 'en', 'UTC')
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000_000)
  expect(Buffer.byteLength(text)).toBeGreaterThan(990_000)
  const lines = linesOf(text)
  expect(lines[1]).toContain('2024-05-11 10:30:04')
  expect(lines.at(-1)).toContain('2024-05-11 16:03:23')
  const gap = lines.findIndex((line) => line.startsWith('…'))
  const missing = Number(/^… (\d+) lines left out …$/.exec(lines[gap] ?? '')?.[1])
  expect(lines.length - 2 + missing).toBe(rows.length)
  expect(gap).toBeGreaterThan(lines.length / 2)
})

test('whatever the messages say, each is one line without controls', () => {
  fc.assert(
    fc.property(hostileMembers, fc.constantFrom('UTC', 'no/zone'), (rows, timezone) => {
      const { text } = membersFile(rows, rows.length, 'en', timezone)
      expect(linesOf(text)).toHaveLength(rows.length + 1)
      // oxlint-disable-next-line no-control-regex -- that none is there is what is tested
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e\u2066\u200b]/)
      expect(text.isWellFormed()).toBe(true)
    }),
    { numRuns: 40 },
  )
})
