import { editsLane, marksLane } from '../settle/beside.ts'
import type { AcceptRow, LaneRow, NewDeliveryRow } from '../core/operations.ts'
import type { Planned, StoryNow } from './now.ts'
import { plain } from './planned.ts'

/**
 * The edit and the mark by which the first message of a story shows at once what is true, where the event itself is told
 * later or in a digest: they call nobody. Behind that message, where it still waits.
 */
export function showAtOnce(row: AcceptRow, to: NewDeliveryRow, story: StoryNow | null): Planned[] {
  const { job_state: state } = row.event
  if (story === null || !story.failed || to.telling === null || row.ended_at < story.stateAt) return []
  const wantsEdit = to.telling.edits && state !== story.shown && !story.editWaits
  const wantsMark = to.telling.marks && (state === 'SUCCEED') !== story.marked && !story.markWaits
  if (!wantsEdit && !wantsMark) return []
  const of = { ...story.at, channel: story.channel }
  const laneOf = (beside: LaneRow): string => (story.rootState === 'sent' ? beside.lane : story.lane)
  const route = JSON.stringify({ ...(JSON.parse(to.route) as object), mentions: [] })
  const base = { ...plain(row, { ...to, route }), story }
  story.editWaits ||= wantsEdit
  story.markWaits ||= wantsMark
  return [
    ...(wantsEdit ? [{ ...base, kind: 'edit', lane: laneOf(editsLane(of)) } as const] : []),
    ...(wantsMark ? [{ ...base, kind: 'reaction', lane: laneOf(marksLane(of)) } as const] : []),
  ]
}

/** The lanes of edits and marks that these deliveries need, each once. */
export function lanesBeside(deliveries: readonly Planned[]): LaneRow[] {
  const lanes = new Map<string, LaneRow>()
  for (const { kind, lane, channel, story } of deliveries) {
    if ((kind !== 'edit' && kind !== 'reaction') || story === null || typeof story === 'number') continue
    const beside = (kind === 'edit' ? editsLane : marksLane)({ ...story.at, channel })
    if (beside.lane === lane) lanes.set(lane, beside)
  }
  return [...lanes.values()]
}
