import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { guard } from '../../src/console/guard.ts'
import { basicAuth } from '../../src/receive/auth.ts'

const statusOf = async (routes: Hono, headers: Record<string, string>): Promise<number> =>
  (await routes.request('/inbox', { headers })).status
const guarded = (check: Parameters<typeof guard>[0]): Hono =>
  new Hono().use('/inbox', guard(check)).get('/inbox', (c) => c.text('ok'))

test('without credentials only loopback names are answered: a page of another name is refused', async () => {
  const open = guarded(null)
  for (const Host of ['127.0.0.1:8484', 'localhost', 'LOCALHOST:1', '[::1]:8484'])
    expect(await statusOf(open, { Host })).toBe(200)
  for (const Host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:8484', ''])
    expect(await statusOf(open, { Host })).toBe(403)
})

test('with credentials any name will do, for those who have them', async () => {
  const closed = guarded(basicAuth({ username: 'ops', passwords: [() => 'secret'] }))
  const Host = 'herald.example.com'
  expect(await statusOf(closed, { Host })).toBe(401)
  expect(await statusOf(closed, { Host, Authorization: `Basic ${btoa('ops:secret')}` })).toBe(200)
})
