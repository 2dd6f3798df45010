import { afterEach, describe, expect, test } from 'vitest'
import type { Log } from '../../src/log.ts'
import { abilitiesOf } from '../../src/platforms/abilities.ts'
import type { Change, Message, MessageRef } from '../../src/platforms/platform.ts'
import { expectNoSecret, SHORT_MS } from './contract.ts'
import { COMMON_FAILURES, TEXT } from './failures.ts'
import { type Failure, failureOf, type OpenOptions, type Subject } from './subject.ts'

const LONG_MS = 20_000
const FOREVER = new AbortController().signal
const KINDS = ['reply', 'edit', 'reaction'] as const

/** What stands for every other failure of the network and of servers: each way to read an answer once. */
const SOME = new Set([
  'answers 500 after posting',
  'never answers',
  'limits for 3 s',
  'resets after posting',
  'answers 413',
  'answers 204',
  'answers 200 with a page',
  'answers 200 with other JSON',
  'answers 403 with a page',
])

/** A platform as the contract of changes needs it. */
export interface ChangeSubject extends Pick<
  Subject,
  'token' | 'start' | 'open' | 'message' | 'place' | 'channel'
> {
  readonly platform: 'slack' | 'discord'
  readonly kind: 'bot' | 'webhook'
  /** What its codes mean to each change. */
  readonly failures: Partial<Record<Change['kind'], readonly Failure[]>>
  /** Failures that all have and that are none for one kind of change. */
  readonly fine?: Partial<Record<Change['kind'], readonly string[]>>
}

