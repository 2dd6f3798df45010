import { expect, test } from 'vitest'
import { healthRoutes } from '../../src/console/health.ts'

const ABOUT = { replica: 'herald-1', rules: () => 'abcdef123456', answerMs: 20 }

test('a store that hangs is told of in time, and asked once however many ask', async () => {
  const hung = Promise.withResolvers<null>()
  let asked = 0
  const routes = healthRoutes({
    ...ABOUT,
    notReady() {
      asked += 1
      return hung.promise
    },
  })
  for (const answer of await Promise.all([routes.request('/readyz'), routes.request('/readyz')])) {
    expect([answer.status, await answer.text()]).toEqual([503, 'not ready: the store does not answer\n'])
  }
  expect(asked).toBe(1)
  expect((await routes.request('/healthz')).status).toBe(200)
  hung.resolve(null)
  await hung.promise
  expect(await (await routes.request('/readyz')).text()).toBe('ready\n')
})

test('a program is told by JSON, with the replica and its rules', async () => {
  const ready = healthRoutes({ ...ABOUT, notReady: () => Promise.resolve(null) })
  const answer = await ready.request('/readyz', { headers: { Accept: 'application/json' } })
  expect(await answer.json()).toEqual({
    ready: true,
    reason: null,
    replica: 'herald-1',
    rules: 'abcdef123456',
  })
  const stopping = healthRoutes({ ...ABOUT, notReady: () => Promise.resolve('it is stopping') })
  const other = await stopping.request('/readyz?format=json')
  expect([other.status, await other.json()]).toEqual([
    503,
    expect.objectContaining({ ready: false, reason: 'it is stopping' }),
  ])
})
