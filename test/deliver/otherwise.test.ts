import { expect, test } from 'vitest'
import { otherwiseOf } from '../../src/deliver/otherwise.ts'
import type { Claim } from '../../src/store/claimed.ts'
import { aClaim } from '../support/a-claim.ts'
import { someRules } from '../support/some-rules.ts'

const rules = someRules(`
channels:
  ops: { to: slack:#ops, pace: 1 per 2s }
  each: { to: "slack:#kylin-{project}", allow: "#kylin-*", otherwise: ops }
`)

function waiting(channel: string, over: Partial<Claim> = {}): Claim {
  return aClaim({ route: { ...aClaim().route, channel }, ...over })
}

test('a computed place that does not exist gives way to the channel its channel names', () => {
  expect(otherwiseOf(waiting('each', { lane: 'slack:#kylin-x' }), rules)).toEqual({
    channel: 'ops',
    lane: 'slack:#ops',
    account: 'slack',
    platform: 'slack',
    place: '#ops',
    gapMs: 2000,
    telling: {
      thread: 'none',
      limits: [rules.channels.get('ops')?.limit],
      later: null,
      edits: true,
      marks: true,
    },
  })
})

test.each([
  ['a channel with a place of its own', waiting('ops')],
  ['a channel that left the rules', waiting('gone')],
  ['a channel that is of another account now', waiting('each', { account: 'eu' })],
  [
    'a file, which belongs to its message,',
    waiting('each', {
      lane: 'slack:#kylin-x files',
      route: { ...aClaim().route, channel: 'each', traceOf: { channel: 'C1', message: '1.1' } },
    }),
  ],
  ['what already waits there', waiting('each', { lane: 'slack:#ops' })],
])('%s has nowhere else', (_, claim) => {
  expect(otherwiseOf(claim, rules)).toBeNull()
})
