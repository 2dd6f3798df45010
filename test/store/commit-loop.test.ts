import { expect, test } from 'vitest'
import { commitLoop } from '../../src/store/core/commit-loop.ts'
import type { LoopOptions } from '../../src/store/core/commit-loop.ts'
import { StoreLost } from '../../src/store/core/engine.ts'
import type { Engine } from '../../src/store/core/engine.ts'
import { StoreUnavailable } from '../../src/store/store.ts'

/** An engine without a database: `commit` says what becomes of each transaction. */
function anEngine(commit: () => void): Engine {
  return {
    tokens: {
      key: '',
      inKey: '',
      now: '',
      rows: (json) => json,
      greatest: 'MAX',
      nextIds: () => '',
      skipLocked: '',
      forUpdate: () => '',
      notify: '',
      busyTable: '',
      keepWaits: [],
      tables: '',
      lockSchema: '',
    },
    clock: 'machine',
    async transaction(work) {
      const result = await work(() => Promise.reject(new Error('no database')))
      commit()
      return result
    },
    close: () => Promise.resolve(),
  }
}

function aLoop(commit: () => void, over: Partial<LoopOptions> = {}) {
  const batches: unknown[][] = []
  const lost: Error[] = []
  const loop = commitLoop({
    engine: anEngine(commit),
    handlers: new Map([
      [
        'saveRules',
        async (_query, batch) => {
          batches.push([...batch])
          if (batch.includes('bad')) throw new Error('bad row')
          return batch.map((each) => `kept ${String(each)}`)
        },
      ],
    ]),
    before() {},
    after() {},
    first: () => null,
    onLost: (error) => lost.push(error),
    ...over,
  })
  const submit = (argument: string) =>
    new Promise((resolve, reject) => {
      loop.submit({ name: 'saveRules', argument, done: resolve, fail: reject })
    })
  return { loop, submit, batches, lost }
}

test('what queues during a commit goes into the next, all of it at once', async () => {
  const { submit, batches } = aLoop(() => {})
  const first = submit('a').then(() => Promise.all([submit('d'), submit('e')]))
  await Promise.all([first, submit('b'), submit('c')])
  expect(batches).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ])
})

test('a bad row fails alone and the others keep their order', async () => {
  const { submit, batches } = aLoop(() => {})
  const results = await Promise.allSettled(['a', 'b', 'bad', 'c', 'd'].map(submit))
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
    'kept a',
    'kept b',
    'failed',
    'kept c',
    'kept d',
  ])
  expect(batches.filter((batch) => !batch.includes('bad')).flat()).toEqual(['a', 'b', 'c', 'd'])
})

test('what the database cannot do now is refused whole, and the next batch is tried anew', async () => {
  let full = true
  const { submit, batches, lost } = aLoop(() => {
    if (full) throw new StoreUnavailable('the disk is full')
  })
  const results = await Promise.allSettled(['a', 'b'].map(submit))
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected'])
  expect(batches).toHaveLength(1)
  full = false
  expect(await submit('c')).toBe('kept c')
  expect(lost).toEqual([])
})

test('after a failed sync nothing is tried any more, and it is reported once', async () => {
  const { submit, batches, lost } = aLoop(() => {
    throw new StoreLost('a sync to disk failed')
  })
  await expect(submit('a')).rejects.toThrow(StoreUnavailable)
  await expect(submit('b')).rejects.toThrow(StoreUnavailable)
  expect(batches).toEqual([['a']])
  expect(lost).toHaveLength(1)
})
