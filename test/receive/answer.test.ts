import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { pathOf } from '../../src/receive/answer.ts'
import { front } from '../../src/wiring/front.ts'
import { asked } from '../support/asked.ts'

function pathIn(url: string): string {
  return pathOf(Object.assign(new IncomingMessage(new Socket()), { url }))
}

test.each([
  ['/kylin/callback', '/kylin/callback'],
  ['/kylin/callback/prod_eu.1-a?retry=1', '/kylin/callback/prod_eu.1-a'],
  ['/kylin/callback/%E4%B8%AD%20x', '/kylin/callback/中 x'],
  ['/kylin/callback/100%', '/kylin/callback/100%'],
  ['/kylin/callback/..%2fx', '/kylin/callback/..%2fx'],
  ['/kylin/callback/../../metrics', ''],
  ['/kylin/callback/%2e%2E/%2e./api/events', ''],
  ['/kylin/callback/..\\..\\metrics', ''],
  ['http://x/kylin/callback/../inbox', ''],
  ['/kylin/callback/..', ''],
  ['/kylin/callback/.', ''],
  ['/kylin/callback/a..b?x=/../', '/kylin/callback/a..b'],
  ['http://herald.example.com:8484/kylin/callback?a=b', '/kylin/callback'],
  ['//herald.example.com/kylin/callback', '//herald.example.com/kylin/callback'],
  ['*', ''],
  ['', ''],
])('the path in %s is %s', (url, path) => {
  expect(pathIn(url)).toBe(path)
})

const logged: string[] = []
const LOG = {
  warn: (message: string) => void logged.push(message),
  error: (message: string) => void logged.push(message),
}

test('what an answer throws is a 500 and a line of the log; what is not there is a 404', async () => {
  const listener = front({
    callback: null,
    reads: { '/readyz': () => Promise.reject(new Error('no')) },
    pages: null,
    log: LOG,
  })
  const ask = await asked(listener)
  const answer = await ask('/readyz')
  expect([answer.status, await answer.text()]).toEqual([500, 'Herald could not answer; see its log.\n'])
  expect((await ask('/inbox')).status).toBe(404)
  expect((await ask('/readyz', { method: 'PUT', body: 'x' })).status).toBe(404)
  expect((await ask('/kylin/callback', { method: 'POST', body: '{}' })).status).toBe(404)
  expect((await ask('/toString')).status).toBe(404)
  expect(logged).toEqual(['request failed', 'post to an unknown path'])
})
