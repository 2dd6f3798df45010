import { expect, test } from 'vitest'
import { broken } from './row.ts'
import { run } from './store.ts'

test(
  'a store in trouble confirms nothing that it does not keep, and comes back or says what to do',
  { timeout: 150_000 },
  async () => {
    expect(broken(await run({ long: false }))).toEqual([])
  },
)
