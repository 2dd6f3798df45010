import { DeliveryError, type MessageRef } from '../platforms/platform.ts'
import { storyCard } from '../render/story-card.ts'
import type { Claim, ClaimedStory } from '../store/claimed.ts'
import type { Composed } from './attempt.ts'
import { type Looks, routeCard } from './route-card.ts'
import { channelOf, placeOf, refOf, told } from './told.ts'

/** The first message of a story as it is edited to what is true now. @throws DeliveryError where it was never posted */
export function composeEdit(claim: Claim, story: ClaimedStory, looks: Looks, now: number): Composed {
  const { first, root, state, stateAt, since } = story
  const of = postedOf(story)
  if (first === null || root === null) throw gone()
  const { event, route, toldBefore } = first
  // The id that stands below the message stays: by it the message is found.
  const rendered = routeCard({ event, route, delivery: root.delivery, toldBefore, now }, looks)
  const truth = { state, afterMs: stateAt - since, language: route.language }
  const composed = told(
    { ...claim, route, unknown: false },
    {
      rendered: { ...rendered, card: storyCard(rendered.card, truth) },
      // An edit notifies nobody; the mention stays to be read.
      mentions: route.mentions,
      change: { kind: 'edit', of },
      channel: channelOf(claim, looks.rules),
      rules: looks.rules,
    },
  )
  return { ...composed, shows: { story: state } }
}

/**
 * The mark on the first message of a story that ended well; taken back where it did not.
 * @throws DeliveryError where it was never posted
 */
export function composeMark(claim: Claim, story: ClaimedStory, looks: Looks): Composed {
  const channel = channelOf(claim, looks.rules)
  const platform = channel?.platform ?? claim.platform
  const change = {
    kind: 'reaction',
    on: postedOf(story),
    mark: story.state === 'SUCCEED' ? 'done' : 'none',
  } as const
  return {
    card: null,
    message: { platform, payload: {}, change },
    place: placeOf(claim, channel),
    note: '',
    shows: { story: story.state },
  }
}

function postedOf({ root }: ClaimedStory): MessageRef {
  const of = refOf(root)
  if (of === null) throw gone()
  return of
}

function gone(): DeliveryError {
  const detail = 'the first message is not there'
  return new DeliveryError({ reason: 'no-such-message', outcome: 'not-sent', detail })
}
