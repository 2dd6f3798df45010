import { describe, expect, onTestFinished, test } from 'vitest'
import type { Message } from '../../../src/platforms/platform.ts'
import { toMessage } from '../../../src/platforms/slack/message.ts'
import { slackPlatform } from '../../../src/platforms/slack/client.ts'
import { slackWebhook } from '../../../src/platforms/slack/webhook.ts'
import { aCard, aLook } from '../../support/a-card.ts'
import { slackProblems } from '../../support/slack-rules.ts'
import { SLACK_WEBHOOK, SLACK_WEBHOOKS } from '../../support/slack-webhooks.ts'
import {
  SLACK_TOKEN,
  slackRefuses,
  type StandInSlackOptions,
  startStandInSlack,
} from '../../support/stand-in-slack.ts'
import { changeContract } from '../change-contract.ts'
import { type Failure, failureOf } from '../subject.ts'

const FOREVER = new AbortController().signal
const NOT_SENT = { outcome: 'not-sent' } as const
const log = { debug() {}, info() {}, warn() {}, error() {} }

function refuses(codes: string, expected: Omit<Failure, 'name' | 'fault'>): Failure[] {
  return codes
    .split(/\s+/)
    .map((code) => Object.assign({ name: `says ${code}`, fault: slackRefuses(code) }, expected))
}

const GONE = refuses('message_not_found thread_not_found cannot_reply_to_message bad_timestamp invalid_ts', {
  reason: 'no-such-message',
  ...NOT_SENT,
})
const CLOSED = refuses(
  `edit_window_closed cant_update_message is_inactive restricted_action_thread_locked thread_locked
   restricted_action_non_threadable_channel`.trim(),
  { reason: 'message-closed', ...NOT_SENT },
)
/** What a change shares with a new message. */
const AS_EVER = [
  ...refuses('channel_not_found', { reason: 'no-such-place', ...NOT_SENT }),
  ...refuses('not_in_channel', { reason: 'not-in-channel', ...NOT_SENT }),
  ...refuses('invalid_auth', { reason: 'bad-credentials', ...NOT_SENT }),
  ...refuses('restricted_action', { reason: 'forbidden', ...NOT_SENT }),
]

describe('a bot', () => {
  changeContract({
    platform: 'slack',
    kind: 'bot',
    token: SLACK_TOKEN,
    start: () => startStandInSlack({ validate: slackProblems }),
    open: slackPlatform,
    message: (text) => ({
      platform: 'slack',
      payload: {
        text,
        blocks: [{ type: 'header', text: { type: 'plain_text', text: text || 'none', emoji: true } }],
        attachments: [{ color: '#e01e5a', blocks: [{ type: 'divider' }] }],
        unfurl_links: false,
        metadata: { event_type: 'herald_delivery', event_payload: { delivery: 'd-1' } },
      },
    }),
    place: (n) => `#ops-${n}`,
    fine: { reaction: ['answers 200 with other JSON'] },
    failures: {
      reply: [
        ...GONE,
        ...CLOSED,
        ...AS_EVER,
        ...refuses('missing_scope', { reason: 'bad-credentials', ...NOT_SENT }),
      ],
      edit: [...GONE, ...CLOSED, ...AS_EVER, ...refuses('msg_too_long', { reason: 'too-big', ...NOT_SENT })],
      reaction: [
        ...GONE,
        ...CLOSED,
        ...AS_EVER,
        ...refuses('missing_scope', { reason: 'forbidden', ...NOT_SENT, help: /reactions:write/ }),
        ...refuses('too_many_reactions too_many_emoji not_reactable no_access invalid_name', {
          reason: 'forbidden',
          ...NOT_SENT,
        }),
      ],
    },
  })
})

describe('an incoming webhook', () => {
  changeContract({
    platform: 'slack',
    kind: 'webhook',
    token: SLACK_WEBHOOK,
    async start() {
      const standIn = await startStandInSlack()
      return Object.assign(standIn, { apiUrl: `${standIn.origin}${SLACK_WEBHOOKS}` })
    },
    open: ({ apiUrl }) => slackWebhook({ url: () => `${apiUrl}${SLACK_WEBHOOK}`, keptAt: { env: 'URL' } }),
    message: (text) => ({ platform: 'slack', payload: { text } }),
    place: () => '',
    failures: {},
  })
})

