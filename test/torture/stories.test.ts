import { expect, test } from 'vitest'
import { broken } from './row.ts'
import { DISCORD, SLACK } from './stories/platforms.ts'
import { storm } from './stories/storm.ts'

test(
  'five hundred failures at once are twenty messages and one digest that counts the rest, over a crash too',
  { timeout: 240_000 },
  async () => {
    const rows = [await storm(SLACK, { long: false, killed: true }), await storm(DISCORD, { long: false })]
    expect(broken(rows)).toEqual([])
  },
)
