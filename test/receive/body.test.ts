import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { bodyReader } from '../../src/receive/body.ts'

const LIMITS = { whole: 1_000, kept: 100, inFlight: 2_000 }

/** A request of which only the body matters. */
function aRequest(): PassThrough & IncomingMessage {
  return new PassThrough() as unknown as PassThrough & IncomingMessage
}

/** Writes, and returns once the reader has seen it. */
async function send(request: PassThrough, bytes: number): Promise<void> {
  const seen = new Promise((resolve) => request.once('data', resolve))
  request.write(Buffer.alloc(bytes, 'x'))
  await seen
}

test('bodies in flight share one limit, and each gives its share back when it is done or gone', async () => {
  const read = bodyReader(LIMITS)
  const [first, second, third] = [aRequest(), aRequest(), aRequest()]
  const bodies = [read(first), read(second), read(third)]
  await send(first, 900)
  await send(second, 900)
  await send(third, 900)
  third.end()
  expect(await bodies[2]).toEqual({ kind: 'busy' })

  first.destroy()
  expect(await bodies[0]).toEqual({ kind: 'aborted' })
  const fourth = aRequest()
  const body = read(fourth)
  await send(fourth, 900)
  fourth.end()
  const done = await body
  expect(done).toMatchObject({ kind: 'body', size: 900, cut: false })

  const fifth = aRequest()
  const refused = read(fifth)
  await send(fifth, 900)
  fifth.end()
  expect(await refused).toEqual({ kind: 'busy' })

  if (done.kind === 'body') done.free()
  const sixth = aRequest()
  const accepted = read(sixth)
  await send(sixth, 900)
  sixth.end()
  expect(await accepted).toMatchObject({ kind: 'body', size: 900 })
})

test('of a body over the limit only the beginning counts and is kept', async () => {
  const read = bodyReader(LIMITS)
  const long = aRequest()
  const body = read(long)
  for (let part = 0; part < 50; part += 1) await send(long, 900)
  long.end()
  expect(await body).toMatchObject({ kind: 'body', size: 45_000, cut: true })
  const other = aRequest()
  const whole = read(other)
  await send(other, 990)
  await send(other, 10)
  other.end()
  expect(await whole).toMatchObject({ kind: 'body', size: 1_000, cut: false })
})

test('a request that was over before it was read is not waited for', async () => {
  const gone = aRequest()
  gone.destroy()
  expect(await bodyReader(LIMITS)(gone)).toEqual({ kind: 'aborted' })
})

test('a body in very many small parts takes about as much memory as it has bytes', async () => {
  const read = bodyReader({ whole: 2 ** 20, kept: 2 ** 20, inFlight: 2 ** 21 })
  const PARTS = 300_000
  const request = aRequest()
  const body = read(request)
  const before = process.memoryUsage().rss
  for (let part = 0; part < PARTS; part += 1) {
    // Now and then a bigger one, so that no block is ever full.
    request.emit('data', Buffer.alloc(part % 1_000 === 0 ? 2 : 1, part % 256))
  }
  // As buffers of their own they take twice as much and more.
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20)
  request.end()
  const whole = await body
  const expected = Buffer.concat(
    Array.from({ length: PARTS }, (_, part) => Buffer.alloc(part % 1_000 === 0 ? 2 : 1, part % 256)),
  )
  expect(whole).toMatchObject({ kind: 'body', size: expected.length, cut: false })
  expect(whole.kind === 'body' && whole.bytes.equals(expected)).toBe(true)
  expect(whole.kind === 'body' && whole.hash).toBe(createHash('sha256').update(expected).digest('hex'))
})