async function start(options: StandInSlackOptions = {}) {
  const standIn = await startStandInSlack({ validate: slackProblems, ...options })
  onTestFinished(standIn.close)
  const platform = slackPlatform({ token: () => SLACK_TOKEN, apiUrl: standIn.apiUrl, log })
  const send = (message: Message, delivery = 'd-1') => platform.send(message, '#ops', delivery, FOREVER)
  return { standIn, send, shown: () => standIn.shown('#ops') }
}

test('a whole card becomes another by an edit, and one line by the next', async () => {
  const { send, shown } = await start()
  const root = await send(toMessage(aCard({ title: 'Failed' }), aLook()))
  const change = { kind: 'edit', of: root } as const
  await send({ ...toMessage(aCard({ title: 'Recovered' }), aLook()), change })
  expect(JSON.stringify(shown()[0]?.payload)).toContain('Recovered')
  expect(JSON.stringify(shown()[0]?.payload)).not.toContain('Failed')
  const line = { title: '', body: '', code: '', fields: [], buttons: [], link: null, suggestion: '' }
  await send({ ...toMessage(aCard(line), aLook()), change })
  expect(shown()[0]?.payload).not.toHaveProperty('attachments')
})

test('an edit’s text is cut where chat.update would refuse it, never within an entity or a mention', async () => {
  const { send, shown } = await start()
  const root = await send({ platform: 'slack', payload: { text: 'root' } })
  for (const [text, end] of [
    [`${'x'.repeat(3997)}&amp;&amp;`, 'x…'],
    [`${'x'.repeat(3990)}<!subteam^S0123>`, 'x…'],
    [`${'x'.repeat(3990)}<!here> and more`, '<!here> a…'],
    ['销'.repeat(5000), '销…'],
  ] as const) {
    await send({ platform: 'slack', payload: { text }, change: { kind: 'edit', of: root } })
    expect(shown()[0]?.text.length).toBeLessThanOrEqual(4000)
    expect(shown()[0]?.text.endsWith(end)).toBe(true)
  }
})

test('a reply to a reply stands in the same thread, and a message cannot choose another', async () => {
  const { send, shown } = await start()
  const root = await send({ platform: 'slack', payload: { text: 'root' } })
  const payload = { text: 'reply', thread_ts: '1.000001', channel: '#other' }
  const reply = await send({ platform: 'slack', payload, change: { kind: 'reply', to: root, title: '' } })
  await send({ platform: 'slack', payload, change: { kind: 'reply', to: reply, title: '' } })
  expect(shown()).toMatchObject([{ text: 'root', thread: [{ text: 'reply' }, { text: 'reply' }] }])
})

test('a locked thread takes no reply and no mark, an edit all the same', async () => {
  const { standIn, send } = await start()
  const root = await send({ platform: 'slack', payload: { text: 'root' } })
  standIn.locked.add(root.message)
  const payload = { text: 'x' }
  const closed = { reason: 'message-closed', outcome: 'not-sent' }
  const reply = { platform: 'slack', payload, change: { kind: 'reply', to: root, title: '' } } as const
  expect(await failureOf(send(reply))).toMatchObject(closed)
  const mark = {
    platform: 'slack',
    payload: {},
    change: { kind: 'reaction', on: root, mark: 'done' },
  } as const
  expect(await failureOf(send(mark))).toMatchObject(closed)
  await send({ platform: 'slack', payload, change: { kind: 'edit', of: root } })
})

test('more edits than the tier takes in a minute are refused with the wait, and posts go on', async () => {
  const { standIn, send } = await start({ updatesPerMinute: 2 })
  const root = await send({ platform: 'slack', payload: { text: 'root' } })
  const edit = { platform: 'slack', payload: { text: 'x' }, change: { kind: 'edit', of: root } } as const
  await send(edit)
  await send(edit)
  const error = await failureOf(send(edit))
  expect(error).toMatchObject({ reason: 'rate-limited', outcome: 'not-sent', accountWide: false })
  expect(error.retryAfterMs).toBeGreaterThan(50_000)
  await send({ platform: 'slack', payload: { text: 'next' } })
  expect(standIn.counters.rateLimited).toBe(1)
  expect(standIn.edits).toHaveLength(2)
})

test('a fault can be meant for edits alone', async () => {
  const { standIn, send } = await start()
  const root = await send({ platform: 'slack', payload: { text: 'root' } })
  standIn.fail({ ...slackRefuses('edit_window_closed'), kind: 'edit' })
  await send({ platform: 'slack', payload: { text: 'next' } })
  const edit = { platform: 'slack', payload: { text: 'x' }, change: { kind: 'edit', of: root } } as const
  expect(await failureOf(send(edit))).toMatchObject({ reason: 'message-closed' })
})
