import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../src/receive/event.ts'
import { placeFor } from '../../src/rules/parts/computed-destination.ts'
import { fieldsOf } from '../../src/rules/match/event-fields.ts'
import { anEvent } from '../support/an-event.ts'
import { aChannel } from './some-groups.ts'

const destination = (
  event: Record<string, Json>,
  over: { pattern?: string; allow?: readonly string[]; discord?: boolean } = {},
) => {
  const computed = {
    pattern: over.pattern ?? '#kylin-{project}',
    allow: over.allow ?? ['*'],
    otherwise: 'ops',
  }
  const channel = aChannel('room', over.discord === true ? '1' : '#x', { computed })
  return placeFor(channel, computed, fieldsOf(anEvent(event), new Map()))
}

test.each<[Record<string, Json>, string, string]>([
  [{ project: 'Sales_EU' }, '#kylin-{project}', '#kylin-sales_eu'],
  [{ project: 'a b.c/d@e' }, '#kylin-{project}', '#kylin-a-b-c-d-e'],
  [{ project: '销售 中国' }, '#kylin-{project}', '#kylin-销售-中国'],
  [{ project: 'x'.repeat(200) }, '#kylin-{project}', `#kylin-${'x'.repeat(74)}`],
  [{ project: '𠮷'.repeat(200) }, '#{project}', `#${'𠮷'.repeat(80)}`],
  [{ project: '<!channel>' }, '#{project}', '#--channel-'],
  [{ project: 'a', tag: { owner: 'Amy' } }, '#{tag.owner}-{project}', '#amy-a'],
  [{ tag: { channel: '#Ops' } }, '{tag.channel}', '#ops'],
  [{ tag: { channel: 'C0123456789' } }, '{tag.channel}', 'C0123456789'],
  [{ duration: 5 }, '#d{duration}', '#d5'],
])('%j in %s is %s on Slack', (event, pattern, place) => {
  expect(destination(event, { pattern })).toEqual({ place, refused: null })
})

test.each<[Record<string, Json>, string, string]>([
  [{ tag: null }, '#kylin-{tag}', 'tag is absent'],
  [{ tag: '' }, '#kylin-{tag}', 'tag is empty'],
  [{ tag: { owner: 'amy' } }, '#kylin-{tag}', 'tag is an object'],
  [{ project: 'hr' }, '#kylin-{project}', 'slack:#kylin-hr is not allowed'],
])('%j in %s goes nowhere: %s', (event, pattern, refused) => {
  expect(destination(event, { pattern, allow: ['#kylin-sales*'] })).toEqual({ place: null, refused })
})

test.each<[Json, string | null]>([
  ['1122334455667788990', '1122334455667788990'],
  [1_122_334_455_667_788_990n, '1122334455667788990'],
  ['sales', null],
])('Discord takes ids only: %s', (channel, place) => {
  const to = destination({ tag: { channel } }, { pattern: '{tag.channel}', discord: true })
  expect([to.place, to.refused === null]).toEqual([place, place !== null])
})

test('whatever the event holds, a place is one that Slack takes and the list allows', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 300 }), (project) => {
      const { place } = destination({ project }, { allow: ['#KYLIN-*'] })
      expect(place === null).toBe(project === '')
      expect(place ?? '#kylin-').toMatch(/^#kylin-[\p{L}\p{N}\p{M}_-]{0,74}$/u)
    }),
  )
})
