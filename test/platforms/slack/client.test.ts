import { expect, test } from 'vitest'
import { slackPlatform } from '../../../src/platforms/slack/client.ts'
import { SLACK_TOKEN, slackRefuses, startStandInSlack } from '../../support/stand-in-slack.ts'
import { platformContract } from '../contract.ts'
import { type Failure, failureOf } from '../subject.ts'
import { TEXT } from '../failures.ts'

const FOREVER = new AbortController().signal
const NOT_SENT = { outcome: 'not-sent' } as const

function refuses(
  codes: string,
  expected: Omit<Failure, 'name' | 'fault'>,
  more: Readonly<Record<string, unknown>> = {},
): Failure[] {
  return codes
    .split(/\s+/)
    .map((code) => Object.assign({ name: `says ${code}`, fault: slackRefuses(code, more) }, expected))
}

const message = (text: string) => ({
  platform: 'slack' as const,
  payload: {
    text,
    unfurl_links: false,
    attachments: [{ color: '#e01e5a', fallback: text }],
    metadata: { event_type: 'herald_delivery', event_payload: { delivery: 'd-1' } },
  },
})

platformContract('slack', {
  token: SLACK_TOKEN,
  start: startStandInSlack,
  open: slackPlatform,
  message,
  place: (n) => `#ops-${n}`,
  keptAt: /SLACK_BOT_TOKEN/,
  receipt: 'ids',
  asksAlways: false,
  failures: [
    ...refuses('ratelimited rate_limited', { reason: 'rate-limited', ...NOT_SENT }),
    ...refuses('message_limit_exceeded', { reason: 'rate-limited', ...NOT_SENT, accountWide: true }),
    ...refuses('team_added_to_org', {
      reason: 'rate-limited',
      ...NOT_SENT,
      accountWide: true,
      retryAfterMs: 120_000,
    }),
    ...refuses('accesslimited', {
      reason: 'rate-limited',
      ...NOT_SENT,
      accountWide: true,
      retryAfterMs: 60_000,
    }),
    ...refuses('request_timeout', { reason: 'connection-lost', ...NOT_SENT }),
    ...refuses('internal_error fatal_error service_unavailable', {
      reason: 'server-error',
      outcome: 'unknown',
    }),
    ...refuses('channel_not_found invalid_channel is_archived', {
      reason: 'no-such-place',
      ...NOT_SENT,
      help: /#ops-1/,
    }),
    ...refuses('not_in_channel', {
      reason: 'not-in-channel',
      ...NOT_SENT,
      help: '/invite @herald in #ops-1',
      detail: 'not_in_channel',
    }),
    ...refuses(
      `restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel
       restricted_action_non_threadable_channel restricted_action_of_next_year no_permission ekm_access_denied
       org_login_required team_access_not_granted access_denied method_deprecated deprecated_endpoint
       posting_to_general_channel_denied slack_connect_file_link_sharing_blocked`.trim(),
      { reason: 'forbidden', ...NOT_SENT, help: /./ },
    ),
    ...refuses(
      `invalid_auth not_authed account_inactive token_revoked token_expired not_allowed_token_type
       two_factor_setup_required`,
      { reason: 'bad-credentials', ...NOT_SENT, help: /./ },
    ),
    ...refuses(
      'missing_scope',
      { reason: 'bad-credentials', ...NOT_SENT, detail: 'missing_scope (needs chat:write)', help: /scope/ },
      { needed: 'chat:write', provided: 'channels:history' },
    ),
    ...refuses('msg_too_long msg_blocks_too_long metadata_too_large too_many_attachments snippet_too_large', {
      reason: 'too-big',
      ...NOT_SENT,
    }),
    ...refuses(
      `invalid_attachments no_text invalid_arguments invalid_arg_name invalid_array_arg invalid_charset
       invalid_form_data invalid_json json_not_object invalid_metadata_format invalid_metadata_schema
       duplicate_channel_not_found
       invalid_blocks_format metadata_must_be_sent_from_app missing_argument`,
      { reason: 'malformed', ...NOT_SENT },
    ),
    ...refuses('cannot_reply_to_message message_not_found thread_not_found', {
      reason: 'malformed',
      ...NOT_SENT,
      help: /deleted in Slack/,
    }),
    ...refuses(
      'invalid_blocks',
      {
        reason: 'malformed',
        ...NOT_SENT,
        detail: 'invalid_blocks /blocks/0/text/text must be less than 3001 characters',
      },
      {
        response_metadata: {
          messages: [
            '[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
            `[ERROR] unsupported ${TEXT} [json-pointer:/blocks/1/${TEXT}]`,
          ],
        },
      },
    ),
    ...refuses('a_code_of_next_year', { reason: 'unexpected-answer', ...NOT_SENT }),
    ...refuses(TEXT.repeat(4), { reason: 'unexpected-answer', outcome: 'unknown' }),
  ],
})

test('a warning of Slack is logged as its code, and anything else is not', async () => {
  const standIn = await startStandInSlack()
  const logged: unknown[] = []
  const note = (...line: unknown[]): void => void logged.push(line)
  const log = { debug: note, info: note, warn: note, error: note }
  const platform = slackPlatform({ token: () => SLACK_TOKEN, apiUrl: standIn.apiUrl, log })
  const answer = { ok: true, channel: 'C1', ts: '1.000001' }
  standIn.fail({
    status: 200,
    body: JSON.stringify({
      ...answer,
      response_metadata: { warnings: ['message_truncated', TEXT], messages: [`[WARN] ${TEXT}`] },
    }),
  })
  await platform.send(message(TEXT), '#ops', 'd-1', FOREVER)
  expect(logged).toEqual([['slack warned of a message', { warning: 'message_truncated' }]])
  await standIn.close()
})

test('a message cannot choose its own channel', async () => {
  const standIn = await startStandInSlack()
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const platform = slackPlatform({ token: () => SLACK_TOKEN, apiUrl: standIn.apiUrl, log })
  const payload = { text: 'hello', channel: '#other', token: 'xoxb-other' }
  await platform.send({ platform: 'slack', payload }, '#ops', 'd-1', FOREVER)
  expect(standIn.posts[0]).toMatchObject({ channel: '#ops' })
  await standIn.close()
})

test('the limit of a channel is obeyed by the wait Slack names', async () => {
  const standIn = await startStandInSlack({ perSecond: 1 })
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const platform = slackPlatform({ token: () => SLACK_TOKEN, apiUrl: standIn.apiUrl, log })
  await platform.send(message('one'), '#ops', 'd-1', FOREVER)
  const error = await failureOf(platform.send(message('two'), '#ops', 'd-2', FOREVER))
  expect(error).toMatchObject({ reason: 'rate-limited', retryAfterMs: 1000, accountWide: false })
  await platform.send(message('three'), '#other', 'd-3', FOREVER)
  expect(standIn.posts.map((post) => post.text)).toEqual(['one', 'three'])
  expect(standIn.counters.rateLimited).toBe(1)
  await standIn.close()
})
