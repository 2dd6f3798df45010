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
  expect(kept).toEqual([[message, '#ops', 'd-1']])
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
