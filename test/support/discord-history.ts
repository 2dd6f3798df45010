import type { Post } from './stand-in.ts'

/** A channel's messages after an id, or the newest, as Discord gives them: the oldest of a part, shown newest first. */
export function historyOf(posts: readonly Post[], channel: string, query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? 50)
  const after = query.get('after')
  const here = posts
    .filter((one) => one.channel === channel)
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
  const part =
    after === null ? here.slice(-limit) : here.filter((one) => BigInt(one.id) > BigInt(after)).slice(0, limit)
  return part.toReversed().map(messageOf)
}

/** Without the nonce: Discord's history does not carry it. */
export function messageOf({ id, channel, at, payload }: Post): Record<string, unknown> {
  const { content = '', embeds = [], components = [], attachments = [], message_reference } = payload
  return {
    id,
    channel_id: channel,
    content,
    embeds,
    components,
    attachments,
    message_reference,
    timestamp: new Date(at).toISOString(),
    author: { id: '1', bot: true },
  }
}
