import type { JobEvent } from '../receive/event.ts'
import type { Rules } from '../rules/rules.ts'
import type { NewDelivery } from '../store/accepting.ts'

/** The lane and the channel of what a cluster's callbacks are passed on by. */
export function forwardLane(cluster: string): string {
  return `forward/${cluster}`
}

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
