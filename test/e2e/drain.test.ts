import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ALL_TO_OPS, aSetting, postCallback } from './setting.ts'
import { until } from '../support/until.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/callbacks')

test('after SIGTERM it is not ready, takes callbacks while it drains, and ends with nothing undone', async () => {
  const setting = await aSetting(ALL_TO_OPS)
  const herald = await setting.serve([], { DRAIN_SECONDS: '2' })
  expect((await fetch(`${herald.url}/readyz`)).status).toBe(200)
  const ended = herald.kill('SIGTERM')
  await until(() => herald.log().includes('"message":"stopping"'))
  const ready = await fetch(`${herald.url}/readyz`)
  expect([ready.status, await ready.text()]).toEqual([503, 'not ready: it is stopping\n'])
  const body = readFileSync(join(FIXTURES, '05-index_merge-paused.json'))
  expect(await postCallback(herald.url, body)).toEqual({ status: 200, body: '' })
  expect(await ended).toBe(0)
  expect(setting.slack.posts).toHaveLength(1)
  await expect(fetch(`${herald.url}/healthz`)).rejects.toThrow('fetch failed')
})

test('a signal that comes twice at once, as npm passes it on, is one', async () => {
  const setting = await aSetting(ALL_TO_OPS)
  const herald = await setting.serve([], { DRAIN_SECONDS: '1' })
  const ended = herald.kill('SIGTERM')
  await until(() => herald.log().includes('"message":"stopping"'))
  void herald.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(herald.log()).toContain('"message":"stopped"')
})
