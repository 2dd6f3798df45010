import type { JobEvent } from '../receive/event.ts'
import { secondOf } from './native-value.ts'

/** When the job ended, as Kylin says, or else when we heard of it; ms since the epoch. */
export function jobEnd({ fields, receivedAt }: JobEvent): number {
  const end = Object.hasOwn(fields, 'end_time') ? fields['end_time'] : null
  return typeof end === 'number' && secondOf(end) !== null && end > 0 ? end : receivedAt
}
