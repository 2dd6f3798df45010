import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { basicAuth } from '../../src/receive/auth.ts'
import { clusterOf } from '../../src/receive/routes.ts'
import { aReceiver, aWire, callbackBytes, type Receiver } from './a-server.ts'
import { REQUIRED } from './arrival.ts'

const BODY = readFileSync(join(import.meta.dirname, '../fixtures/callbacks/02-inc_build-error-spark.json'))
const OK = JSON.stringify(REQUIRED)
const basic = (text: string): string => `Authorization: Basic ${Buffer.from(text).toString('base64')}\r\n`

async function post(receiver: Receiver, bytes: Buffer): Promise<string> {
  const wire = await aWire(receiver.server)
  wire.write(bytes)
  return wire.answer()
}
const status = (answer: string): number => Number(answer.slice(9, 12))

describe('a callback', () => {
  test('is answered with exactly 200 and an empty body once it was accepted, with the hash of its bytes', async () => {
    const receiver = await aReceiver()
    const answer = await post(receiver, callbackBytes(BODY, { path: '/kylin/callback/prod_eu' }))
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(answer).toMatch(/content-length: 0/i)
    expect(answer).not.toMatch(/transfer-encoding/i)
    const [accepted] = receiver.accepted
    expect(accepted).toMatchObject({ event: { cluster: 'prod_eu', project: 'ssb' } })
    expect(accepted?.hash).toBe(createHash('sha256').update(BODY).digest('hex'))
  })

  test('is not answered before accept resolves', async () => {
    const gate = Promise.withResolvers<'stored'>()
    let answered = false
    const receiver = await aReceiver({
      accept: () => {
        expect(answered).toBe(false)
        return gate.promise
      },
    })
    const wire = await aWire(receiver.server)
    wire.write(callbackBytes(OK))
    const answer = wire.answer().then((text) => {
      answered = true
      return text
    })
    const other = await post(receiver, callbackBytes(OK, { path: '/elsewhere' }))
    expect(status(other)).toBe(404)
    expect(answered).toBe(false)
    gate.resolve('stored')
    expect(status(await answer)).toBe(200)
  })

  test('that comes byte by byte, in chunks or after another on one connection is accepted', async () => {
    const receiver = await aReceiver()
    const wire = await aWire(receiver.server)
    for (const byte of callbackBytes(OK)) {
      wire.write(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(status(await wire.answer())).toBe(200)
    const chunk = `${OK.length.toString(16)}\r\n${OK}\r\n0\r\n\r\n`
    wire.write(`POST /kylin/callback/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`)
    expect(status(await wire.answer())).toBe(200)
    wire.write(callbackBytes(BODY))
    expect(status(await wire.answer())).toBe(200)
    expect(receiver.accepted.map(({ event }) => event.cluster)).toEqual(['default', 'default', 'default'])
  })

  test('of many MB is accepted whole', async () => {
    const receiver = await aReceiver()
    const body = JSON.stringify({
      ...REQUIRED,
      stacktrace: 'Caused by: a.FooException: too big\n'.repeat(300_000),
    })
    expect(status(await post(receiver, callbackBytes(body)))).toBe(200)
    expect(receiver.accepted[0]).toMatchObject({
      event: { cause: 'FooException: too big', cut: false },
      hash: createHash('sha256').update(body).digest('hex'),
    })
  })

  test('over the limit is cut, marked, and closed inside its stack trace', async () => {
    const receiver = await aReceiver({ limits: { whole: 400_000, kept: 2_000 } })
    const body = JSON.stringify({ ...REQUIRED, stacktrace: '\\密"'.repeat(200_000) })
    expect(status(await post(receiver, callbackBytes(body)))).toBe(200)
    expect(receiver.accepted[0]).toMatchObject({ event: { project: 'sales', cut: true } })
    expect(receiver.accepted[0]?.event.fields['stacktrace']).toMatch(/^(?:\\密")+\\?密?$/)
    expect(receiver.accepted[0]?.hash).toBe(createHash('sha256').update(body).digest('hex'))
  })
})

describe('credentials', () => {
  const check = basicAuth({ username: 'kylin', passwords: [() => 'pw'] })
  const authorized = () => check

  test('that are right let a callback in', async () => {
    const receiver = await aReceiver({ authorized })
    expect(status(await post(receiver, callbackBytes(OK, { headers: basic('kylin:pw') })))).toBe(200)
  })

  test('that are wrong or absent are answered with a challenge, also behind a big body, and the connection goes on', async () => {
    const receiver = await aReceiver({ authorized })
    const wire = await aWire(receiver.server)
    wire.write(callbackBytes(Buffer.alloc(5_000_000, 'x')))
    const answer = await wire.answer()
    expect(status(answer)).toBe(401)
    expect(answer).toMatch(/www-authenticate: Basic realm="herald", charset="UTF-8"\r\n/i)
    wire.write(callbackBytes(OK, { headers: basic('kylin:wrong') }))
    expect(status(await wire.answer())).toBe(401)
    wire.write(callbackBytes(OK, { headers: basic('kylin:pw') }))
    expect(status(await wire.answer())).toBe(200)
    expect(receiver.accepted).toHaveLength(1)
    expect(JSON.stringify(receiver.logged)).not.toContain(Buffer.from('kylin:wrong').toString('base64'))
  })

  test('of a cluster count for it alone', async () => {
    const receiver = await aReceiver({ authorized: (cluster) => (cluster === 'prod' ? check : null) })
    expect(status(await post(receiver, callbackBytes(OK, { path: '/kylin/callback/prod' })))).toBe(401)
    expect(status(await post(receiver, callbackBytes(OK, { path: '/kylin/callback/prod/' })))).toBe(401)
    expect(status(await post(receiver, callbackBytes(OK, { path: '/kylin/callback/dev' })))).toBe(200)
  })

  test('of a cluster count in whatever case its name comes, and the event has its name as the rules do', async () => {
    const receiver = await aReceiver({
      spelled: (cluster) => cluster.toLowerCase(),
      authorized: (cluster) => (cluster === 'prod' ? check : null),
    })
    expect(status(await post(receiver, callbackBytes(OK, { path: '/kylin/callback/PROD' })))).toBe(401)
    expect(status(await post(receiver, callbackBytes(OK, { path: '/kylin/callback/Dev' })))).toBe(200)
    expect(receiver.accepted.map(({ event }) => event.cluster)).toEqual(['dev'])
  })
})

test('a 401 waits for the end of the body: Kylin writes it whole before it reads', async () => {
  const receiver = await aReceiver({ authorized: () => () => false })
  const wire = await aWire(receiver.server)
  const bytes = callbackBytes(OK)
  wire.write(bytes.subarray(0, -1))
  let answered = false
  const answer = wire.answer().then((text) => {
    answered = true
    return text
  })
  for (let round = 0; round < 5; round += 1) await post(receiver, callbackBytes(OK, { path: '/elsewhere' }))
  expect(answered).toBe(false)
  wire.write(bytes.subarray(-1))
  expect(status(await answer)).toBe(401)
})

test('a body without credentials that does not end is given up', async () => {
  const receiver = await aReceiver({ authorized: () => () => false, limits: { strangerMs: 20 } })
  const wire = await aWire(receiver.server)
  wire.write(callbackBytes(OK, { length: 9_999 }))
  expect(await wire.answer()).toBe('')
})

test('a flood of wrong credentials and of unusable bodies writes few lines', async () => {
  const receiver = await aReceiver({ authorized: (cluster) => (cluster === 'prod' ? () => false : null) })
  const [knocking, garbled] = [await aWire(receiver.server), await aWire(receiver.server)]
  for (let n = 0; n < 100; n += 1) {
    knocking.write(callbackBytes(OK, { path: '/kylin/callback/prod' }))
    garbled.write(callbackBytes('{'))
    expect([status(await knocking.answer()), status(await garbled.answer())]).toEqual([401, 200])
  }
  expect(receiver.quarantined).toHaveLength(100)
  expect(receiver.logged.filter(({ message }) => message.includes('credentials'))).toHaveLength(20)
  expect(receiver.logged.filter(({ message }) => message.includes('quarantined'))).toHaveLength(20)
})

describe('an unusable body', () => {
  test('is quarantined, masked, and answered with 200', async () => {
    const receiver = await aReceiver()
    expect(status(await post(receiver, callbackBytes('{"project":"p","password":"hunter2"}')))).toBe(200)
    expect(receiver.accepted).toEqual([])
    expect(receiver.quarantined).toMatchObject([
      { cluster: 'default', bytes: 36, body: '{"project":"p","password":"***"}' },
    ])
    expect(receiver.quarantined[0]?.problems).toHaveLength(3)
  })

  test('is answered with 503 where even that fails', async () => {
    const receiver = await aReceiver({ quarantine: () => Promise.reject(new Error('disk full')) })
    expect(status(await post(receiver, callbackBytes('')))).toBe(503)
  })
})

describe('503', () => {
  test.each([
    ['rejects', () => Promise.reject(new Error('disk full'))],
    [
      'throws',
      () => {
        throw new TypeError('a bug')
      },
    ],
  ])('is the answer when accept %s, and asks for another try', async (_, accept) => {
    const receiver = await aReceiver({ accept })
    const answer = await post(receiver, callbackBytes(OK))
    expect(status(answer)).toBe(503)
    expect(answer).toMatch(/retry-after: 5\r\n/i)
    expect(receiver.logged).toMatchObject([{ message: 'callback not stored' }])
  })

  test('is the answer when accept takes too long; what it does later harms nothing', async () => {
    const slow = Promise.withResolvers<'stored'>()
    const receiver = await aReceiver({ accept: () => slow.promise, limits: { answerMs: 20 } })
    expect(status(await post(receiver, callbackBytes(OK)))).toBe(503)
    slow.reject(new Error('too late'))
    expect(receiver.logged).toMatchObject([{ message: 'callback not stored in time' }])
    expect(status(await post(receiver, callbackBytes(OK, { path: '/elsewhere' })))).toBe(404)
  })

  test('is the answer when too much is in flight', async () => {
    const receiver = await aReceiver({ limits: { inFlight: 100_000 } })
    const wire = await aWire(receiver.server)
    wire.write(callbackBytes(OK.padEnd(200_000)))
    expect(status(await wire.answer())).toBe(503)
    wire.write(callbackBytes(OK.padEnd(90_000)))
    expect(status(await wire.answer())).toBe(200)
    wire.write(callbackBytes(OK.padEnd(90_000)))
    expect(status(await wire.answer())).toBe(200)
  })
})

test('a compressed body is answered 200 and kept in quarantine with what to do', async () => {
  const receiver = await aReceiver()
  const wire = await aWire(receiver.server)
  const body = gzipSync(OK)
  wire.write(
    `POST /kylin/callback HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  wire.write(body)
  expect(status(await wire.answer())).toBe(200)
  expect(receiver.accepted).toEqual([])
  expect(receiver.quarantined).toMatchObject([
    { problems: [expect.stringMatching(/compressed.*Switch off/)] },
  ])
})

test('a sender that goes away in the middle leaves nothing behind and harms nobody', async () => {
  const receiver = await aReceiver()
  const wire = await aWire(receiver.server)
  wire.write(callbackBytes(OK, { length: 1_000 }))
  await new Promise((resolve) => setImmediate(resolve))
  wire.reset()
  expect(status(await post(receiver, callbackBytes(OK)))).toBe(200)
  expect(receiver.accepted).toHaveLength(1)
  expect(receiver.logged).toEqual([])
})

test('any other method is answered with 405', async () => {
  const receiver = await aReceiver()
  const answer = await post(receiver, Buffer.from('GET /kylin/callback HTTP/1.1\r\nHost: x\r\n\r\n'))
  expect(status(answer)).toBe(405)
  expect(answer).toMatch(/allow: POST/i)
})

test.each([
  ['/kylin/callback', 'default'],
  ['/kylin/callback/', 'default'],
  ['/kylin/callback/prod-eu_1.a', 'prod-eu_1.a'],
  ['/kylin/callback/prod/eu/', 'prod-eu'],
  ['/kylin/callback/a%20b', 'a-20b'],
  [`/kylin/callback/${'x'.repeat(100)}`, 'x'.repeat(64)],
])('the cluster of %s is %s', (path, cluster) => {
  expect(clusterOf(path)).toBe(cluster)
})
