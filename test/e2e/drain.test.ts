import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aSetting, postCallback } from './setting.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/callbacks')
const RULES = `
version: 1
channels: { ops: { to: "slack:#ops", pace: none } }
rules:
  - { name: all, send: ops }
unmatched: drop
`

test('after SIGTERM it is not ready, takes callbacks while it drains, and ends with nothing undone', async () => {
  const setting = await aSetting(RULES)
  const herald = await setting.serve([], { DRAIN_SECONDS: '2' })
  expect((await fetch(`${herald.url}/readyz`)).status).toBe(200)
  const ended = herald.kill('SIGTERM')
  while (!herald.log().includes('"message":"stopping"'))
    await new Promise((resolve) => setTimeout(resolve, 10))
  const ready = await fetch(`${herald.url}/readyz`)
  expect([ready.status, await ready.text()]).toEqual([503, 'not ready: it is stopping\n'])
  const body = readFileSync(join(FIXTURES, '05-index_merge-paused.json'))
  expect(await postCallback(herald.url, body)).toEqual({ status: 200, body: '' })
  expect(await ended).toBe(0)
  expect(setting.slack.posts).toHaveLength(1)
  await expect(fetch(`${herald.url}/healthz`)).rejects.toThrow('fetch failed')
})
