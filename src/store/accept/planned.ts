import type { AcceptRow, NewDeliveryRow } from '../core/operations.ts'
import type { Planned } from './now.ts'

/** Sent at once, as it is. */
export function plain(row: AcceptRow, to: NewDeliveryRow): Planned {
  const { lane, channel, route, kind, due_at: dueAt, of_story: story, of_digest: digest } = to
  return {
    event: row.event.id,
    lane,
    channel,
    route,
    kind,
    state: 'waiting',
    dueAt,
    note: '',
    story,
    digest,
    id: null,
  }
}
