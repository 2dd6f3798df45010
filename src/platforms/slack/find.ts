import { CLOCKS_APART_MS, cannotLook, MOST_PAGES, tooMuchToRead } from '../looking.ts'
import { DeliveryError, type Message, type Receipt, type Sought } from '../platform.ts'
import { type CallOptions, callSlack } from './call.ts'
import { EVENT_TYPE } from './metadata.ts'

/** Slack recommends at most 200 in one page; messages with all their blocks take up to 20 kB each, and an answer 1 MB. */
const PAGE = { messages: 50, channels: 200 } as const
const ID = /^[CGD][A-Z0-9]{5,}$/

/**
 * Looks a message up in its channel's history, or in its thread, by the delivery's id in its metadata; a file by its
 * name in the thread, which has no other of that name. An edit and a mark leave nothing to be found: made once more,
 * they change nothing.
 */
export async function findOnSlack(sought: Sought, options: CallOptions): Promise<Receipt | null> {
  const { message, since, until } = sought
  const { change } = message
  if (change?.kind === 'edit' || change?.kind === 'reaction') return null
  const channel = change?.to.channel ?? (await idOf(sought, options))
  const isIt = matcherOf(message, sought.delivery)
  const body = {
    channel,
    oldest: tsOf(since - CLOCKS_APART_MS),
    latest: tsOf(until + CLOCKS_APART_MS),
    inclusive: true,
    include_all_metadata: true,
    limit: PAGE.messages,
  }
  const found =
    change === undefined
      ? pages<Seen>('conversations.history', 'messages', body, options)
      : pages<Seen>('conversations.replies', 'messages', { ...body, ts: change.to.message }, options)
  try {
    for await (const one of found) {
      if (typeof one.ts === 'string' && isIt(one)) return { channel, message: one.ts }
    }
  } catch (error) {
    // Where there is no thread, nothing was posted in it.
    if (!(error instanceof DeliveryError && NO_THREAD.has(error.detail))) throw error
  }
  return null
}

const NO_THREAD = new Set(['thread_not_found', 'message_not_found'])

/** What a message in a history shows. */
interface Seen {
  readonly ts?: unknown
  readonly metadata?: {
    readonly event_type?: unknown
    readonly event_payload?: { readonly delivery?: unknown }
  }
  readonly files?: readonly { readonly name?: unknown }[]
}

function matcherOf({ file }: Message, delivery: string): (seen: Seen) => boolean {
  if (file !== undefined) return ({ files = [] }) => files.some(({ name }) => name === file.name)
  return ({ metadata }) =>
    metadata?.event_type === EVENT_TYPE && metadata.event_payload?.delivery === delivery
}

/** A history goes by ids; a name is looked up among the channels that the bot is in. */
async function idOf({ place, placeId }: Sought, options: CallOptions): Promise<string> {
  const known = ID.test(place) ? place : placeId
  if (known !== null) return known
  const name = place.replace(/^#/, '')
  const body = { types: 'public_channel,private_channel', exclude_archived: true, limit: PAGE.channels }
  for await (const one of pages<Named>('users.conversations', 'channels', body, options)) {
    if (one.name === name && typeof one.id === 'string') return one.id
  }
  throw cannotLook(
    'not-in-channel',
    `${place} is no channel of the bot`,
    `Invite the bot: /invite @herald in ${place}.`,
  )
}

interface Named {
  readonly id?: unknown
  readonly name?: unknown
}

/** What all pages of a list hold. */
async function* pages<T>(
  method: string,
  list: string,
  body: Record<string, unknown>,
  options: CallOptions,
): AsyncGenerator<T> {
  let cursor = ''
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = (await look(method, cursor === '' ? body : { ...body, cursor }, options)) as Page
    const found = answer[list]
    if (Array.isArray(found)) yield* found as T[]
    cursor = answer.response_metadata?.next_cursor ?? ''
    if (cursor === '') return
  }
  throw tooMuchToRead(options.words.place)
}

interface Page {
  readonly [list: string]: unknown
  readonly response_metadata?: { readonly next_cursor?: string }
}

/** A token that may post but not read is no reason to hold back the account's messages. */
async function look(method: string, body: Record<string, unknown>, options: CallOptions): Promise<object> {
  try {
    return await callSlack(method, body, options)
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    const { detail, cause } = error
    if (!/^(missing_scope|not_allowed_token_type)/.test(detail)) throw error
    throw cannotLook('forbidden', detail, HELP, cause)
  }
}

const HELP =
  'Give the Slack app the scopes channels:history, groups:history, channels:read and groups:read and install it again: only then can a message whose outcome is unknown be looked up.'

/** Seconds with six digits, as a text: a float would lose the last ones. */
function tsOf(ms: number): string {
  return `${Math.floor(ms / 1000)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}000`
}
