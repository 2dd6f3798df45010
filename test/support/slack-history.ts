import { createHash } from 'node:crypto'
import type { Post } from './stand-in.ts'
import type { Answer } from './stand-in-faults.ts'

type Form = Readonly<Record<string, string>>

/** A part of a channel's or a thread's messages, newest first, by pages. */
export function history(form: Form, posts: readonly Post[], wanted: (post: Post) => boolean): Answer {
  const { oldest = '0', latest = '9999999999.999999', cursor = '0', inclusive = '' } = form
  const limit = Number(form['limit'] ?? 100)
  const inside = (id: string): boolean =>
    (id > oldest && id < latest) || (inclusive === 'true' && (id === oldest || id === latest))
  const found = posts
    .filter((one) => idOf(one.channel) === idOf(form['channel'] ?? '') && wanted(one) && inside(one.id))
    .toReversed()
  const from = Number(cursor)
  const messages = found.slice(from, from + limit).map((one) => messageOf(one, form))
  const hasMore = from + limit < found.length
  const next = hasMore ? String(from + limit) : ''
  return json({ ok: true, messages, has_more: hasMore, response_metadata: { next_cursor: next } })
}

/** The channels that the bot is in, by pages. */
export function conversations(names: readonly string[], { cursor = '0', limit = '100' }: Form): Answer {
  const from = Number(cursor)
  const end = from + Number(limit)
  const channels = names.slice(from, end).map((name) => ({ id: idOf(name), name: name.replace(/^#/, '') }))
  return json({
    ok: true,
    channels,
    response_metadata: { next_cursor: end < names.length ? String(end) : '' },
  })
}

/** Metadata is only shown to who asks for it. */
function messageOf({ id, text, payload }: Post, form: Form): Record<string, unknown> {
  const { metadata, thread_ts, blocks, attachments, files } = payload
  const asked = form['include_all_metadata'] === 'true' || form['include_all_metadata'] === '1'
  return {
    type: 'message',
    bot_id: 'B1',
    ts: id,
    text,
    thread_ts,
    blocks,
    attachments,
    files,
    ...(asked ? { metadata } : {}),
  }
}

/** `#ops` and its id are one channel. */
export function idOf(channel: string): string {
  if (!channel.startsWith('#')) return channel
  return `C${createHash('sha256').update(channel).digest('hex').slice(0, 9).toUpperCase()}`
}

function json(value: unknown): Answer {
  return { status: 200, body: JSON.stringify(value) }
}
