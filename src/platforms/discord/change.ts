import type { REST } from 'discord.js'
import { unexpectedAnswer } from '../failure.ts'
import { type Change, DeliveryError, type Message, type MessageRef, type Receipt } from '../platform.ts'
import { mustBeRef } from '../refs.ts'
import type { Ask } from './ask.ts'
import { receiptOf } from './receipt.ts'

const ID = /^\d{17,19}$/
/** ✅ as it stands in a path. */
const DONE = '%E2%9C%85'

/** Refuses what no message of Discord can be. @throws DeliveryError `no-such-message` */
export function mustBeOnDiscord(ref: MessageRef): void {
  mustBeRef(ref, ID, ID)
}

/** The body of an edit: what the message had and the payload has not is taken away, and nobody is called again. */
export function editedBody({ payload }: Message): Readonly<Record<string, unknown>> {
  const { content = '', embeds = [], components = [] } = payload
  return { content, embeds, components, allowed_mentions: { parse: [] } }
}

/** Puts the payload in the message's place; an edit sent twice is one. */
export async function editOnDiscord(
  rest: REST,
  of: MessageRef,
  message: Message,
  ask: Ask,
): Promise<Receipt> {
  mustBeOnDiscord(of)
  const { answer, status } = await ask((common) =>
    rest.patch(routeOf(of), { ...common, body: editedBody(message) }),
  )
  // The answer is the message itself.
  receiptOf(answer, of.channel, status)
  return of
}

/** Marks a message with ✅, or takes that back; done twice it is as once. */
export async function markOnDiscord(
  rest: REST,
  { on, mark }: Change & { kind: 'reaction' },
  ask: Ask,
): Promise<Receipt> {
  mustBeOnDiscord(on)
  const route = `${routeOf(on)}/reactions/${DONE}/@me` as const
  const { status } = await ask((common) =>
    mark === 'done' ? rest.put(route, common) : rest.delete(route, common),
  )
  if (status !== 204) throw new DeliveryError(unexpectedAnswer(status ?? 0, 'for a reaction'))
  return on
}

function routeOf({ channel, message }: MessageRef): `/${string}` {
  return `/channels/${channel}/messages/${message}`
}
