import { messageOf } from './discord-history.ts'
import type { Post, Taken } from './stand-in.ts'
import type { Answer } from './stand-in-faults.ts'
import { current } from './stand-in-shown.ts'

/** What changing a message of Discord needs to know. */
export interface DiscordMessages extends Taken {
  /** The channel of each thread, by the thread's id. */
  readonly threads: Map<string, string>
  /** Channels in which the bot may neither start nor write threads. */
  readonly threadless: ReadonlySet<string>
  readonly validate: (payload: Readonly<Record<string, unknown>>) => readonly string[]
}

type Bag = Readonly<Record<string, unknown>>

/** So many different marks can stand on one message. */
const MOST_MARKS = 20

/** What stands in the way of a post where it goes: null when nothing does. */
export function refusedPost(channel: string, payload: Bag, messages: DiscordMessages): Answer | null {
  const parent = messages.threads.get(channel)
  if (parent !== undefined && messages.threadless.has(parent))
    return refusal(403, 50013, 'Missing Permissions')
  if (messages.locked.has(channel)) return refusal(403, 160005, 'Thread is locked')
  const reference = payload['message_reference'] as
    | { message_id: string; fail_if_not_exists?: boolean }
    | undefined
  if (reference === undefined || reference.fail_if_not_exists === false) return null
  if (find(channel, reference.message_id, messages) !== undefined) return null
  const unknown = { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] }
  return refusal(400, 50035, 'Invalid Form Body', { errors: { message_reference: unknown } })
}

/** Starts the thread of a message, which has the message's id. */
export function startThread(channel: string, id: string, body: Bag, messages: DiscordMessages): Answer {
  const { threads, threadless } = messages
  if (threads.has(channel)) return refusal(400, 50024, 'Cannot execute action on this channel type')
  if (threadless.has(channel)) return refusal(403, 50013, 'Missing Permissions')
  if (find(channel, id, messages) === undefined) return refusal(404, 10008, 'Unknown Message')
  if (threads.has(id)) return refusal(400, 160004, 'A thread has already been created for this message')
  const { name, auto_archive_duration: after } = body
  const isName = typeof name === 'string' && name.trim() !== '' && name.length <= 100
  if (!isName || ![60, 1440, 4320, 10080].includes(Number(after)))
    return refusal(400, 50035, 'Invalid Form Body')
  threads.set(id, channel)
  return json(201, { id, type: 11, parent_id: channel, name })
}

/** Puts other parts in the place of a message's; what is not given stays. */
export function editMessage(channel: string, id: string, given: Bag, messages: DiscordMessages): Answer {
  const found = find(channel, id, messages)
  if (found === undefined) return refusal(404, 10008, 'Unknown Message')
  if (messages.locked.has(channel)) return refusal(400, 50083, 'Thread is archived')
  const { edits, validate } = messages
  const payload = filled({ ...current(found, edits).payload, ...given })
  const { content = '', embeds } = payload
  if (content === '' && embeds === undefined) return refusal(400, 50006, 'Cannot send an empty message')
  const mistakes = validate(payload)
  if (mistakes.length > 0) return refusal(400, 50035, `Invalid Form Body: ${mistakes.join('; ')}`)
  const at = performance.timeOrigin + performance.now()
  messages.edit({ at, message: id, text: String(content), payload })
  return json(200, { ...messageOf({ ...found, payload }), edited_timestamp: new Date(at).toISOString() })
}

/** Marks a message in the bot's name; once more it stays one mark. */
export function addReaction(channel: string, id: string, name: string, messages: DiscordMessages): Answer {
  if (find(channel, id, messages) === undefined) return refusal(404, 10008, 'Unknown Message')
  if (messages.locked.has(channel)) return refusal(400, 50083, 'Thread is archived')
  const marks = messages.reactions.filter(({ message }) => message === id)
  if (!marks.some((mark) => mark.name === name)) {
    if (marks.length >= MOST_MARKS) return refusal(400, 30010, 'Maximum number of reactions reached')
    messages.react({ at: performance.timeOrigin + performance.now(), message: id, name })
  }
  return { status: 204, body: '' }
}

/** Takes the bot's own mark back; where there is none, that is as it should be. */
export function removeReaction(channel: string, id: string, name: string, messages: DiscordMessages): Answer {
  if (find(channel, id, messages) === undefined) return refusal(404, 10008, 'Unknown Message')
  messages.unreact(id, name)
  return { status: 204, body: '' }
}

function find(channel: string, id: string, { posts, gone }: Taken): Post | undefined {
  return posts.find((post) => post.id === id && post.channel === channel && !gone.has(id))
}

/** An empty text or list takes away what there was. */
function filled(payload: Bag): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(payload).filter(
      ([, value]) => !(value === '' || (Array.isArray(value) && value.length === 0)),
    ),
  )
}

/** Discord's refusal by its code. */
export function refusal(status: number, code: number, message: string, more: Bag = {}): Answer {
  return json(status, { message, code, ...more })
}

/** An answer in JSON. */
export function json(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) }
}
