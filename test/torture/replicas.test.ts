import { expect, test } from 'vitest'
import { run } from './replicas.ts'
import { broken } from './row.ts'

test(
  'replicas killed, stopped, cut off or restarted lose nothing, keep the order and send one at a time',
  { timeout: 120_000 },
  async () => {
    const rows = await run({ long: false })
    for (const { done, counts, verdict } of rows) console.log(`${verdict}: ${done}: ${counts}`)
    expect(broken(rows)).toEqual([])
  },
)
