import { expect, onTestFinished, test } from 'vitest'
import { slackWebhook } from '../../../src/platforms/slack/webhook.ts'
import { SLACK_WEBHOOK, SLACK_WEBHOOKS, slackWebhookRefuses } from '../../support/slack-webhooks.ts'
import { type StandInSlackOptions, startStandInSlack } from '../../support/stand-in-slack.ts'
import { platformContract } from '../contract.ts'
import { type Failure, failureOf } from '../subject.ts'
import { TEXT } from '../failures.ts'

const FOREVER = new AbortController().signal
const NOT_SENT = { outcome: 'not-sent' } as const
const keptAt = { env: 'OPS_WEBHOOK_URL' }

function refuses(status: number, codes: string, expected: Omit<Failure, 'name' | 'fault'>): Failure[] {
  return codes.split(' ').map((code) => {
    const fault = slackWebhookRefuses(status, code)
    return Object.assign(
      { name: `says ${status} ${code}`, fault, detail: `HTTP ${status}, ${code}` },
      expected,
    )
  })
}

const message = (text: string) => ({
  platform: 'slack' as const,
  payload: { text, unfurl_links: false, attachments: [{ color: '#e01e5a', fallback: text }] },
})

platformContract('slack', {
  token: SLACK_WEBHOOK,
  keptAt: /OPS_WEBHOOK_URL/,
  async start({ tokens } = {}) {
    const standIn = await startStandInSlack(tokens === undefined ? {} : { webhooks: tokens })
    return Object.assign(standIn, { apiUrl: `${standIn.origin}${SLACK_WEBHOOKS}` })
  },
  open: ({ token, apiUrl, timeoutMs }) =>
    slackWebhook({
      keptAt,
      timeoutMs,
      async url() {
        const secret = await token()
        return secret === null || secret === '' ? secret : `${apiUrl}${secret}`
      },
    }),
  message,
  place: () => '',
  channel: SLACK_WEBHOOK,
  receipt: 'empty',
  asksAlways: true,
  failures: [
    ...refuses(404, 'no_service no_service_id no_active_hooks no_team', {
      reason: 'bad-credentials',
      ...NOT_SENT,
      help: /OPS_WEBHOOK_URL/,
    }),
    ...refuses(403, 'invalid_token team_disabled', { reason: 'bad-credentials', ...NOT_SENT }),
    ...refuses(403, 'action_prohibited posting_to_general_channel_denied', {
      reason: 'forbidden',
      ...NOT_SENT,
      help: /admin/,
    }),
    ...refuses(404, 'channel_not_found', { reason: 'no-such-place', ...NOT_SENT, help: /OPS_WEBHOOK_URL/ }),
    ...refuses(410, 'channel_is_archived', { reason: 'no-such-place', ...NOT_SENT, help: /unarchive/ }),
    ...refuses(400, 'user_not_found', { reason: 'no-such-place', ...NOT_SENT, help: /./ }),
    ...refuses(
      400,
      'invalid_payload no_text missing_text_or_fallback_or_attachments invalid_blocks invalid_blocks_format invalid_attachments',
      {
        reason: 'malformed',
        ...NOT_SENT,
      },
    ),
    ...refuses(400, 'too_many_attachments msg_too_long msg_blocks_too_long', {
      reason: 'too-big',
      ...NOT_SENT,
    }),
    ...refuses(400, 'a_code_of_next_year', { reason: 'unexpected-answer', ...NOT_SENT }),
    {
      name: 'says 500 rollup_error after posting',
      fault: { ...slackWebhookRefuses(500, 'rollup_error'), posts: true },
      reason: 'server-error',
      outcome: 'unknown',
    },
    {
      name: 'says ok: true, as a workflow would',
      fault: { status: 200, body: '{"ok":true}' },
      reason: 'unexpected-answer',
      outcome: 'unknown',
    },
    {
      name: 'refuses in words',
      fault: { status: 404, body: `No such thing as ${TEXT}` },
      reason: 'unexpected-answer',
      outcome: 'unknown',
    },
  ],
})

async function start(options: StandInSlackOptions = {}) {
  const standIn = await startStandInSlack(options)
  onTestFinished(standIn.close)
  return { standIn, platform: slackWebhook({ url: () => standIn.webhookUrl, keptAt }) }
}

test('only what a webhook takes is sent: no metadata, and no other channel', async () => {
  const { standIn, platform } = await start()
  const payload = {
    text: 'hello',
    channel: '#other',
    parse: 'none',
    link_names: false,
    mrkdwn: false,
    metadata: { event_type: 'herald_delivery', event_payload: { delivery: 'd-1' } },
  }
  await platform.send({ platform: 'slack', payload }, '', 'd-1', FOREVER)
  expect(standIn.posts[0]?.payload).toEqual({ text: 'hello', link_names: false, mrkdwn: false })
})

test('its limit is obeyed by the wait Slack names', async () => {
  const { standIn, platform } = await start({ perSecond: 1 })
  await platform.send(message('one'), '', 'd-1', FOREVER)
  const error = await failureOf(platform.send(message('two'), '', 'd-2', FOREVER))
  expect(error).toMatchObject({ reason: 'rate-limited', outcome: 'not-sent', retryAfterMs: 1000 })
  expect(standIn.counters.rateLimited).toBe(1)
})

test.each([
  ['http://hooks.slack.com/services/T/B/x', /without https/],
  ['ftp://hooks.slack.com/services/T/B/x', /no https/],
  ['hooks.slack.com/services/T/B/x', /no http/],
  ['https://hooks.slack.com/workflows/T/A/1/x', /no incoming webhook/],
  ['https://hooks.slack-gov.com/triggers/T/1/x', /no incoming webhook/],
])('%s is not configured, and the error says where it is kept but not what it holds', async (url, wrong) => {
  const platform = slackWebhook({ url: () => url, keptAt: { file: 'run/ops-url' } })
  const error = await failureOf(platform.send(message('x'), '', 'd-1', FOREVER))
  expect(error).toMatchObject({ reason: 'not-configured', outcome: 'not-sent' })
  expect(error.detail).toMatch(wrong)
  expect(error.detail).toContain('the file run/ops-url')
  expect(`${error.detail} ${error.help}`).not.toContain('/T/')
})
