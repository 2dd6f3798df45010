import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { aCallback, aSetting, postCallback } from './setting.ts'

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

test('a callback that its cluster forwards to this same bridge is told once, and the loop is in the log', async () => {
  const port = await freePort()
  const setting = await aSetting(`version: 1
channels: { ops: { to: "slack:#ops", pace: none } }
clusters: { prod: { forward: "http://127.0.0.1:${port}/kylin/callback/prod" } }
rules: [{ name: all, send: ops }]
unmatched: drop
`)
  const { url, log } = await setting.serve(['--port', String(port)])
  expect((await postCallback(url, aCallback(), '/kylin/callback/prod')).status).toBe(200)
  const deliveries = async (state: string): Promise<unknown[]> => {
    const answer = await fetch(`${url}/api/deliveries?state=${state}`)
    return ((await answer.json()) as { deliveries: [] }).deliveries
  }
  await until(async () => (await deliveries('sent')).length === 2)
  expect(await deliveries('waiting')).toEqual([])
  const { events } = (await (await fetch(`${url}/api/events`)).json()) as { events: [] }
  expect(events).toHaveLength(1)
  expect(setting.slack.posts).toHaveLength(1)
  expect(log()).toContain('a forwarded callback came back')

  // Who only says so, of another job, is heard.
  const [sent] = (await deliveries('sent')) as { id: string }[]
  const answer = await fetch(`${url}/kylin/callback/other`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Herald-Forwarded': sent?.id ?? '' },
    body: aCallback(),
  })
  expect(answer.status).toBe(200)
  await setting.slack.waitFor(2)
})
