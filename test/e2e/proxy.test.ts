import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { callbackBody } from '../support/load.ts'
import { ALL_TO_OPS, aSetting, postCallback } from './setting.ts'

const PASSWORD = 'correct-horse-battery'

/** A proxy that passes everything on to one server, and tunnels nothing. */
async function aProxy(to: string) {
  const asked: string[] = []
  const proxy = createServer((incoming, response) => {
    const { method, url = '', headers } = incoming
    asked.push(`${method} ${url} ${headers['proxy-authorization'] ?? 'without credentials'}`)
    const { pathname } = new URL(url)
    const passed = request(new URL(pathname, to), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    incoming.pipe(passed)
  })
  proxy.on('connect', ({ url }, socket) => {
    asked.push(`CONNECT ${url}`)
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void proxy.close())
  const { port } = proxy.address() as AddressInfo
  return { asked, address: `127.0.0.1:${port}` }
}

test('messages go through the proxy that is set, with its credentials, which stand in no log', async () => {
  const setting = await aSetting(ALL_TO_OPS)
  const proxy = await aProxy(setting.slack.apiUrl)
  const herald = await setting.serve([], {
    SLACK_API_URL: 'http://slack.example/api/',
    http_proxy: `http://herald:${PASSWORD}@${proxy.address}`,
  })
  await postCallback(herald.url, callbackBody(1))
  await setting.slack.waitFor(1)
  const credentials = Buffer.from(`herald:${PASSWORD}`).toString('base64')
  expect(proxy.asked[0]).toBe(`POST http://slack.example/api/chat.postMessage Basic ${credentials}`)
  expect(herald.log()).not.toContain(PASSWORD)
})

test('an address with TLS is reached by a tunnel, and one on this machine without the proxy', async () => {
  const setting = await aSetting(ALL_TO_OPS)
  const proxy = await aProxy(setting.slack.apiUrl)
  const herald = await setting.serve([], {
    SLACK_API_URL: 'https://slack.example/api/',
    HTTPS_PROXY: proxy.address,
  })
  await postCallback(herald.url, callbackBody(1))
  await expect.poll(() => proxy.asked, { timeout: 10_000 }).toContain('CONNECT slack.example:443')
  await herald.kill('SIGTERM')
  const direct = await setting.serve([], { HTTP_PROXY: proxy.address })
  await postCallback(direct.url, callbackBody(2))
  await setting.slack.waitFor(1)
  expect(proxy.asked.filter((line) => !line.startsWith('CONNECT'))).toEqual([])
})

test('what NO_PROXY names is reached directly, a network by its numbers too', async () => {
  const setting = await aSetting(ALL_TO_OPS)
  const proxy = await aProxy(setting.slack.apiUrl)
  const herald = await setting.serve([], {
    SLACK_API_URL: setting.slack.apiUrl.replace('127.0.0.1', '127.0.0.2'),
    HTTP_PROXY: proxy.address,
    NO_PROXY: 'example.com',
  })
  await postCallback(herald.url, callbackBody(3))
  await expect.poll(() => herald.log(), { timeout: 10_000 }).toContain('unreachable')
  expect(proxy.asked).toEqual([])
})
