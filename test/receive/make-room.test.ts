import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { aReceiver, aWire, callbackBytes } from './a-server.ts'
import { REQUIRED } from './arrival.ts'

const OK = JSON.stringify(REQUIRED)
const status = (answer: string): number => Number(answer.slice(9, 12))

test('when there are too many connections, the one that was silent longest makes room', async () => {
  const receiver = await aReceiver({}, { connections: 3 })
  const silent = [await aWire(receiver.server), await aWire(receiver.server), await aWire(receiver.server)]
  silent[0]?.write(callbackBytes(OK))
  expect(status((await silent[0]?.answer()) ?? '')).toBe(200)
  const next = await aWire(receiver.server)
  next.write(callbackBytes(OK))
  expect(status(await next.answer())).toBe(200)
  await silent[1]?.ended
  for (const wire of [silent[0], silent[2]]) {
    wire?.write(callbackBytes(OK))
    expect(status((await wire?.answer()) ?? '')).toBe(200)
  }
})

test('a body that does not end makes room as silence does', async () => {
  const receiver = await aReceiver({}, { connections: 1 })
  const slow = await aWire(receiver.server)
  slow.write(callbackBytes(OK, { length: 9_999 }))
  const next = await aWire(receiver.server)
  next.write(callbackBytes(OK))
  expect(status(await next.answer())).toBe(200)
  await slow.ended
  expect(receiver.accepted).toHaveLength(1)
})

test('a callback that is being stored is never closed for another; it is the newcomer who has to go', async () => {
  const gate = Promise.withResolvers<'stored'>()
  const started = Promise.withResolvers<void>()
  const receiver = await aReceiver(
    {
      accept: () => {
        started.resolve()
        return gate.promise
      },
    },
    { connections: 1 },
  )
  const first = await aWire(receiver.server)
  first.write(callbackBytes(OK))
  await started.promise
  const next = await aWire(receiver.server)
  await next.ended
  await turn()
  gate.resolve('stored')
  expect(status(await first.answer())).toBe(200)
})

test('who only asks for pages makes room as well once he is answered', async () => {
  const receiver = await aReceiver({}, { connections: 2 })
  const idle = [await aWire(receiver.server), await aWire(receiver.server)]
  for (const wire of idle) {
    wire.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(status(await wire.answer())).toBe(404)
  }
  for (let n = 0; n < 3; n += 1) {
    const next = await aWire(receiver.server)
    next.write(callbackBytes(OK))
    expect(status(await next.answer())).toBe(200)
  }
  await Promise.all(idle.map((wire) => wire.ended))
})
