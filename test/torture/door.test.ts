import { expect, test } from 'vitest'
import { doorAttacks } from './door/attacked.ts'
import { doorFlood } from './door/flooded.ts'
import { doorStart } from './door/opened.ts'
import { broken } from './row.ts'

test('on an address that others reach it starts with credentials only', async () => {
  expect(broken(await doorStart({ long: false }))).toEqual([])
})

test(
  'no attack on the door keeps an honest callback from being stored and told in time',
  { timeout: 90_000 },
  async () => {
    expect(broken(await doorAttacks({ long: false }))).toEqual([])
  },
)

test(
  'mutated callbacks are answered as promised, and each 200 is in the store',
  { timeout: 90_000 },
  async () => {
    expect(broken(await doorFlood({ long: false }))).toEqual([])
  },
)
