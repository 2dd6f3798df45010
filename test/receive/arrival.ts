import { parseCallback, type Arrival } from '../../src/receive/callback.ts'
import type { JobEvent } from '../../src/receive/event.ts'

export const REQUIRED = { job_id: 'j-1', project: 'sales', job_state: 'ERROR', job_type: 'INC_BUILD' }

const ARRIVAL: Arrival = { id: 'event-1', cluster: 'default', receivedAt: 1_715_414_588_900 }

/** What becomes of a body; a string is sent as UTF-8, an object as JSON with the required fields added. */
export function received(body: string | Buffer | Record<string, unknown>): ReturnType<typeof parseCallback> {
  const text =
    typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify({ ...REQUIRED, ...body })
  return parseCallback(Buffer.from(text as string), ARRIVAL)
}

/** The event a body becomes; fails where it becomes none. */
export function eventOf(body: string | Buffer | Record<string, unknown>): JobEvent {
  const result = received(body)
  if ('problems' in result) throw new Error(`no event: ${JSON.stringify(result.problems)}`)
  return result.event
}

/** The codes of the problems a body has; none when it becomes an event. */
export function problemsOf(body: string | Buffer): readonly string[] {
  const result = received(body)
  return 'problems' in result ? result.problems.map((problem) => problem.code) : []
}
