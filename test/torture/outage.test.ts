import { expect, test } from 'vitest'
import { run } from './outage.ts'

test(
  'platforms that are away, hang, fail, limit or refuse lose nothing, and hold up nobody else',
  { timeout: 240_000 },
  async () => {
    const rows = await run({ long: false })
    for (const { done, counts, verdict } of rows) console.log(`${verdict}: ${done}: ${counts}`)
    expect(rows.filter(({ verdict }) => verdict === 'BROKEN')).toEqual([])
  },
)
