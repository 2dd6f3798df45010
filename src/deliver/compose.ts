import { MESSAGES } from '../platforms/messages.ts'
import type { Rendered } from '../render/render.ts'
import { type Channel, EVERYONE, type Rules } from '../rules/rules.ts'
import type { Claim } from '../store/store.ts'
import type { Composed } from './attempt.ts'
import { noticeCard } from './notice.ts'
import { type Looks, routeCard } from './route-card.ts'
import { traceMessage } from './trace-file.ts'

/**
 * Makes a delivery ready to be sent, by the rules and templates of now: a mended one heals what waits. Pure.
 * @param now ms since the epoch
 */
export function compose(claim: Claim, looks: Looks, now: number): Composed {
  const { event, route, delivery, platform } = claim
  if (platform === 'forward') {
    return { card: null, message: { platform, payload: event.fields }, place: '', note: '' }
  }
  const { rules } = looks
  const channel = channelOf(claim, rules)
  // What an event once decided stays.
  const place = channel === undefined || channel.computed !== null ? claim.place : channel.place
  if (route.traceOf !== undefined) {
    const message = traceMessage(event, route.traceOf, channel?.platform ?? platform)
    return { card: null, message, place, note: '' }
  }
  const { card, problem, failed } = rendered(claim, looks, now)
  const { toMessage, toPlainMessage } = MESSAGES[channel?.platform ?? platform]
  const message = (claim.plain ? toPlainMessage : toMessage)(card, {
    language: route.language,
    mentions: mentionIds(route.mentions, rules, channel?.account ?? claim.account),
    delivery,
    maybeRepeat: claim.unknown,
  })
  const notes = [
    problem === undefined ? '' : `${problem}; the built-in text was sent`,
    claim.plain ? 'sent as plain text: the platform did not take its full form' : '',
    message.note ?? '',
  ]
  return {
    card,
    message,
    place,
    note: notes.filter((note) => note !== '').join('; '),
    ...(failed === undefined ? {} : { failedTemplate: failed }),
  }
}

function rendered({ event, route, delivery, toldBefore }: Claim, looks: Looks, now: number): Rendered {
  if (route.notice !== undefined) return { card: noticeCard(route.notice, delivery) }
  return routeCard({ event, route, delivery, toldBefore: toldBefore !== null, now }, looks)
}

/**
 * The channel as the rules of now have it, where it is still of the account that holds the delivery: what waits in
 * one account's lane is never posted by another, and a name that left the rules keeps its last place. The inbox
 * takes the messages of every platform.
 */
function channelOf({ account, platform, route }: Claim, { channels }: Rules): Channel | undefined {
  const channel = channels.get(route.channel)
  const same = channel?.account === account && channel.platform === platform
  return same || platform === 'inbox' ? channel : undefined
}

/** Ids of the named mentions on one account; a name that left the rules calls nobody. */
export function mentionIds(names: readonly string[], rules: Rules, account: string): string[] {
  return names.flatMap((name) => {
    if ((EVERYONE as readonly string[]).includes(name)) return [name]
    const id = rules.mentions.get(name)?.[account]
    return id === undefined ? [] : [id]
  })
}
