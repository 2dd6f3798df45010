import { expect, test } from 'vitest'
import { anEvent } from '../support/an-event.ts'
import { aRulesFile, problemsOf, rulesOf } from './a-rules-file.ts'

const CHANNELS =
  'ops: slack:#ops\n  proj: { to: "slack:#kylin-{project}", allow: ["#kylin-s*", "#kylin-hr"], otherwise: ops }'

test('a computed channel has no place and no lane of its own', () => {
  const channel = rulesOf(aRulesFile('', { channels: CHANNELS })).channels.get('proj')
  expect(channel).toMatchObject({ account: 'slack', platform: 'slack', place: '', lane: '' })
  expect(channel?.computed).toEqual({
    pattern: '#kylin-{project}',
    allow: ['#kylin-s*', '#kylin-hr'],
    otherwise: 'ops',
  })
})

test('each event decides the place, and what is not allowed goes to the other channel', () => {
  const { match } = rulesOf(aRulesFile('  - name: A\n    send: proj', { channels: CHANNELS }))
  const placeOf = (project: string) =>
    match(anEvent({ project })).routes.map(({ channel, lane }) => [channel, lane])
  expect(placeOf('Sales')).toEqual([['proj', 'slack:#kylin-sales']])
  expect(placeOf('risk')).toEqual([['ops', 'slack:#ops']])
})

test('two computed channels are not taken for one place', () => {
  const channels = `${CHANNELS}\n  team: { to: "slack:#team-{tag.team}", allow: "#team-*", otherwise: ops }`
  expect(problemsOf(aRulesFile('  - name: A\n    send: [proj, team]', { channels }))).toEqual([])
})

test('a Discord place can be a field that holds the channel id', () => {
  const channels = 'ops: inbox\n  room: { to: "discord:{tag.room}", allow: "1122*", otherwise: ops }'
  expect(rulesOf(aRulesFile('', { channels })).channels.get('room')?.computed?.pattern).toBe('{tag.room}')
})
