import type { Claim } from '../../src/store/claimed.ts'
import { anEvent } from './an-event.ts'

/** A claim with only what matters to the test written out. */
export function aClaim(over: Partial<Claim> = {}): Claim {
  return {
    delivery: 'test1-1',
    lane: 'slack:#sales',
    fence: 1,
    account: 'slack',
    platform: 'slack',
    place: '#sales',
    route: {
      rule: 'every failure',
      channel: 'sales',
      place: '#sales',
      lane: 'slack:#sales',
      template: null,
      language: 'en',
      timezone: 'UTC',
      mentions: [],
    },
    event: anEvent(),
    strikes: 0,
    tries: 0,
    firstTriedAt: null,
    triedAt: null,
    unknown: false,
    unknownSince: null,
    misses: 0,
    placeId: null,
    at: 0,
    plain: false,
    toldBefore: null,
    kind: 'message',
    story: null,
    digest: null,
    ...over,
  }
}
