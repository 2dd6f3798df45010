import { CLOCKS_APART_MS, cannotLook, MOST_PAGES, tooMuchToRead } from '../looking.ts'
import { DeliveryError, type Message, type Receipt, type Sought } from '../platform.ts'

/** Discord gives no more at once. */
const PAGE = 100
/** Snowflakes count from the start of 2015, in ms, above 22 other bits. */
const EPOCH = 1_420_070_400_000n

/** Reads a part of a channel's or a thread's messages. */
export type ReadMessages = (channel: string, query: Readonly<Record<string, string>>) => Promise<unknown>

/**
 * Looks a message up by the delivery's id in its footer, since no nonce stands in the history; a file by its name and
 * the message it belongs to, which has no other of that name. A reply stands in its thread, or in the channel where
 * the bot could use none. An edit and a mark leave nothing to be found: made once more, they change nothing.
 */
export async function findOnDiscord(sought: Sought, read: ReadMessages): Promise<Receipt | null> {
  const { message, delivery, place } = sought
  const { change } = message
  if (change === undefined) return findIn(place, sought, matcherOf(message, delivery, null), read)
  if (change.kind !== 'reply') return null
  const { channel, message: root } = change.to
  const inThread = await findInThread(root, sought, matcherOf(message, delivery, null), read)
  return inThread ?? findIn(channel, sought, matcherOf(message, delivery, root), read)
}

/** A closed history shows in the channel, which is looked into next. */
async function findInThread(
  thread: string,
  sought: Sought,
  isIt: IsIt,
  read: ReadMessages,
): Promise<Receipt | null> {
  try {
    return await findIn(thread, sought, isIt, read, () => Promise.resolve())
  } catch (error) {
    if (error instanceof DeliveryError && error.reason === 'no-such-place') return null
    throw error
  }
}

async function findIn(
  channel: string,
  sought: Sought,
  isIt: IsIt,
  read: ReadMessages,
  mustBeOpen = mustBeReadable,
): Promise<Receipt | null> {
  const end = snowflakeOf(sought.until + CLOCKS_APART_MS)
  let after = snowflakeOf(sought.since - CLOCKS_APART_MS)
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const seen = messagesIn(await read(channel, { after: String(after), limit: String(PAGE) }))
    const found = seen.find(isIt)
    if (found !== undefined) return { channel: found.channel_id ?? channel, message: found.id }
    if (page === 0 && seen.length === 0) await mustBeOpen(channel, read)
    const latest = seen.reduce((most, { id }) => (BigInt(id) > most ? BigInt(id) : most), after)
    if (seen.length < PAGE || latest >= end) return null
    after = latest
  }
  throw tooMuchToRead(channel)
}

/** To whom the history is closed Discord shows it empty, as if nothing had ever been posted. */
async function mustBeReadable(channel: string, read: ReadMessages): Promise<void> {
  if (messagesIn(await read(channel, { limit: '1' })).length > 0) return
  throw cannotLook(
    'forbidden',
    'the history shows nothing',
    `Give the bot "Read Message History" in channel ${channel}.`,
  )
}

/** What a message in a history shows. */
interface Seen {
  readonly id: string
  readonly channel_id?: string
  readonly content?: string
  readonly embeds?: readonly { readonly footer?: { readonly text?: string } }[]
  readonly attachments?: readonly { readonly filename?: string }[]
  readonly message_reference?: { readonly message_id?: string }
}

function messagesIn(answer: unknown): readonly Seen[] {
  return Array.isArray(answer) ? (answer as Seen[]).filter(({ id }) => /^\d+$/.test(id)) : []
}

type IsIt = (seen: Seen) => boolean

/** @param to the message that a file has to answer; null where it stands in the message's own thread */
function matcherOf({ file }: Message, delivery: string, to: string | null): IsIt {
  if (file !== undefined) {
    return ({ attachments = [], message_reference: reference }) =>
      (to === null || reference?.message_id === to) &&
      attachments.some(({ filename }) => filename === file.name)
  }
  // Whole, since k7f3q-18 begins as k7f3q-182 does.
  const whole = new RegExp(`(?<![\\w-])${delivery}(?![\\w-])`)
  return (seen) => footersOf(seen).some((footer) => whole.test(footer))
}

/** The footers of a message: those of its embeds, and small print at the end of its text, without its escapes. */
function footersOf({ content = '', embeds = [] }: Seen): string[] {
  const small = content.split('\n').findLast((line) => line.startsWith('-# ')) ?? ''
  return [small.replaceAll('\\', ''), ...embeds.map(({ footer }) => footer?.text ?? '')]
}

function snowflakeOf(ms: number): bigint {
  const since = BigInt(Math.floor(ms)) - EPOCH
  return since < 0n ? 0n : since << 22n
}
