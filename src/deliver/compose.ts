import { DeliveryError } from '../platforms/platform.ts'
import type { Claim } from '../store/claimed.ts'
import type { Composed } from './attempt.ts'
import { composeDigest } from './compose-digest.ts'
import { composeMessage } from './compose-message.ts'
import { composeEdit, composeMark } from './compose-story.ts'
import type { Looks } from './route-card.ts'
import { channelOf, placeOf } from './told.ts'
import { membersMessage, traceMessage } from './trace-file.ts'

/**
 * Makes a delivery ready to be sent, by the rules and templates of now: a mended one heals what waits. Pure.
 * @param now ms since the epoch
 * @throws DeliveryError `no-such-message` where what it should edit or mark was never posted
 */
export function compose(claim: Claim, looks: Looks, now: number): Composed {
  const { event, route, kind, platform, digest, story } = claim
  if (platform === 'forward') {
    return { card: null, message: { platform, payload: event.fields }, place: '', note: '' }
  }
  if (route.traceOf !== undefined) {
    const channel = channelOf(claim, looks.rules)
    const as = channel?.platform ?? platform
    const message =
      digest === null ? traceMessage(claim, route.traceOf, as) : membersMessage(digest, route, as)
    return { card: null, message, place: placeOf(claim, channel), note: '' }
  }
  switch (kind) {
    case 'message':
    case 'call':
    case 'file':
      return composeMessage(claim, looks, now)
    case 'digest':
    case 'final':
      return composeDigest(claim, needed(digest), looks, now)
    case 'edit':
      return digest === null
        ? composeEdit(claim, needed(story), looks, now)
        : composeDigest(claim, digest, looks, now)
    case 'reaction':
      return composeMark(claim, needed(story), looks)
    default:
      return kind satisfies never
  }
}

function needed<T>(part: T | null): T {
  if (part !== null) return part
  const detail = 'what it belongs to is not kept any more'
  throw new DeliveryError({ reason: 'no-such-message', outcome: 'not-sent', detail })
}
