import { expect, test } from 'vitest'
import { findOnDiscord } from '../../src/platforms/discord/find.ts'
import type { Sought } from '../../src/platforms/platform.ts'

const AT = 1_715_414_600_000
const sought: Sought = {
  message: { platform: 'discord', payload: {} },
  place: '1122334455667788990',
  placeId: null,
  delivery: 'k7f3q-182',
  since: AT,
  until: AT + 86_400_000,
}

test('what stands behind more messages than are read on Discord is not taken for absent', async () => {
  let read = 0
  const full = (_channel: string, query: Readonly<Record<string, string>>) => {
    read += 1
    const after = BigInt(query['after'] ?? '0')
    return Promise.resolve(Array.from({ length: 100 }, (_, n) => ({ id: String(after + BigInt(n + 1)) })))
  }
  await expect(findOnDiscord(sought, full)).rejects.toMatchObject({ reason: 'forbidden', outcome: 'unknown' })
  expect(read).toBe(50)
})
