import type { Thread } from '../../rules/rules.ts'
import type { AcceptRow, NewDeliveryRow } from '../core/operations.ts'
import type { DigestNow, Now, Planned, StoryNow } from './now.ts'

/** The stories that an event goes on with: of its job, and of its model. */
export function storiesOf(row: AcceptRow, now: Now): StoryNow[] {
  const { job_subject: job, model_subject: model } = row
  const all = [...(now.stories.get(job) ?? []), ...(model === null ? [] : (now.stories.get(model) ?? []))]
  return all.filter(({ ended }) => !ended)
}

/** The first of them in each lane: one message a channel. */
export function onePerLane(stories: readonly StoryNow[]): StoryNow[] {
  return [...new Map(stories.toReversed().map((story) => [story.lane, story])).values()].toReversed()
}

/** The story that a delivery goes on with. */
export function storyIn(
  row: AcceptRow,
  { lane }: NewDeliveryRow,
  thread: Thread,
  now: Now,
): StoryNow | undefined {
  const subject = subjectOf(row, thread)
  if (subject === null) return undefined
  return now.stories.get(subject)?.findLast((story) => story.lane === lane && !story.ended)
}

/** A story that begins with this delivery. */
export function newStory(row: AcceptRow, to: NewDeliveryRow, thread: Thread, first: Planned, now: Now): void {
  const subject = subjectOf(row, thread)
  if (subject === null) return
  const { account, platform, place, gap_ms, lane, channel } = to
  const story: StoryNow = {
    id: null,
    lane,
    subject,
    channel,
    root: first,
    rootState: first.state,
    rootDigest: digestOf(first),
    route: to.route,
    at: { account, platform, place, gap_ms },
    failed: false,
    ended: false,
    since: row.ended_at,
    state: row.event.job_state,
    stateAt: row.ended_at,
    shown: row.event.job_state,
    marked: false,
    editWaits: false,
    markWaits: false,
    changed: true,
  }
  now.stories.set(subject, [...(now.stories.get(subject) ?? []), story])
  Object.assign(first, { story })
}

/** The first message of the story was not told, or is past: it goes on from this delivery. */
export function startAnew(story: StoryNow, row: AcceptRow, first: Planned): void {
  story.root = first
  story.rootState = first.state
  story.rootDigest = digestOf(first)
  story.since = row.ended_at
  story.shown = row.event.job_state
  story.changed = true
  Object.assign(first, { story })
}

/**
 * What is true of the story now. Kylin's nodes do not keep the order of their callbacks: what ended earlier changes
 * nothing. A story of a model ends with a success; one of a job goes on as long as it is kept.
 */
export function toldNow(story: StoryNow, row: AcceptRow): void {
  const { job_state: state } = row.event
  if (state === 'ERROR' && !story.failed) {
    story.failed = true
    story.changed = true
  }
  if (row.ended_at < story.stateAt) return
  story.state = state
  story.stateAt = row.ended_at
  story.changed = true
  const isOfModel = story.subject === row.model_subject
  if (isOfModel && (state === 'SUCCEED' || state === 'DISCARDED')) story.ended = true
}

function subjectOf(row: AcceptRow, thread: Thread): string | null {
  if (thread === 'none') return null
  return thread === 'model' ? row.model_subject : row.job_subject
}

function digestOf({ digest }: Planned): number | DigestNow | null {
  return digest
}
