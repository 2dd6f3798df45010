import { MESSAGES } from '../platforms/messages.ts'
import type { Change, Message, MessageRef } from '../platforms/platform.ts'
import type { Rendered } from '../render/render.ts'
import { type Channel, EVERYONE, type Rules } from '../rules/rules.ts'
import type { Claim, Root } from '../store/claimed.ts'
import type { Composed } from './attempt.ts'

/** What a card is told with. */
export interface Told {
  readonly rendered: Rendered
  readonly mentions: readonly string[]
  readonly change: Change | null
  /** The channel as the rules of now have it; undefined where it left them. */
  readonly channel: Channel | undefined
  readonly rules: Rules
}

/** A card in the shape of its platform, ready to be sent. */
export function told(claim: Claim, { rendered, mentions, change, channel, rules }: Told): Composed {
  const { route, delivery, platform } = claim
  const { card, problem, failed } = rendered
  // The inbox takes the messages of every platform; what is passed on has no card.
  const as = channel?.platform ?? (platform === 'forward' ? 'inbox' : platform)
  const { toMessage, toPlainMessage } = MESSAGES[as]
  const made = (claim.plain ? toPlainMessage : toMessage)(card, {
    language: route.language,
    mentions: mentionIds(mentions, rules, channel?.account ?? claim.account),
    delivery,
    maybeRepeat: claim.unknown,
  })
  const message: Message = change === null ? made : { ...made, change }
  const notes = [
    problem === undefined ? '' : `${problem}; the built-in text was sent`,
    claim.plain ? 'sent as plain text: the platform did not take its full form' : '',
    made.note ?? '',
  ]
  return {
    card,
    message,
    place: placeOf(claim, channel),
    note: notes.filter((note) => note !== '').join('; '),
    ...(failed === undefined ? {} : { failedTemplate: failed }),
  }
}

/** Where it goes; what an event once decided stays. The lane of an account's edits has no place of its own. */
export function placeOf({ place, route }: Claim, channel: Channel | undefined): string {
  if (channel !== undefined && channel.computed === null) return channel.place
  return place === '' ? route.place : place
}

/**
 * The channel as the rules of now have it, where it is still of the account that holds the delivery: what waits in
 * one account's lane is never posted by another, and a name that left the rules keeps its last place. The inbox
 * takes the messages of every platform.
 */
export function channelOf({ account, platform, route }: Claim, { channels }: Rules): Channel | undefined {
  const channel = channels.get(route.channel)
  const same = channel?.account === account && channel.platform === platform
  return same || platform === 'inbox' ? channel : undefined
}

/** The message that was posted for a delivery; null where there is none that can be named. */
export function refOf(root: Root | null): MessageRef | null {
  if (root === null || root.state !== 'sent' || root.receipt === null || root.receipt.message === '')
    return null
  const { channel, message } = root.receipt
  return { channel, message }
}

/** Ids of the named mentions on one account; a name that left the rules calls nobody. */
export function mentionIds(names: readonly string[], rules: Rules, account: string): string[] {
  return names.flatMap((name) => {
    if ((EVERYONE as readonly string[]).includes(name)) return [name]
    const id = rules.mentions.get(name)?.[account]
    return id === undefined ? [] : [id]
  })
}
