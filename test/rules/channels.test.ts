import { expect, test } from 'vitest'
import { aRulesFile, problemsOf, rulesOf } from './a-rules-file.ts'

const channelOf = (text: string) => rulesOf(aRulesFile('', { channels: `x: ${text}` })).channels.get('x')

test.each([
  [
    'slack:#kylin-jobs',
    { account: 'slack', platform: 'slack', place: '#kylin-jobs', lane: 'slack:#kylin-jobs', paceMs: 1_000 },
  ],
  ['slack:#Kylin-Jobs', { place: '#kylin-jobs', lane: 'slack:#kylin-jobs' }],
  ['slack:#数据-告警', { place: '#数据-告警' }],
  ['slack:C0123456789', { place: 'C0123456789', lane: 'slack:C0123456789' }],
  ['slack:G0123456789', { place: 'G0123456789' }],
  ['discord:1122334455667788990', { platform: 'discord', place: '1122334455667788990', paceMs: 0 }],
  ['"inbox:"', { account: 'inbox', platform: 'inbox', place: '', lane: 'inbox:', paceMs: 0 }],
  ['inbox', { lane: 'inbox:' }],
  [
    '{ to: slack:C0123456789, language: zh, template: short, pace: 1 per 2s, timezone: Asia/Shanghai }',
    { language: 'zh', template: 'short', paceMs: 2_000, timezone: 'Asia/Shanghai' },
  ],
  ['{ to: slack:#a, pace: none }', { paceMs: 0, language: null, template: null, timezone: null }],
])('%s is a channel', (text, channel) => {
  expect(channelOf(text)).toMatchObject({ name: 'x', ...channel })
})

test('the inbox is there without an entry', () => {
  const { channels, match } = rulesOf(aRulesFile('', { unmatched: 'inbox' }))
  expect(channels.get('inbox')).toMatchObject({ platform: 'inbox', lane: 'inbox:' })
  expect(match).toBeTypeOf('function')
})

test.each([
  ['x: "#ops"', 6, 'bad-place', 'write slack:#ops'],
  ['x: ops', 6, 'bad-place', 'write slack:#ops'],
  ['x: C0123456789', 6, 'bad-place', 'write slack:C0123456789'],
  ['x: slack:ops', 6, 'bad-place', "write slack:#ops or the channel's id, C…"],
  [
    'x: discord:#ops',
    6,
    'bad-place',
    'write the 17 to 19 digits that "Copy Channel ID" gives in Discord (Developer Mode switched on)',
  ],
  [
    'x: discord:123',
    6,
    'bad-place',
    'write the 17 to 19 digits that "Copy Channel ID" gives in Discord (Developer Mode switched on)',
  ],
  ['x: slak:#ops', 6, 'unknown-platform', 'did you mean "slack"?'],
  ['x: teams:ops', 6, 'unknown-platform', 'write slack:#name, discord:<channel id> or inbox'],
  ['x: inbox:ops', 6, 'bad-place', 'write inbox'],
  ['x: { to: slack:#a, pace: fast }', 28, 'bad-pace', 'write 1 per 1s, 30 per 1m, or none'],
  ['x: { to: slack:#a, timezone: Asia/Beijing }', 32, 'unknown-timezone', 'China is Asia/Shanghai'],
  ['x: { to: slack:#a, timezone: Europe/Berln }', 32, 'unknown-timezone', 'did you mean "Europe/Berlin"?'],
  ['x: { to: slack:#a, timezone: "+08:00" }', 32, 'unknown-timezone', 'China is Asia/Shanghai'],
  ['x: { language: zh }', 6, 'missing-key', 'write the place, such as to: slack:#kylin-jobs'],
  [
    'x: { to: slack:#a, lang: zh }',
    22,
    'unknown-key',
    'known here: to, url, language, template, pace, limit, timezone, files, allow, otherwise',
  ],
  ['x: #ops', 6, 'comment-ate-value', 'write slack:#ops'],
  ['drop: slack:#a', 3, 'reserved-name', 'choose another name'],
  ['inbox: slack:#a', 3, 'reserved-name', 'choose another name'],
])('%s is refused at its place', (channels, column, code, help) => {
  const problems = problemsOf(aRulesFile('', { channels }))
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatchObject({ severity: 'error', line: 3, column, code })
  expect(problems[0]?.help).toBe(help)
})
