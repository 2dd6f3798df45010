import type { REST } from 'discord.js'
import { head } from '../../render/cut.ts'
import { changed, notSent } from '../failure.ts'
import { DeliveryError, type Change, type MessageRef, type Receipt } from '../platform.ts'
import type { Ask } from './ask.ts'
import { mustBeOnDiscord } from './change.ts'
import { codeOf, GONE_REFERENCE } from './change-refusals.ts'

const NO_CHANNEL = 10003
const THREAD_IS_THERE = 160004
/**
 * The bot may not make or write threads there: not seen, not allowed, no channel for threads (a thread has none of
 * its own), or too many are open.
 */
const NO_THREADS = new Set([50001, 50013, 50024, 160006, 160007])
/** Discord takes 1 to 100 characters. */
const NAME = 100
/** Minutes of silence after which Discord folds a thread away; a message unfolds it. */
const ARCHIVE_AFTER = 1440

/** Posts the reply, with what is given beside its payload. */
export type PostReply = (channel: string, beside: Readonly<Record<string, unknown>>) => Promise<Receipt>

/**
 * Posts a reply in the thread of a message, which has the message's id; makes that thread where there is none; and
 * answers in the channel itself where the bot can use no threads. Nothing is seen of a reply before its own request,
 * so that a failure of one before it is surely not sent.
 */
export async function replyOnDiscord(
  rest: REST,
  { to, title }: Change & { readonly kind: 'reply' },
  ask: Ask,
  post: PostReply,
): Promise<Receipt> {
  mustBeOnDiscord(to)
  const first = await posted(() => post(to.message, {}))
  if ('receipt' in first) return first.receipt
  if (first.code !== NO_CHANNEL) return inChannel(to, post)
  if (!(await makeThread(rest, to, title, ask))) return inChannel(to, post)
  const second = await posted(() => post(to.message, {}))
  // A thread that was deleted cannot be made once more.
  return 'receipt' in second ? second.receipt : inChannel(to, post)
}

/** What came of a post to a thread, where it does not end the matter. */
async function posted(post: () => Promise<Receipt>): Promise<{ receipt: Receipt } | { code: number }> {
  try {
    return { receipt: await post() }
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    const code = codeOf(error)
    if (code === NO_CHANNEL || NO_THREADS.has(code)) return { code }
    throw error
  }
}

/** Resolves to whether there is a thread now. */
async function makeThread(rest: REST, to: MessageRef, title: string, ask: Ask): Promise<boolean> {
  const name = head(title.replaceAll(/\s+/g, ' ').trim(), NAME).trim() || 'Herald'
  const body = { name, auto_archive_duration: ARCHIVE_AFTER }
  try {
    await ask((common) =>
      rest.post(`/channels/${to.channel}/messages/${to.message}/threads`, { ...common, body }),
    )
    return true
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    const code = codeOf(error)
    if (code === THREAD_IS_THERE) return true
    if (NO_THREADS.has(code)) return false
    throw notSent(error)
  }
}

/** An answer in the channel, to be refused where its message is gone. */
async function inChannel({ channel, message }: MessageRef, post: PostReply): Promise<Receipt> {
  try {
    return await post(channel, { message_reference: { message_id: message, fail_if_not_exists: true } })
  } catch (error) {
    const gone = error instanceof DeliveryError && error.detail.includes(GONE_REFERENCE)
    throw gone ? changed(error, { reason: 'no-such-message' }) : error
  }
}
