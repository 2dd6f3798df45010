import { DeliveryError } from '../platforms/platform.ts'
import { digestCard } from '../render/digest-card.ts'
import type { Claim, ClaimedDigest } from '../store/claimed.ts'
import type { Composed } from './attempt.ts'
import { composeMessage } from './compose-message.ts'
import type { Looks } from './route-card.ts'
import { channelOf, refOf, told } from './told.ts'

/**
 * The message of a digest, or an edit of it. What was held alone is told as itself. Only what quiet hours or a clock
 * collect can be alone: a storm's digest says that more may come.
 * @throws DeliveryError where what it should edit was never posted
 */
export function composeDigest(claim: Claim, digest: ClaimedDigest, looks: Looks, now: number): Composed {
  const { kind, route, delivery } = claim
  const { what, tally, mentions, root, endedAt } = digest
  const isPost = kind === 'digest'
  if (isPost && what !== 'storm' && tally.count === 1) {
    const alone = composeMessage({ ...claim, kind: 'message', story: null }, looks, now)
    return { ...alone, shows: { digest: 1 } }
  }
  const of = refOf(root)
  if (!isPost && of === null) {
    const detail = 'the message of the digest is not there'
    throw new DeliveryError({ reason: 'no-such-message', outcome: 'not-sent', detail })
  }
  const channel = channelOf(claim, looks.rules)
  const { templates, rules } = looks
  const rendered = digestCard({
    what,
    tally,
    ended: endedAt !== null,
    language: route.language,
    timezone: route.timezone,
    // The id that stands below the message stays: by it the message is found.
    delivery: isPost ? delivery : root.delivery,
    now,
    templates,
    ...(what === 'digest' ? { since: tally.first } : {}),
    // A webhook shares no files.
    details: channel?.files === true && rules.accounts.get(channel.account)?.kind !== 'webhook',
    ...(route.team === undefined ? {} : { team: route.team }),
  })
  const composed = told(claim, {
    rendered,
    mentions,
    change: isPost || of === null ? null : { kind: 'edit', of },
    channel,
    rules,
  })
  return { ...composed, shows: { digest: tally.count } }
}
