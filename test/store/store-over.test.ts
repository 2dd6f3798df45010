import { expect, test } from 'vitest'
import type { Call } from '../../src/store/core/operations.ts'
import { storeOver } from '../../src/store/core/store-over.ts'
import { StoreUnavailable } from '../../src/store/store.ts'
import { anAcceptance } from './an-acceptance.ts'

test('behind a disk that stalls callbacks pile up to a bound; once it goes on they are taken again', async () => {
  const stalled: ((answer: unknown) => void)[] = []
  const call = (() => new Promise<unknown>((resolve) => void stalled.push(resolve))) as Call
  const store = storeOver(call, () => Promise.resolve())
  const large = anAcceptance({ text: 'x'.repeat(33 * 2 ** 20) }, [])
  const taken = [1, 2, 3, 4].map(() => store.accept(large))
  expect(stalled).toHaveLength(4)
  await expect(store.accept(anAcceptance())).rejects.toThrow(StoreUnavailable)
  for (const go of stalled.splice(0)) go({ result: 'stored', kept: [] })
  expect(await Promise.all(taken)).toEqual(Array(4).fill('stored'))
  const next = store.accept(large)
  for (const go of stalled) go({ result: 'stored', kept: [] })
  expect(await next).toBe('stored')
})
