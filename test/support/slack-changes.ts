import type { Post, Taken } from './stand-in.ts'
import { current } from './stand-in-shown.ts'

/** What changing a message of Slack needs to know of it. */
export interface SlackMessages {
  /** Whether a channel as a call names it is the one a message stands in. */
  readonly isSame: (a: string, b: string) => boolean
  /** Says what is wrong with a payload, in Slack's words. */
  readonly validate: (payload: Readonly<Record<string, unknown>>) => readonly string[]
  /** ms until chat.update is taken again. */
  readonly waitMs: (now: number) => number
}

type Form = Readonly<Record<string, string>>
type Said = Readonly<Record<string, unknown>> & { readonly ok: boolean }

/** A refusal by its code; a wait in ms where the method is called too often. */
export type Changed = { readonly said: Said } | { readonly waitMs: number }

/** The longest text that chat.update takes; chat.postMessage takes 40,000. */
const EDITED_TEXT = 4000
/** So many different marks can stand on one message. */
const MOST_MARKS = 50

/** The message that a reply by this `thread_ts` belongs to: a reply's own id leads to its root. */
export function rootOfReply(
  thread: string,
  channel: string,
  { posts, gone, locked }: Taken,
  { isSame }: SlackMessages,
): { readonly root: string } | { readonly refused: string } {
  const parent = posts.find((post) => post.id === thread && isSame(post.channel, channel))
  if (parent === undefined || gone.has(parent.id)) return { refused: 'thread_not_found' }
  const root = threadOf(parent) ?? parent.id
  return locked.has(root) ? { refused: 'restricted_action_thread_locked' } : { root }
}

/** The message in whose thread a post stands; null for one of the channel itself. */
export function threadOf({ payload }: Post): string | null {
  const { thread_ts: thread } = payload
  return typeof thread === 'string' ? thread : null
}

/** chat.update: by id alone, its own messages alone, with its tier's limit. */
export function updateMessage(
  form: Form,
  given: Readonly<Record<string, unknown>>,
  taken: Taken,
  messages: SlackMessages,
): Changed {
  const at = performance.timeOrigin + performance.now()
  const waitMs = messages.waitMs(at)
  if (waitMs > 0) return { waitMs }
  const { channel = '', ts = '', text } = form
  const found = find(channel, ts, taken, messages)
  if (found === undefined) return refused('message_not_found')
  const before = current(found, taken.edits)
  if ((text ?? '').length > EDITED_TEXT) return refused('msg_too_long')
  // A text without blocks takes the blocks away; attachments and metadata stay unless others are given.
  const kept = text === undefined ? before.payload : { ...before.payload, blocks: undefined }
  const { blocks, attachments, metadata } = { ...kept, ...given } as Record<string, unknown>
  const shown = text ?? before.text
  const payload = filled({ ...before.payload, text: shown, blocks, attachments, metadata })
  const isEmpty = payload['blocks'] === undefined && payload['attachments'] === undefined
  if (isEmpty && shown === '') return refused('no_text')
  const mistakes = messages.validate(payload)
  if (mistakes.length > 0) return refused('invalid_blocks', { response_metadata: { messages: mistakes } })
  taken.edit({ at, message: ts, text: shown, payload })
  return { said: { ok: true, channel, ts, text: shown } }
}

/** reactions.add, by one user: the bot. */
export function addReaction(form: Form, taken: Taken, messages: SlackMessages): Changed {
  const { channel = '', timestamp = '', name = '' } = form
  if (!/^[a-z0-9_+'-]+$/.test(name)) return refused('invalid_name')
  const found = find(channel, timestamp, taken, messages)
  if (found === undefined) return refused('message_not_found')
  if (taken.locked.has(threadOf(found) ?? found.id)) return refused('thread_locked')
  const marks = taken.reactions.filter(({ message }) => message === timestamp)
  if (marks.some((mark) => mark.name === name)) return refused('already_reacted')
  if (marks.length >= MOST_MARKS) return refused('too_many_emoji')
  taken.react({ at: performance.timeOrigin + performance.now(), message: timestamp, name })
  return { said: { ok: true } }
}

/** reactions.remove, by one user: the bot. */
export function removeReaction(form: Form, taken: Taken, messages: SlackMessages): Changed {
  const { channel = '', timestamp = '', name = '' } = form
  if (find(channel, timestamp, taken, messages) === undefined) return refused('message_not_found')
  return taken.unreact(timestamp, name) ? { said: { ok: true } } : refused('no_reaction')
}

function find(
  channel: string,
  ts: string,
  { posts, gone }: Taken,
  { isSame }: SlackMessages,
): Post | undefined {
  return posts.find((post) => post.id === ts && isSame(post.channel, channel) && !gone.has(ts))
}

/** An empty list takes away what there was. */
function filled(payload: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(payload).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  )
}

function refused(error: string, more: Readonly<Record<string, unknown>> = {}): Changed {
  return { said: { ok: false, error, ...more } }
}
