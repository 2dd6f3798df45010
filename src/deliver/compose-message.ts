import { abilitiesOf } from '../platforms/abilities.ts'
import type { Change, MessageRef } from '../platforms/platform.ts'
import type { Rendered } from '../render/render.ts'
import { recoveredCard } from '../render/story-card.ts'
import type { Channel, Rules } from '../rules/rules.ts'
import type { Claim } from '../store/claimed.ts'
import type { Composed } from './attempt.ts'
import { noticeCard } from './notice.ts'
import { contextOf, type Looks, routeCard } from './route-card.ts'
import { channelOf, refOf, told } from './told.ts'

/**
 * A message: a reply where its story was told in a message that it can be threaded to, else one of its own. Where the
 * first message of the story is not there, the story stands in this one from now on.
 */
export function composeMessage(claim: Claim, looks: Looks, now: number): Composed {
  const { rules } = looks
  const { route, story, event, kind, digest } = claim
  const channel = channelOf(claim, rules)
  const root = kind === 'call' ? (digest?.root ?? null) : (story?.root ?? null)
  const isFirst = root?.delivery === claim.delivery
  const thread = isFirst ? null : refOf(root)
  const rendered = cardOf(claim, channel, looks, now)
  const threads = thread !== null && canReply(claim, channel, rules)
  const composed = told(claim, {
    rendered,
    mentions: route.mentions,
    change: threads ? replyTo(thread, claim) : null,
    channel,
    rules,
  })
  const alone = root?.state === 'sent' && !isFirst && !threads
  const note = alone ? [composed.note, 'this channel has no threads: a message of its own'] : [composed.note]
  // What is waiting may still be posted; anything else that was not sent never will be.
  const begins = story !== null && kind === 'message' && (isFirst || isOver(root?.state))
  return {
    ...composed,
    note: note.filter((part) => part !== '').join('; '),
    ...(begins ? { root: true, shows: { story: event.job_state } } : {}),
  }
}

function isOver(state: string | undefined): boolean {
  return state === undefined || (state !== 'sent' && state !== 'waiting')
}

function cardOf(claim: Claim, channel: Channel | undefined, looks: Looks, now: number): Rendered {
  const { event, route, delivery, toldBefore, story } = claim
  if (route.notice !== undefined) return { card: noticeCard(route.notice, delivery) }
  const look = route.follows === true ? { ...route, template: channel?.template ?? null } : route
  const telling = { event, route: look, delivery, toldBefore: toldBefore !== null, now }
  const isLater = story !== null && story.root !== null && story.root.delivery !== delivery
  if (isLater && story.failed && event.job_state === 'SUCCEED') {
    return { card: recoveredCard(contextOf(telling, looks), story.stateAt - story.since) }
  }
  return routeCard(telling, looks)
}

function canReply({ platform }: Claim, channel: Channel | undefined, rules: Rules): boolean {
  if (channel === undefined || platform === 'inbox') return true
  return abilitiesOf(channel.platform, rules.accounts.get(channel.account)?.kind ?? 'bot').reply
}

function replyTo(to: MessageRef, { event, kind, digest }: Claim): Change {
  const title =
    kind === 'call' && digest !== null
      ? `${event.project}: ${digest.tally.count}`
      : `${event.project}: ${event.job_type}`
  return { kind: 'reply', to, title }
}
