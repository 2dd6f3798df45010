import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { sameSite } from '../../src/console/same-site.ts'

const app = new Hono().use(sameSite()).all('/x', (c) => c.text('done'))

async function asked(method: string, headers: Record<string, string>): Promise<number> {
  return (
    await app.request('http://herald.example:8484/x', {
      method,
      headers: { Host: 'herald.example:8484', ...headers },
    })
  ).status
}

test.each<[string, Record<string, string>]>([
  ['what is no browser', {}],
  ["Herald's own page", { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://behind-a-proxy.example' }],
  ['an address that a person typed', { 'Sec-Fetch-Site': 'none' }],
  ['an older browser on our own page', { Origin: 'http://herald.example:8484' }],
])('%s may change something', async (_, headers) => {
  expect(await asked('POST', headers)).toBe(200)
})

test.each<[string, Record<string, string>]>([
  ['another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }],
  ['another host of the same site', { 'Sec-Fetch-Site': 'same-site' }],
  ['another site in an older browser', { Origin: 'https://evil.example' }],
  ['another port', { Origin: 'http://herald.example:9999' }],
  ['a page that hides where it comes from', { Origin: 'null' }],
])('%s may not, but may look', async (_, headers) => {
  for (const method of ['POST', 'DELETE', 'PUT']) expect(await asked(method, headers)).toBe(403)
  expect(await asked('GET', headers)).toBe(200)
})