/** What every platform has to do with a message that is there, as far as its account can. */
export function changeContract(subject: ChangeSubject): void {
  const { token, message, place, platform: name, kind: account } = subject
  const abilities = abilitiesOf(name, account)
  const able = { reply: abilities.reply, edit: abilities.edit, reaction: abilities.react }
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close()
  })

  async function start(over: Partial<OpenOptions> = {}) {
    const standIn = await subject.start()
    const logged: unknown[] = []
    const note = (...line: unknown[]): void => void logged.push(line)
    const log: Log = { debug: note, info: note, warn: note, error: note }
    const { apiUrl } = standIn
    const platform = subject.open({ token: () => token, apiUrl, log, timeoutMs: LONG_MS, ...over })
    closing.push(standIn.close, platform.close)
    let sent = 0
    const send = (one: Message) => platform.send(one, place(1), `d-${(sent += 1)}`, FOREVER)
    return { standIn, send, logged, shown: () => standIn.shown(subject.channel ?? place(1)) }
  }

  /** With a message to change, which has a thread. */
  async function begun(over: Partial<OpenOptions> = {}) {
    const made = await start(over)
    const root = await made.send(message('root'))
    if (able.reply) await made.send(changed('reply', root, 'first'))
    const before = made.standIn.counters.requests
    return { ...made, root, requests: () => made.standIn.counters.requests - before }
  }

  function changed(kind: Change['kind'], ref: MessageRef, text: string): Message {
    const change: Change =
      kind === 'reply'
        ? { kind, to: ref, title: 'sales / orders' }
        : kind === 'edit'
          ? { kind, of: ref }
          : { kind, on: ref, mark: 'done' }
    return { ...message(text), ...(kind === 'reaction' ? { payload: {} } : {}), change }
  }

  test.runIf(able.reply)(
    'a reply stands in the thread of its message, and so does a reply to it',
    async () => {
      const { send, shown, root, requests, standIn } = await begun()
      const receipt = await send(changed('reply', root, 'again'))
      expect(requests()).toBe(1)
      expect(receipt.message).toBe(standIn.posts.at(-1)?.id)
      expect(shown()).toMatchObject([
        { text: 'root', thread: [{ text: 'first' }, { text: 'again', id: receipt.message }] },
      ])
    },
  )

  test.runIf(able.edit)('an edit takes the place of its message, twice as well as once', async () => {
    const { send, shown, root, requests, standIn } = await begun()
    for (const _ of [1, 2]) expect(await send(changed('edit', root, 'recovered'))).toEqual(root)
    expect(requests()).toBe(2)
    expect(shown()).toMatchObject([{ id: root.message, text: 'recovered', edits: 2 }])
    expect(standIn.posts[0]?.text).toBe('root')
  })

  test.runIf(able.edit)('what a message had and its edit has not is gone', async () => {
    const { send, shown, root } = await begun()
    const { platform } = message('')
    const change: Change = { kind: 'edit', of: root }
    const payload = platform === 'discord' ? { content: 'short' } : { text: 'short' }
    await send({ platform, payload, change })
    const [now] = shown()
    expect(now?.text).toBe('short')
    for (const part of ['blocks', 'attachments', 'embeds', 'components'])
      expect(now?.payload).not.toHaveProperty(part)
  })

  test.runIf(able.edit && able.reply)('a message in a thread is edited as well', async () => {
    const { send, shown, root } = await begun()
    const reply = await send(changed('reply', root, 'again'))
    await send(changed('edit', reply, 'better'))
    expect(shown()).toMatchObject([{ edits: 0, thread: [{ edits: 0 }, { text: 'better', edits: 1 }] }])
  })

  test.runIf(able.reaction)('a mark is set once, however often it is sent', async () => {
    const { send, shown, root, requests } = await begun()
    for (const _ of [1, 2]) expect(await send(changed('reaction', root, ''))).toEqual(root)
    expect(requests()).toBe(2)
    const mark = name === 'slack' ? 'white_check_mark' : '✅'
    expect(shown()).toMatchObject([{ text: 'root', reactions: [mark], edits: 0 }])
  })

  test.runIf(able.reaction)('a mark is taken back, however often, and may be set again', async () => {
    const { send, shown, root } = await begun()
    const none: Message = {
      ...changed('reaction', root, ''),
      change: { kind: 'reaction', on: root, mark: 'none' },
    }
    expect(await send(none)).toEqual(root)
    await send(changed('reaction', root, ''))
    for (const _ of [1, 2]) expect(await send(none)).toEqual(root)
    expect(shown()).toMatchObject([{ text: 'root', reactions: [] }])
    await send(changed('reaction', root, ''))
    expect(shown()[0]?.reactions).toHaveLength(1)
  })

  describe.each(KINDS.filter((kind) => able[kind]))('a change of the kind %s', (kind) => {
    test('of a message that somebody deleted says so, and surely nothing was sent', async () => {
      const { send, standIn } = await begun()
      // One without a thread: on Discord a thread outlives its message.
      const other = await send(message('other'))
      standIn.gone.add(other.message)
      const error = await failureOf(send(changed(kind, other, 'again')))
      expect(error).toMatchObject({ reason: 'no-such-message', outcome: 'not-sent' })
    })

    test('of a message whose ids are of another platform is refused without a request', async () => {
      const { send, requests } = await begun()
      for (const ref of [
        { channel: '#sales', message: '41' },
        { channel: '', message: '' },
        { channel: '200000000000000001/../2', message: '200000000000000001' },
      ]) {
        expect(await failureOf(send(changed(kind, ref, 'x')))).toMatchObject({
          reason: 'no-such-message',
          outcome: 'not-sent',
        })
      }
      expect(requests()).toBe(0)
    })

    const fine = subject.fine?.[kind] ?? []
    test.each(COMMON_FAILURES.filter((one) => SOME.has(one.name) && fine.includes(one.name)))(
      'has worked when the server $name',
      async ({ fault }) => {
        const { send, root, requests, standIn } = await begun()
        standIn.fail(fault)
        await send(changed(kind, root, TEXT))
        expect(requests()).toBe(1)
      },
    )

    const failing = COMMON_FAILURES.filter((one) => SOME.has(one.name) && !fine.includes(one.name))
    test.each([...failing, ...(subject.failures[kind] ?? [])])(
      'is $reason, $outcome, when the server $name, after one request, and tells no secret',
      async (failure) => {
        const { send, root, requests, standIn, logged } = await begun(
          failure.timesOut === true ? { timeoutMs: SHORT_MS } : {},
        )
        standIn.fail(failure.fault)
        const error = await failureOf(send(changed(kind, root, TEXT)))
        expect(error).toMatchObject({
          reason: failure.reason,
          outcome: failure.outcome,
          retryAfterMs: failure.retryAfterMs,
          accountWide: failure.accountWide ?? false,
        })
        expect(error.detail).toMatch(failure.detail ?? '')
        expect(error.help ?? '').toMatch(failure.help ?? '')
        expect(requests()).toBe(1)
        expectNoSecret([error, error.stack, logged], token)
      },
    )
  })

  test.each(KINDS.filter((kind) => !able[kind]))(
    'a %s is refused without a request: its account cannot',
    async (kind) => {
      const { send, standIn } = await start()
      const ref = { channel: '200000000000000001', message: '200000000000000001' }
      const error = await failureOf(send(changed(kind, ref, 'x')))
      expect(error).toMatchObject({ reason: 'message-closed', outcome: 'not-sent' })
      expect(standIn.counters.requests).toBe(0)
    },
  )
}
