import type { AcceptRow, NewDeliveryRow } from '../core/operations.ts'
import { admit } from './flow.ts'
import { join, joinStorm, openDigest, openDigestOf } from './join.ts'
import type { Now, Planned, StoryNow } from './now.ts'
import { plain } from './planned.ts'
import { showAtOnce } from './show-at-once.ts'
import { newStory, onePerLane, startAnew, storiesOf, storyIn, toldNow } from './stories.ts'

/** How a batch of new events is told. */
export interface Plan {
  readonly deliveries: readonly Planned[]
  /** Events that no rule took, and that go on in a story. */
  readonly followed: ReadonlySet<string>
}

/**
 * Decides for each delivery of each event, in their order, whether it is sent at once, as a reply in its story, held,
 * folded into a digest or silenced. What a rule sends counts against its limits, also in a story. `now` is changed to
 * what it is afterwards.
 */
export function planOf(fresh: readonly AcceptRow[], now: Now): Plan {
  const deliveries: Planned[] = []
  const followed = new Set<string>()
  for (const row of fresh) {
    // By the channel's name as well: its place may be another one by now.
    const served = row.unmatched ? [] : row.deliveries
    const isServed = (story: StoryNow): boolean =>
      served.some(({ lane, channel }) => lane === story.lane || channel === story.channel)
    const followers = onePerLane(storiesOf(row, now).filter((story) => story.failed && !isServed(story)))
    const goesOn = row.unmatched && followers.length > 0
    if (goesOn) followed.add(row.event.id)
    // What rules do not decide on (a callback that is passed on) stays.
    const promised = row.deliveries.filter(({ telling }) => !goesOn || telling === null)
    for (const delivery of promised) deliveries.push(...tell(row, delivery, now))
    for (const story of followers) deliveries.push(follow(row, story, now))
    for (const story of storiesOf(row, now)) toldNow(story, row)
  }
  return { deliveries, followed }
}

/** One delivery that the rules promised. */
function tell(row: AcceptRow, to: NewDeliveryRow, now: Now): Planned[] {
  const { telling } = to
  if (telling === null) return [plain(row, to)]
  const story = storyIn(row, to, telling.thread, now)
  const told = toldAs(row, to, story, now)
  const [first] = told
  if (first === undefined || telling.thread === 'none') return told
  if (first.story !== null && first.story === story) return told
  if (story !== undefined) startAnew(story, row, first)
  else if (row.event.job_state !== 'SUCCEED') newStory(row, to, telling.thread, first, now)
  return told
}

/**
 * The delivery, a call of who was not called yet, and what its story shows at once. Its story is set where it goes on
 * with it.
 */
function toldAs(row: AcceptRow, to: NewDeliveryRow, story: StoryNow | undefined, now: Now): Planned[] {
  const { telling } = to
  const silence = silenceOf(row, to.channel)
  if (silence !== null) return [{ ...plain(row, to), state: 'silenced', note: silence, story: story ?? null }]
  const posted = story !== undefined && isPosted(story) ? story : null
  if (telling?.later?.kind === 'dropped') {
    const lost: Planned = { ...plain(row, to), state: 'silenced', note: LOST, story: story ?? null }
    return [lost, ...showAtOnce(row, to, posted)]
  }
  if (telling?.later != null) {
    const { kind, at } = telling.later
    const joined = join(row, to, openDigest(to, kind, at, now), liveStory(story, now))
    return [...joined, ...showAtOnce(row, to, posted)]
  }
  if (story !== undefined && posted === null) {
    const digest = openDigestOf(story, now)
    if (digest !== null) return join(row, to, digest, story)
  }
  const foldsSince = floodSince(to, now)
  if (foldsSince === null) return [{ ...plain(row, to), story: posted }]
  return [...joinStorm(row, to, foldsSince, posted, now), ...showAtOnce(row, to, posted)]
}

const LOST = 'quiet hours: lost on purpose'

/** A story whose first message went somewhere where this one is told too. */
function liveStory(story: StoryNow | undefined, now: Now): StoryNow | null {
  if (story === undefined) return null
  return isPosted(story) || openDigestOf(story, now) !== null ? story : null
}

/** Its first message stands in the channel, or will. */
function isPosted({ rootState }: StoryNow): boolean {
  return rootState === 'waiting' || rootState === 'sent'
}

/** Counts it against its limits; since when it is beyond them, or null where it is not. */
export function floodSince({ lane, telling }: NewDeliveryRow, now: Now): number | null {
  const found = now.lanes.get(lane)
  if (found === undefined || telling === null || telling.limits.length === 0) return null
  const { flow, foldsSince } = admit(found.flow, telling.limits, now.at)
  found.flow = flow
  found.changed = true
  return foldsSince
}

/** What no rule sends here, but whose failure was told here. */
function follow(row: AcceptRow, story: StoryNow, now: Now): Planned {
  const to = followRow(story)
  const base: Planned = { ...plain(row, to), story }
  const silence = silenceOf(row, story.channel)
  if (silence !== null) return { ...base, state: 'silenced', note: silence }
  if (story.rootState === 'silenced') return { ...base, state: 'silenced', note: 'its story was silenced' }
  if (story.rootState === 'held' || story.rootState === 'folded') {
    const digest = openDigestOf(story, now)
    if (digest === null) {
      const id = typeof story.rootDigest === 'number' ? story.rootDigest : null
      return { ...base, state: 'folded', digest: id, note: 'the digest of its story has ended' }
    }
    const [joined] = join(row, to, digest, story)
    if (joined !== undefined) return joined
  }
  return base
}

function followRow(story: StoryNow): NewDeliveryRow {
  const { lane, channel, at } = story
  const route = JSON.stringify({
    ...(JSON.parse(story.route) as object),
    channel,
    lane,
    place: at.place,
    mentions: [],
    template: null,
    follows: true,
  })
  return {
    ...at,
    lane,
    channel,
    route,
    kind: 'message',
    of_story: null,
    of_digest: null,
    due_at: 0,
    telling: null,
    mentions: [],
  }
}

function silenceOf({ silences }: AcceptRow, channel: string): string | null {
  const found = silences.find(({ channels }) => channels.length === 0 || channels.includes(channel))
  return found === undefined ? null : `silence ${found.id}: ${found.why}`
}
