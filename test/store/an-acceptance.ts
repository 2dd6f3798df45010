import { createHash } from 'node:crypto'
import type { Json } from '../../src/receive/event.ts'
import type { Acceptance, MoveTarget, NewDelivery } from '../../src/store/accepting.ts'
import type { Claim, Settlement } from '../../src/store/claimed.ts'
import type { SettledResult } from '../../src/store/settled.ts'
import { anEvent } from '../support/an-event.ts'

let made = 0

/** A delivery to the lane of this name; only what matters to the test is written out. */
export function aDelivery(lane: string, over: Partial<NewDelivery> = {}): NewDelivery {
  return {
    lane,
    account: 'slack',
    platform: 'slack',
    place: `#${lane}`,
    gapMs: 0,
    route: {
      rule: 'all',
      channel: lane,
      place: lane,
      lane,
      template: null,
      language: 'en',
      timezone: 'UTC',
      mentions: [],
    },
    ...over,
  }
}

/** An acceptance of an event with bytes of its own, to one lane by default. */
export function anAcceptance(
  fields: Record<string, Json> = {},
  deliveries: readonly NewDelivery[] = [aDelivery('sales')],
): Acceptance {
  made += 1
  return {
    event: anEvent(fields),
    hash: createHash('sha256').update(String(made)).digest('hex'),
    trace: { rules: 'abcdef123456', outcome: 'routed', entries: [] },
    deliveries,
  }
}

export const SENT: SettledResult = { state: 'sent', receipt: { channel: 'C1', message: '1715.000100' } }
export const DEAD: SettledResult = {
  state: 'dead',
  reason: 'not-in-channel',
  detail: 'not_in_channel',
  outcome: 'not-sent',
  help: 'invite the bot',
}
/** A failure that is tried again. */
export function later(over: Partial<SettledResult & { state: 'waiting' }> = {}): SettledResult {
  return {
    state: 'waiting',
    reason: 'server-error',
    detail: '500',
    outcome: 'not-sent',
    waitMs: 0,
    counted: true,
    plain: false,
    ...over,
  }
}

/** A place that does not exist: the delivery goes to the lane of this name. */
export function moved(lane: string, over: Partial<MoveTarget> = {}): SettledResult {
  return {
    state: 'moved',
    reason: 'no-such-place',
    detail: 'channel_not_found',
    outcome: 'not-sent',
    to: { lane, account: 'eu', platform: 'slack', place: `#${lane}`, gapMs: 0, channel: lane, ...over },
  }
}

/** The settlement of a claim. */
export function outcome(claim: Claim, result: SettledResult, over: Partial<Settlement> = {}): Settlement {
  return { delivery: claim.delivery, lane: claim.lane, fence: claim.fence, ms: 12, result, ...over }
}
