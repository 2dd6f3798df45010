import { expect, test } from 'vitest'
import { broken } from './row.ts'
import { run } from './stories.ts'

test(
  'five hundred failures at once are twenty messages and one digest that counts the rest, over a crash too',
  { timeout: 240_000 },
  async () => {
    expect(broken(await run({ long: false }))).toEqual([])
  },
)
