import { MESSAGES } from '../platforms/messages.ts'
import { renderCard } from '../render/render.ts'
import type { Templates } from '../render/template.ts'
import { type Channel, EVERYONE, type Rules } from '../rules/rules.ts'
import type { Claim } from '../store/store.ts'
import type { Composed } from './attempt.ts'

/** The rules and templates in force. */
export interface Looks {
  readonly rules: Rules
  readonly templates: Templates
}

/**
 * Makes a delivery ready to be sent, by the templates of now: a mended one heals what waits. Pure.
 * @param now ms since the epoch
 */
export function compose(claim: Claim, { rules, templates }: Looks, now: number): Composed {
  const { event, route, delivery } = claim
  const channel = channelOf(claim, rules)
  const { card, problem } = renderCard(templates, route.template, {
    event,
    language: route.language,
    timezone: route.timezone,
    delivery,
    toldBefore: claim.toldBefore !== null,
    now,
  })
  const { toMessage, toPlainMessage } = MESSAGES[channel?.platform ?? claim.platform]
  const message = (claim.plain ? toPlainMessage : toMessage)(card, {
    language: route.language,
    mentions: mentionIds(route.mentions, rules, channel?.account ?? claim.account),
    delivery,
    maybeRepeat: claim.unknown,
  })
  return {
    card,
    message,
    place: channel?.place ?? claim.place,
    note: problem === undefined ? '' : `${problem}; the built-in text was sent`,
  }
}

/**
 * The channel as the rules of now have it, where it is still of the account that holds the delivery: what waits in
 * one account's lane is never posted by another, and a name that left the rules keeps its last place. The inbox
 * takes the messages of every platform.
 */
function channelOf(claim: Claim, { channels }: Rules): Channel | undefined {
  const channel = channels.get(claim.route.channel)
  return claim.platform === 'inbox' || channel?.account === claim.account ? channel : undefined
}

/** Ids of the named mentions on one account; a name that left the rules calls nobody. */
export function mentionIds(names: readonly string[], rules: Rules, account: string): string[] {
  return names.flatMap((name) => {
    if ((EVERYONE as readonly string[]).includes(name)) return [name]
    const id = rules.mentions.get(name)?.[account]
    return id === undefined ? [] : [id]
  })
}
