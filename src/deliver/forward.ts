import type { JobEvent } from '../receive/event.ts'
import { forwardLane } from '../rules/known-channels.ts'
import type { Rules } from '../rules/rules.ts'
import type { NewDelivery } from '../store/accepting.ts'

/** The delivery that passes a callback on; null where its cluster forwards nowhere. */
export function forwardDelivery(event: JobEvent, rules: Rules): NewDelivery | null {
  const { language, timezone, clusters } = rules
  if ((clusters.get(event.cluster)?.forward ?? null) === null) return null
  const lane = forwardLane(event.cluster)
  return {
    lane,
    account: lane,
    platform: 'forward',
    place: '',
    gapMs: 0,
    route: {
      rule: 'forward',
      channel: lane,
      place: '',
      lane,
      template: null,
      language,
      timezone,
      mentions: [],
    },
  }
}
