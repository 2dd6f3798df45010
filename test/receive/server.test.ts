import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/receive/server.ts'
import { aReceiver, aWire, callbackBytes } from './a-server.ts'
import { REQUIRED } from './arrival.ts'

const OK = JSON.stringify(REQUIRED)
const status = (answer: string): number => Number(answer.slice(9, 12))

describe('what is not a proper request', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    [
      'two lengths',
      'POST /kylin/callback HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
    ],
    [
      'a flood of headers',
      `GET / HTTP/1.1\r\nHost: x\r\n${'X-Header: yyyyyyyyyyyyyyyy\r\n'.repeat(1_000)}\r\n`,
      431,
    ],
  ])('%s is answered, and the server goes on', async (_, bytes, expected) => {
    const receiver = await aReceiver()
    const wire = await aWire(receiver.server)
    wire.write(bytes)
    expect(status(await wire.answer())).toBe(expected)
    await wire.ended
    const other = await aWire(receiver.server)
    other.write(callbackBytes(OK))
    expect(status(await other.answer())).toBe(200)
  })

  test('a head that never ends is given up', async () => {
    const receiver = await aReceiver({}, { headersMs: 50, requestMs: 100 })
    const wire = await aWire(receiver.server)
    wire.write('POST /kylin/callback HTTP/1.1\r\nHost: x\r\n')
    expect(status(await wire.answer())).toBe(408)
    await wire.ended
  })

  test('a body that comes for longer than a request may take is given up, whatever still comes', async () => {
    const receiver = await aReceiver({}, { headersMs: 50, requestMs: 100 })
    const wire = await aWire(receiver.server, true)
    wire.write(callbackBytes(OK, { length: 5_000_000 }))
    expect(status(await wire.answer())).toBe(408)
    const going = setInterval(() => wire.write('x'), 50)
    await wire.ended
    clearInterval(going)
  })

  test('a body that is shorter than it says is given up', async () => {
    const receiver = await aReceiver({}, { headersMs: 50, requestMs: 100 })
    const wire = await aWire(receiver.server)
    wire.write(callbackBytes(OK, { length: 5_000 }))
    await wire.ended
    expect(receiver.accepted).toEqual([])
  })
})

test('a client that resets right after the answer, as Kylin may, harms nothing', async () => {
  const receiver = await aReceiver()
  for (let round = 0; round < 20; round += 1) {
    const wire = await aWire(receiver.server)
    wire.write(callbackBytes(OK))
    await wire.answer()
    wire.reset()
  }
  expect(receiver.accepted).toHaveLength(20)
  expect(receiver.logged).toEqual([])
})

test('an idle connection outlives the 5 s Kylin waits between tries', async () => {
  const receiver = await aReceiver()
  const wire = await aWire(receiver.server)
  wire.write(callbackBytes(OK))
  expect(await wire.answer()).toMatch(/keep-alive: timeout=65/i)
})

describe('closing', () => {
  test('lets a request under way finish, and frees the port', async () => {
    const gate = Promise.withResolvers<'stored'>()
    const started = Promise.withResolvers<void>()
    const receiver = await aReceiver({
      accept: () => {
        started.resolve()
        return gate.promise
      },
    })
    const wire = await aWire(receiver.server)
    wire.write(callbackBytes(OK))
    await started.promise
    const closed = receiver.server.close(600_000)
    gate.resolve('stored')
    expect(status(await wire.answer())).toBe(200)
    await closed
    const { port } = receiver.server
    const next = await startServer(() => {}, { host: '127.0.0.1', port }, { error: () => {} })
    expect(next.port).toBe(port)
    await next.close(0)
  })

  test('ends what does not finish in time', async () => {
    const receiver = await aReceiver({ accept: () => new Promise(() => {}) })
    const wire = await aWire(receiver.server)
    wire.write(callbackBytes(OK))
    await receiver.server.close(30)
    expect(await wire.answer()).toBe('')
  })
})

test('a port in use is an error the caller sees', async () => {
  const receiver = await aReceiver()
  const { host, port } = receiver.server
  await expect(startServer(() => {}, { host, port }, { error: () => {} })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
})

test('it listens on an inherited socket', async () => {
  const parent = createServer().listen(0, '127.0.0.1')
  await once(parent, 'listening')
  const { port } = parent.address() as AddressInfo
  const { fd } = (parent as unknown as { _handle: { fd: number } })._handle
  const child = spawn(process.execPath, [fileURLToPath(new URL('listening-child.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit', fd],
  })
  onTestFinished(() => void child.kill())
  parent.close()
  const [told] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  expect(Number(told.toString())).toBe(port)
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  expect(await answer.text()).toBe('from the child')
  child.stdin?.end()
  expect(await once(child, 'exit')).toEqual([0, null])
})
