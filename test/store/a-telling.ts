import type { Json } from '../../src/receive/event.ts'
import type { Acceptance, NewDelivery, Telling } from '../../src/store/accepting.ts'
import type { Store } from '../../src/store/store.ts'
import { aDelivery, anAcceptance } from './an-acceptance.ts'

/** How the rules tell it; only what matters to the test is written out. */
export function aTelling(over: Partial<Telling> = {}): Telling {
  return { thread: 'job', limits: [], later: null, edits: true, marks: true, ...over }
}

/** A delivery that rules promised to the channel of this name. */
export function toldTo(
  channel: string,
  over: Partial<Telling> = {},
  more: Partial<NewDelivery> = {},
): NewDelivery {
  return aDelivery(channel, { telling: aTelling(over), ...more })
}

/** A callback of one job in this state, to these deliveries. */
export function aCallback(
  job_state: string,
  deliveries: readonly NewDelivery[] = [],
  fields: Record<string, Json> = {},
): Acceptance {
  const event = { job_id: 'job-1', job_state, cause: 'Table not found', ...fields }
  return anAcceptance(event, deliveries)
}

/** The states of an event's deliveries, by channel; several are in the order of their numbers. */
export async function statesOf(store: Store, { event: { id } }: Acceptance): Promise<Record<string, string>> {
  const stored = await store.event(id)
  const states: Record<string, string> = {}
  for (const { channel, state, kind } of stored?.deliveries ?? []) {
    const text = kind === 'message' ? state : `${kind} ${state}`
    states[channel] = states[channel] === undefined ? text : `${states[channel]}, ${text}`
  }
  return states
}
