import { expect, test } from 'vitest'
import { run } from './crash.ts'

test(
  'killed, without power, stopped or restarted: nothing answered 200 is lost, reordered or told twice where one can tell',
  { timeout: 240_000 },
  async () => {
    const rows = await run({ long: false })
    for (const { done, counts, verdict } of rows) console.log(`${verdict}: ${done}: ${counts}`)
    expect(rows.filter(({ verdict }) => verdict === 'BROKEN')).toEqual([])
  },
)
