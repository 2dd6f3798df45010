import { expect, test } from 'vitest'
import { stepLimit } from '../../src/render/budget.ts'

test('a card that waits for a busy machine goes on; one that keeps the processor busy ends', () => {
  const limit = stepLimit() as unknown as { check: (now: number) => void }
  limit.check(1)
  expect(() => limit.check(10_000)).not.toThrow()
  const begun = process.threadCpuUsage()
  let work = 0
  while (process.threadCpuUsage(begun).user < 300_000) work += 1
  expect(work).toBeGreaterThan(0)
  expect(() => limit.check(20_000)).toThrow('took longer than 250 ms')
})
