import { expect, test } from 'vitest'
import { type HealthSource, healthAnswers } from '../../src/console/health.ts'
import { readinessReader } from '../../src/console/readiness.ts'
import { asked as askedOf } from '../support/asked.ts'

type Ask = Awaited<ReturnType<typeof askedOf>>

/** Asks for what stands at a path. */
async function health(source: HealthSource): Promise<Ask> {
  const answers = healthAnswers(source)
  return askedOf((incoming, outgoing, path) => answers[path]?.(incoming, outgoing, path))
}

const ABOUT = { replica: 'herald-1', rules: () => 'abcdef123456' }

test('a store that hangs is told of in time, and asked once however many ask', async () => {
  const hung = Promise.withResolvers<null>()
  let asked = 0
  const notReady = readinessReader({
    notReady() {
      asked += 1
      return hung.promise
    },
    answerMs: 20,
  })
  const ask = await health({ ...ABOUT, notReady })
  for (const answer of await Promise.all([ask('/readyz'), ask('/readyz')])) {
    expect([answer.status, await answer.text()]).toEqual([503, 'not ready: the store does not answer\n'])
  }
  expect(asked).toBe(1)
  expect((await ask('/healthz')).status).toBe(200)
  hung.resolve(null)
  await hung.promise
  expect(await (await ask('/readyz')).text()).toBe('ready\n')
})

test('a program is told by JSON, with the replica and its rules', async () => {
  const ready = await health({ ...ABOUT, notReady: () => Promise.resolve(null) })
  const answer = await ready('/readyz', { headers: { Accept: 'application/json' } })
  expect(await answer.json()).toEqual({
    ready: true,
    reason: null,
    replica: 'herald-1',
    rules: 'abcdef123456',
  })
  const stopping = await health({ ...ABOUT, notReady: () => Promise.resolve('it is stopping') })
  const other = await stopping('/readyz?format=json')
  expect([other.status, await other.json()]).toEqual([
    503,
    expect.objectContaining({ ready: false, reason: 'it is stopping' }),
  ])
})
