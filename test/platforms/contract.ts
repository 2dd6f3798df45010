import { getEventListeners } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Log } from '../../src/log.ts'
import { COMMON_FAILURES, TEXT } from './failures.ts'
import { failureOf, type OpenOptions, type Subject } from './subject.ts'

/** Long enough for any answer that comes, short enough to wait for one that does not, ms. */
export const SHORT_MS = 150
const LONG_MS = 20_000
const FOREVER = new AbortController().signal

/** What every platform that posts over HTTP has to do, whatever the server does. */
export function platformContract(name: string, subject: Subject): void {
  const { token, message, place } = subject
  const unlike = subject.unlike ?? {}
  const common = COMMON_FAILURES.filter((failure) => unlike[failure.name] !== 'sent').map((failure) =>
    Object.assign({}, failure, unlike[failure.name]),
  )
  const successes = COMMON_FAILURES.filter((failure) => unlike[failure.name] === 'sent')
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close()
  })

  async function start(over: Partial<OpenOptions> = {}, tokens?: ReadonlySet<string>) {
    const standIn = await subject.start(tokens === undefined ? {} : { tokens })
    const logged: unknown[] = []
    const note = (...line: unknown[]): void => void logged.push(line)
    const log: Log = { debug: note, info: note, warn: note, error: note }
    const platform = subject.open({
      token: () => token,
      apiUrl: standIn.apiUrl,
      log,
      timeoutMs: LONG_MS,
      ...over,
    })
    closing.push(standIn.close, platform.close)
    return { standIn, platform, logged }
  }

  test('a message arrives as it was made, and the receipt names it', async () => {
    const { standIn, platform } = await start()
    const receipt = await platform.send(message('Hello & <b>'), place(1), 'd-1', FOREVER)
    const [post] = standIn.posts
    expect(post).toMatchObject({ channel: subject.channel ?? place(1), text: 'Hello & <b>' })
    expect(post?.payload).toMatchObject(message('Hello & <b>').payload)
    expect(receipt.message).toBe(subject.receipt === 'ids' ? post?.id : '')
    expect(receipt.channel === '').toBe(subject.receipt === 'empty')
    expect(standIn.counters.requests).toBe(1)
  })

  test('every exception to what all have in common is one of these', () => {
    const names = new Set(COMMON_FAILURES.map((failure) => failure.name))
    expect(Object.keys(unlike).filter((one) => !names.has(one))).toEqual([])
  })

  test.each(successes)('when the server $name, it has arrived all the same', async (failure) => {
    const { standIn, platform } = await start({ timeoutMs: failure.timesOut === true ? SHORT_MS : LONG_MS })
    standIn.fail(failure.fault)
    await platform.send(message(TEXT), place(1), 'd-1', FOREVER)
    expect(standIn.counters.requests).toBe(1)
  })

  describe.each([...common, ...subject.failures])('when the server $name', (failure) => {
    test(`it is ${failure.reason}, ${failure.outcome}, after one request, and tells no secret`, async () => {
      const { standIn, platform, logged } = await start({
        timeoutMs: failure.timesOut === true ? SHORT_MS : LONG_MS,
      })
      standIn.fail(failure.fault)
      const error = await failureOf(platform.send(message(TEXT), place(1), 'd-1', FOREVER))
      expect(error).toMatchObject({
        reason: failure.reason,
        outcome: failure.outcome,
        retryAfterMs: failure.retryAfterMs,
        accountWide: failure.accountWide ?? false,
      })
      expect(error.detail).toMatch(failure.detail ?? '')
      expect(error.help ?? '').toMatch(failure.help ?? '')
      expect(standIn.counters.requests).toBe(1)
      expect(standIn.posts.length).toBe(failure.fault.posts === true ? 1 : 0)
      expectNoSecret([error, error.stack, logged], token)
    })
  })

  test('a server that is not there is unreachable, and surely nothing was sent', async () => {
    const { standIn, platform } = await start()
    await standIn.close()
    const error = await failureOf(platform.send(message(TEXT), place(1), 'd-1', FOREVER))
    expect(error).toMatchObject({ reason: 'unreachable', outcome: 'not-sent', detail: 'ECONNREFUSED' })
    expectNoSecret([error, error.stack], token)
  })

  test('a connection that cannot be secured is unreachable, and surely nothing was sent', async () => {
    const standIn = await subject.start()
    onTestFinished(standIn.close)
    const { platform } = await start({ apiUrl: standIn.apiUrl.replace('http:', 'https:') })
    const error = await failureOf(platform.send(message(TEXT), place(1), 'd-1', FOREVER))
    expect(error).toMatchObject({ reason: 'unreachable', outcome: 'not-sent' })
    expect(standIn.counters.requests).toBe(0)
  })

  test('hung channels hold up no other, and a signal ends each of them', async () => {
    const { standIn, platform } = await start()
    standIn.fail({ breaks: 'hang', times: 8 })
    const stop = new AbortController()
    let ended = 0
    const hung = Array.from({ length: 8 }, (_, n) =>
      failureOf(platform.send(message(TEXT), place(n), `d-${n}`, stop.signal)).finally(() => (ended += 1)),
    )
    await standIn.waitForRequests(8)
    await platform.send(message('healthy'), place(8), 'd-8', FOREVER)
    expect(ended).toBe(0)
    stop.abort()
    for (const error of await Promise.all(hung)) {
      expect(error).toMatchObject({ reason: 'timeout', outcome: 'unknown' })
    }
    expect(standIn.posts.map((post) => post.text)).toEqual(['healthy'])
  })

  test('a signal that has already fired sends nothing', async () => {
    const { standIn, platform } = await start()
    const error = await failureOf(platform.send(message(TEXT), place(1), 'd-1', AbortSignal.abort()))
    expect(error).toMatchObject({ reason: 'timeout', outcome: 'not-sent' })
    expect(standIn.counters.requests).toBe(0)
  })

  test('after a send no listener is left on its signal, and no timer runs', async () => {
    const { platform } = await start()
    const stop = new AbortController()
    const before = timers()
    for (let n = 0; n < 5; n += 1) await platform.send(message('one'), place(n), `d-${n}`, stop.signal)
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
    expect(timers()).toBeLessThan(before + 5)
  })

  test('a server that speaks no HTTP gives an unexpected answer, which may have posted', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined).end(`220 ${TEXT} ready\r\n\r\n`)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const { platform, logged } = await start({ apiUrl: `http://127.0.0.1:${port}/api` })
    const error = await failureOf(platform.send(message(TEXT), place(1), 'd-1', FOREVER))
    expect(error).toMatchObject({ reason: 'unexpected-answer', outcome: 'unknown' })
    // Node's own error carries the answer's bytes.
    expect(error.cause).not.toHaveProperty('rawPacket')
    expectNoSecret([error, error.stack, logged], token)
  })

  test('a secret is used until it is refused, or read anew for every message', async () => {
    const tokens = new Set([token])
    let current = token
    let asked = 0
    const source = (): string => {
      asked += 1
      return current
    }
    const { standIn, platform } = await start({ token: source }, tokens)
    await platform.send(message('one'), place(1), 'd-1', FOREVER)
    await platform.send(message('two'), place(1), 'd-2', FOREVER)
    expect(asked).toBe(subject.asksAlways ? 2 : 1)
    tokens.clear()
    const stale = failureOf(platform.send(message('three'), place(1), 'd-3', FOREVER))
    expect(await stale).toMatchObject({ reason: 'bad-credentials', outcome: 'not-sent' })
    current = `${token}-renewed`
    tokens.add(current)
    await platform.send(message('three'), place(1), 'd-3', FOREVER)
    expect(standIn.posts.map((post) => post.text)).toEqual(['one', 'two', 'three'])
    expect(asked).toBe(subject.asksAlways ? 4 : 2)
  })

  test.each([
    ['no token', () => null],
    ['an empty token', () => ''],
  ])('%s is not configured, and sends nothing', async (_, source) => {
    const { standIn, platform } = await start({ token: source })
    const error = await failureOf(platform.send(message(TEXT), place(1), 'd-1', FOREVER))
    expect(error).toMatchObject({ reason: 'not-configured', outcome: 'not-sent' })
    expect(error.detail).toMatch(subject.keptAt)
    expect(error.help).toMatch(subject.keptAt)
    expect(standIn.counters.requests).toBe(0)
  })

  test.each([429, 500])('40 answers %i of 200 kB leave one connection open', async (status) => {
    const { standIn, platform } = await start()
    standIn.fail({ status, body: 'x'.repeat(200_000), times: 40 })
    for (let n = 0; n < 40; n += 1) {
      await failureOf(platform.send(message(TEXT), place(n), `d-${n}`, FOREVER))
    }
    expect(standIn.counters.requests).toBe(40)
    expect(standIn.openSockets()).toBe(1)
  })

  test(`${name} is the name of its platform`, async () => {
    const { platform } = await start()
    expect(platform.name).toBe(name)
  })
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
}

/** Neither the secret nor the message's own words stand anywhere in what was seen. */
export function expectNoSecret(seen: readonly unknown[], token: string): void {
  const everything = inspect(seen, {
    depth: 20,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
  })
  expect(everything).not.toContain(token)
  expect(everything).not.toContain(TEXT)
}
