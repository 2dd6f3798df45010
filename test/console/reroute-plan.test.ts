import { expect, test } from 'vitest'
import { planReroute } from '../../src/console/reroute-plan.ts'
import type { PlanOptions } from '../../src/console/reroute-plan.ts'
import type { RoutedDelivery } from '../../src/store/operating.ts'
import { anEvent } from '../support/an-event.ts'
import { aDelivery } from '../store/an-acceptance.ts'

const event = anEvent({ id: 'e1' })

function made(id: string, channel: string, over: Partial<RoutedDelivery> = {}): RoutedDelivery {
  return {
    id,
    state: 'sent',
    kind: 'message',
    channels: [channel],
    lanes: [channel],
    rerouted: false,
    ...over,
  }
}

/** What is done, in a few words. */
function plan(
  deliveries: readonly RoutedDelivery[],
  offers: readonly string[],
  over: Partial<PlanOptions> = {},
): string[] {
  const options = { resend: false, channel: undefined, ...over }
  const found = planReroute(
    { event, deliveries },
    offers.map((lane) => aDelivery(lane)),
    options,
  )
  return [
    ...found.revive.map(({ delivery, as }) => `${delivery} waits for ${as.route.channel}`),
    ...found.add.map(
      ({ to, after }) => `${to.route.channel} is new${after === null ? '' : ` after ${after}`}`,
    ),
    ...found.close.map((id) => `${id} goes to ${found.to.join(' and ')}`),
    ...found.left.map(({ delivery, why }) => `${delivery} left: ${why}`),
  ]
}

const dead = { state: 'dead' } as const

test.each<[string, RoutedDelivery[], string[], string[]]>([
  ['an event that went nowhere goes where it now goes', [], ['ops'], ['ops is new']],
  ['an event that still goes nowhere stays there', [], [], []],
  [
    'a channel that has it gets no other',
    [made('1', 'sales')],
    ['sales', 'ops'],
    ['ops is new', '1 left: sent'],
  ],
  [
    'a dead letter of a channel that is still named waits again',
    [made('1', 'sales', dead)],
    ['sales'],
    ['1 waits for sales'],
  ],
  [
    'others take the place of a dead letter',
    [made('1', 'sales', dead)],
    ['ops', 'hr'],
    ['ops is new', 'hr is new', '1 goes to ops and hr'],
  ],
  [
    'a dead letter goes nowhere without a word: it stays',
    [made('1', 'sales', dead)],
    [],
    ['1 left: nowhere'],
  ],
  [
    'where another has told it, the dead letter is closed',
    [made('1', 'sales', dead), made('2', 'ops')],
    ['ops'],
    ['1 goes to ops', '2 left: sent'],
  ],
  [
    'what was moved elsewhere has been told',
    [made('1', 'ops', { channels: ['ops', 'each'], lanes: ['ops', 'x'] })],
    ['each'],
    ['1 left: sent'],
  ],
  [
    'a channel under another name is one by its lane',
    [made('1', 'old', { lanes: ['sales'] })],
    ['sales'],
    ['1 left: sent'],
  ],
  [
    'what waits or is held is on its way',
    [made('1', 'a', { state: 'waiting' }), made('2', 'b', { state: 'held' })],
    ['a', 'b'],
    ['1 left: waiting', '2 left: held'],
  ],
  [
    'what was closed before has not been told',
    [made('1', 'sales', { state: 'folded', rerouted: true })],
    ['sales'],
    ['sales is new'],
  ],
  [
    'what was folded into another message has been told',
    [made('1', 'sales', { state: 'folded' })],
    ['sales'],
    ['1 left: folded'],
  ],
  [
    'a file or a callback passed on is no message',
    [made('1', 'sales', { kind: 'own', ...dead })],
    ['sales'],
    ['sales is new'],
  ],
])('%s', (_, deliveries, offers, wanted) => {
  expect(plan(deliveries, offers)).toEqual(wanted)
})

test('what was sent is sent again only where that is asked for, and not while one waits', () => {
  const sent = made('1', 'sales')
  expect(plan([sent], ['sales'], { resend: true })).toEqual(['sales is new after 1'])
  const waits = made('2', 'sales', { state: 'waiting' })
  expect(plan([sent, waits], ['sales'], { resend: true })).toEqual(['2 left: waiting'])
})

test('narrowed to a channel, only what is or goes there is touched', () => {
  const letters = [made('1', 'sales', dead), made('2', 'hr', dead)]
  expect(plan(letters, ['ops'], { channel: 'sales' })).toEqual(['ops is new', '1 goes to ops'])
  expect(plan([], ['sales', 'ops'], { channel: 'sales' })).toEqual(['sales is new'])
  expect(plan(letters, ['sales', 'ops'], { channel: 'ops' })).toEqual(['ops is new'])
})
