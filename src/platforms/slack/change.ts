import { head } from '../../render/cut.ts'
import { mustBeRef } from '../refs.ts'
import { type Change, DeliveryError, type Message, type MessageRef, type Receipt } from '../platform.ts'
import { type CallOptions, callSlack } from './call.ts'
import { changeRefusalOf } from './change-refusals.ts'
import { postOnSlack } from './post.ts'

const CHANNEL = /^[CGD][A-Z0-9]{1,20}$/
const TS = /^\d{1,12}\.\d{1,6}$/
/** chat.update refuses a longer text, UTF-16 units; chat.postMessage takes ten times as much. */
const EDITED_TEXT = 4000
/** An entity or a mention that a cut went through. */
const HALF = /(?:&[a-z]{0,3}|<[^<>]*)$/

/** Makes a change of a message that is there: one call, as for a new one. */
export function changeOnSlack(message: Message, change: Change, options: CallOptions): Promise<Receipt> {
  const ofChange = { ...options, refusalOf: changeRefusalOf(change) }
  switch (change.kind) {
    case 'reply':
      return replyTo(change.to, message, ofChange)
    case 'edit':
      return edit(change.of, message, ofChange)
    case 'reaction':
      return mark(change, ofChange)
  }
}

async function replyTo(to: MessageRef, message: Message, options: CallOptions): Promise<Receipt> {
  mustBeRef(to, CHANNEL, TS)
  return postOnSlack({ ...message.payload, channel: to.channel, thread_ts: to.message }, options)
}

/**
 * Puts the payload in the message's place. Its metadata stays, so that it can still be looked up by the delivery that
 * posted it; blocks and attachments that the new one has not are taken away.
 */
async function edit(of: MessageRef, { payload }: Message, options: CallOptions): Promise<Receipt> {
  mustBeRef(of, CHANNEL, TS)
  const { text, blocks = [], attachments = [], parse, link_names } = payload
  const body = { channel: of.channel, ts: of.message, text: shortText(text), blocks, attachments }
  await postOnSlack({ ...body, ...given({ parse, link_names }) }, options, 'chat.update')
  return of
}

/** A mark that is there already is as good as one just set, and one that is gone as one just taken back. */
async function mark(change: Change & { kind: 'reaction' }, options: CallOptions): Promise<Receipt> {
  const { on } = change
  mustBeRef(on, CHANNEL, TS)
  const body = { channel: on.channel, timestamp: on.message, name: 'white_check_mark' }
  const [method, isSo] =
    change.mark === 'done'
      ? (['reactions.add', 'already_reacted'] as const)
      : (['reactions.remove', 'no_reaction'] as const)
  try {
    await callSlack(method, body, options)
  } catch (error) {
    if (!(error instanceof DeliveryError && error.detail === isSo)) throw error
  }
  return on
}

function shortText(text: unknown): string {
  const whole = typeof text === 'string' ? text : ''
  return whole.length <= EDITED_TEXT ? whole : `${head(whole, EDITED_TEXT - 1).replace(HALF, '')}…`
}

function given(parts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}
