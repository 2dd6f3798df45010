import type { Change } from '../platform.ts'
import { byCode, type Refusal } from '../refusal.ts'
import { refusalOf } from './refusals.ts'

const NO = { outcome: 'not-sent' } as const

/** What a code means of the message that is to be changed. Source: Slack's pages of chat.postMessage and chat.update. */
const OF_MESSAGES = byCode([
  {
    ...NO,
    reason: 'no-such-message',
    codes: 'message_not_found thread_not_found cannot_reply_to_message bad_timestamp invalid_ts',
  },
  {
    ...NO,
    reason: 'message-closed',
    codes: `edit_window_closed cant_update_message is_inactive restricted_action_thread_locked thread_locked
      restricted_action_non_threadable_channel`,
  },
])

/** A mark that may not be set is no reason to hold back the account's messages. Source: the page of reactions.add. */
const OF_MARKS = byCode([
  {
    ...NO,
    reason: 'forbidden',
    codes: 'missing_scope no_access',
    help: 'Give the Slack app the scope reactions:write and install it again: until then messages are not marked.',
  },
  { ...NO, reason: 'forbidden', codes: 'too_many_reactions too_many_emoji not_reactable invalid_name' },
])

/** The meaning of an error code to a change; undefined for one that nobody has told us of. */
export function changeRefusalOf({ kind }: Change): (code: string) => Refusal | undefined {
  return (code) => {
    const ofMark = kind === 'reaction' ? OF_MARKS.get(code) : undefined
    return ofMark ?? OF_MESSAGES.get(code) ?? refusalOf(code)
  }
}
