import { byCode, type Refusal } from '../refusal.ts'

const LATER = { outcome: 'not-sent', accountWide: true } as const
const NEVER = { outcome: 'not-sent' } as const

/** What each `error` of a Slack answer means. Source of the codes: Slack's page of chat.postMessage. */
const REFUSALS = byCode([
  { ...NEVER, reason: 'rate-limited', codes: 'ratelimited rate_limited' },
  { ...LATER, reason: 'rate-limited', codes: 'message_limit_exceeded' },
  {
    ...LATER,
    reason: 'rate-limited',
    codes: 'team_added_to_org',
    // The workspace is being moved into an organisation, which takes minutes.
    retryAfterMs: 120_000,
    help: 'The workspace is being moved into an organisation; nothing to do but wait.',
  },
  {
    ...LATER,
    reason: 'rate-limited',
    codes: 'accesslimited',
    retryAfterMs: 60_000,
    help: 'Slack limits access from this network: ask a workspace admin about IP restrictions.',
  },
  { ...NEVER, reason: 'connection-lost', codes: 'request_timeout' },
  // Slack: "some aspect of the operation" may have "succeeded before the error was raised".
  { reason: 'server-error', outcome: 'unknown', codes: 'internal_error fatal_error service_unavailable' },
  {
    ...NEVER,
    reason: 'no-such-place',
    codes: 'channel_not_found invalid_channel',
    help: 'Check the channel {place} in rules.yaml; a private channel is only found after /invite @herald in it.',
  },
  {
    ...NEVER,
    reason: 'no-such-place',
    codes: 'is_archived',
    help: 'Unarchive {place} in Slack, or name another channel in rules.yaml.',
  },
  {
    ...NEVER,
    reason: 'not-in-channel',
    codes: 'not_in_channel',
    help: 'Invite the bot: /invite @herald in {place}.',
  },
  {
    ...NEVER,
    reason: 'forbidden',
    codes: `restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel
      restricted_action_non_threadable_channel no_permission posting_to_general_channel_denied`,
    help: 'Allow the bot to post in {place}: its posting permissions exclude it now.',
  },
  {
    ...NEVER,
    reason: 'forbidden',
    codes: 'ekm_access_denied org_login_required team_access_not_granted access_denied',
    help: 'Ask a workspace admin to grant the app access to the workspace of {place}.',
  },
  {
    ...NEVER,
    reason: 'forbidden',
    codes: 'method_deprecated deprecated_endpoint',
    help: 'Slack has switched off this way of posting: update Herald.',
  },
  {
    reason: 'bad-credentials',
    outcome: 'not-sent',
    codes: 'invalid_auth not_authed token_revoked token_expired',
    help: 'Set {secret} to the xoxb- token of the app’s page "OAuth & Permissions".',
  },
  {
    reason: 'bad-credentials',
    outcome: 'not-sent',
    codes: 'account_inactive two_factor_setup_required',
    help: 'The bot’s user is switched off or incomplete: reinstall the app in the workspace.',
  },
  {
    reason: 'bad-credentials',
    outcome: 'not-sent',
    codes: 'not_allowed_token_type',
    help: '{secret} must be a bot token (xoxb-), not a user or app token.',
  },
  {
    reason: 'bad-credentials',
    outcome: 'not-sent',
    codes: 'missing_scope',
    help: 'Add the missing scope on the app’s page "OAuth & Permissions" and reinstall the app.',
  },
  {
    ...NEVER,
    reason: 'too-big',
    codes: 'msg_too_long msg_blocks_too_long metadata_too_large too_many_attachments snippet_too_large',
  },
  {
    ...NEVER,
    reason: 'malformed',
    codes: `invalid_blocks invalid_blocks_format invalid_attachments no_text invalid_arguments invalid_arg_name
      invalid_array_arg invalid_charset invalid_form_data invalid_json json_not_object invalid_metadata_format
      invalid_metadata_schema metadata_must_be_sent_from_app missing_argument`,
  },
  {
    ...NEVER,
    reason: 'malformed',
    codes: 'cannot_reply_to_message message_not_found thread_not_found',
    help: 'The message it belongs to was deleted in Slack; nothing is left to add it to.',
  },
])

/** Whole families of codes, where Slack adds members. */
const FAMILIES: readonly (readonly [prefix: string, member: string])[] = [
  ['restricted_action_', 'restricted_action'],
  ['slack_connect_', 'access_denied'],
  ['duplicate_', 'invalid_arguments'],
]

/** The meaning of an error code, or undefined for one that nobody has told us of. */
export function refusalOf(code: string): Refusal | undefined {
  const family = FAMILIES.find(([prefix]) => code.startsWith(prefix))?.[1]
  return REFUSALS.get(code) ?? (family === undefined ? undefined : REFUSALS.get(family))
}
