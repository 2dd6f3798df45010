import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { inboxPlatform } from '../../../src/platforms/inbox/client.ts'
import { failureOf } from '../subject.ts'

const FOREVER = new AbortController().signal
const message = { platform: 'slack' as const, payload: { text: 'Quarterly figures' } }

test('a message is kept as it was made for its platform, and the receipt names it', async () => {
  const kept: unknown[] = []
  const inbox = inboxPlatform({
    save(...saved) {
      kept.push(saved)
      return Promise.resolve(41)
    },
  })
  const receipt = await inbox.send(message, '#ops', 'd-1', FOREVER)
  expect(kept).toEqual([[message, '#ops', 'd-1', null]])
  expect(receipt).toEqual({ channel: '#ops', message: '41' })
  await inbox.close()
})

test('a store that fails is a failed delivery, which tells nothing of the message', async () => {
  const inbox = inboxPlatform({ save: () => Promise.reject(new Error('disk full: Quarterly figures')) })
  const error = await failureOf(inbox.send(message, '#ops', 'd-1', FOREVER))
  expect(error).toMatchObject({ reason: 'server-error', outcome: 'unknown' })
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('Quarterly')
})

test('a signal that has already fired keeps nothing', async () => {
  const inbox = inboxPlatform({ save: () => Promise.reject(new Error('not to be called')) })
  const error = await failureOf(inbox.send(message, '#ops', 'd-1', AbortSignal.abort()))
  expect(error).toMatchObject({ reason: 'timeout', outcome: 'not-sent' })
})

const REF = { channel: '#ops', message: '41' }
const CHANGES = [
  { kind: 'reply', to: REF, title: 'sales' },
  { kind: 'edit', of: REF },
  { kind: 'reaction', on: REF, mark: 'done' },
] as const

test.each(CHANGES)(
  'a $kind is kept with the id of its message, and the receipt names what came of it',
  async (change) => {
    const kept: unknown[] = []
    const inbox = inboxPlatform({
      save(...saved) {
        kept.push(saved)
        return Promise.resolve(change.kind === 'reply' ? 42 : 41)
      },
    })
    const receipt = await inbox.send({ ...message, change }, '#ops', 'd-1', FOREVER)
    expect(kept).toEqual([[{ ...message, change }, '#ops', 'd-1', 41]])
    expect(receipt).toEqual({ channel: '#ops', message: change.kind === 'reply' ? '42' : '41' })
  },
)

test.each(CHANGES)('a $kind of a message that left the inbox says so', async (change) => {
  const inbox = inboxPlatform({ save: () => Promise.resolve(null) })
  const error = await failureOf(inbox.send({ ...message, change }, '#ops', 'd-1', FOREVER))
  expect(error).toMatchObject({ reason: 'no-such-message', outcome: 'not-sent' })
})

test('a message of another platform is none of the inbox', async () => {
  const inbox = inboxPlatform({ save: () => Promise.reject(new Error('not to be called')) })
  const change = { kind: 'edit', of: { channel: 'C1', message: '1715.000100' } } as const
  const error = await failureOf(inbox.send({ ...message, change }, '#ops', 'd-1', FOREVER))
  expect(error).toMatchObject({ reason: 'no-such-message', outcome: 'not-sent' })
})
