import { expect, test } from 'vitest'
import { backlogReader } from '../../src/console/backlog-reader.ts'

const backlog = (dead: number) => ({ lanes: [], dead })

/** A store that takes so long, and how often it was asked. */
function aReader(tookMs: number) {
  const seen = { asked: 0, now: 0 }
  const read = backlogReader({
    store: {
      backlog() {
        seen.asked += 1
        seen.now += tookMs
        return Promise.resolve(backlog(seen.asked))
      },
    },
    clock: { elapsed: () => seen.now },
  })
  return { seen, read }
}

test('many that ask at once share one read', async () => {
  const { seen, read } = aReader(0)
  expect(await Promise.all([read(), read(), read()])).toEqual([backlog(1), backlog(1), backlog(1)])
  expect(await read()).toEqual(backlog(2))
  expect(seen.asked).toBe(2)
})

test('an answer that took long is used again for twenty times as long', async () => {
  const { seen, read } = aReader(400)
  await read()
  seen.now += 7_999
  expect(await read()).toEqual(backlog(1))
  seen.now += 1
  expect(await read()).toEqual(backlog(2))
})

test('a store that hangs is not asked again before it answers', async () => {
  const hung = Promise.withResolvers<ReturnType<typeof backlog>>()
  let asked = 0
  const read = backlogReader({
    store: {
      backlog() {
        asked += 1
        return asked === 1 ? hung.promise : Promise.resolve(backlog(asked))
      },
    },
    clock: { elapsed: () => 0 },
    mostMs: 10,
  })
  expect([await read(), await read(), asked]).toEqual([null, null, 1])
  hung.reject(new Error('disk full'))
  expect(await read()).toBeNull()
  expect(await read()).toEqual(backlog(2))
})
