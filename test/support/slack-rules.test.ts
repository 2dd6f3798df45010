import { expect, test } from 'vitest'
import { slackProblems } from './slack-rules.ts'

const plain = (text: string): unknown => ({ type: 'plain_text', text, emoji: true })
const rich = (...elements: unknown[]): unknown => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
})
const button = (over: object = {}): unknown => ({
  type: 'button',
  text: plain('Open'),
  url: 'https://a.example',
  ...over,
})
const actions = (...elements: unknown[]): unknown => ({ type: 'actions', elements })

test('a message as Slack takes it has no problem', () => {
  const card = [
    { type: 'header', text: plain('x'.repeat(150)) },
    { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3000) } },
    { type: 'section', fields: Array.from({ length: 10 }, () => plain('name\nvalue')) },
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'a' }] }],
    },
    actions(button({ style: 'danger', action_id: 'a' }), button({ action_id: 'b' })),
    { type: 'divider' },
    { type: 'context', elements: [plain('id')] },
  ]
  const mentions = [
    { type: 'usergroup', usergroup_id: 'S1' },
    { type: 'text', text: ' ' },
    { type: 'user', user_id: 'U1' },
    { type: 'broadcast', range: 'here' },
  ]
  expect(
    slackProblems({
      text: 'hello',
      blocks: [rich(...mentions, { type: 'link', url: 'https://a.example' })],
      attachments: [{ color: '#D92D20', blocks: card }],
      metadata: { event_type: 'herald_delivery', event_payload: { delivery: 'k7f3q-182' } },
    }),
  ).toEqual([])
})

test.each<[string, object]>([
  ['/text: no_text', {}],
  ['/text: must be more than 0 characters', { text: ' ' }],
  ['/text: must be less than 40001 characters', { text: 'x'.repeat(40_001) }],
  [
    '/blocks: must have 50 items or fewer',
    { blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) },
  ],
  ['/blocks: must have 1 items or more', { blocks: [] }],
  ['/blocks: must be a list', { blocks: {} }],
  ['/blocks/0/type: unsupported type: nope', { blocks: [{ type: 'nope' }] }],
  [
    '/blocks/0/block_id: must be less than 256 characters',
    { blocks: [{ type: 'divider', block_id: 'x'.repeat(256) }] },
  ],
  [
    '/blocks/1/block_id: must differ from every other',
    { blocks: ['a', 'a'].map((id) => ({ type: 'divider', block_id: id })) },
  ],
  [
    '/blocks/0/text/text: must be less than 151 characters',
    { blocks: [{ type: 'header', text: plain('x'.repeat(151)) }] },
  ],
  [
    '/blocks/0/text/type: must be one of plain_text',
    { blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }] },
  ],
  ['/blocks/0: must have text or fields', { blocks: [{ type: 'section' }] }],
  [
    '/blocks/0/text/text: must be less than 3001 characters',
    { blocks: [{ type: 'section', text: plain('x'.repeat(3001)) }] },
  ],
  ['/blocks/0/text/text: must be more than 0 characters', { blocks: [{ type: 'section', text: plain('') }] }],
  [
    '/blocks/0/fields: must have 10 items or fewer',
    { blocks: [{ type: 'section', fields: Array.from({ length: 11 }, () => plain('a')) }] },
  ],
  [
    '/blocks/0/fields/0/text: must be less than 2001 characters',
    { blocks: [{ type: 'section', fields: [plain('x'.repeat(2001))] }] },
  ],
  [
    '/blocks/0/text/emoji: must be a boolean of a plain_text',
    { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x', emoji: true } }] },
  ],
  [
    '/blocks/0/elements: must have 10 items or fewer',
    { blocks: [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('a')) }] },
  ],
  [
    '/blocks/0/elements: must have 25 items or fewer',
    { blocks: [actions(...Array.from({ length: 26 }, () => button()))] },
  ],
  [
    '/blocks/0/elements/0/text/text: must be less than 76 characters',
    { blocks: [actions(button({ text: plain('x'.repeat(76)) }))] },
  ],
  [
    '/blocks/0/elements/0/url: must be an address',
    { blocks: [actions(button({ url: `https://a.example/${'x'.repeat(3000)}` }))] },
  ],
  [
    '/blocks/0/elements/0/url: must be an address',
    { blocks: [actions(button({ url: 'javascript:alert(1)' }))] },
  ],
  [
    '/blocks/0/elements/0/value: must be less than 2001 characters',
    { blocks: [actions(button({ value: 'x'.repeat(2001) }))] },
  ],
  [
    '/blocks/0/elements/0/style: must be one of primary, danger',
    { blocks: [actions(button({ style: 'default' }))] },
  ],
  [
    '/blocks/0/elements/1/action_id: must differ from every other',
    { blocks: [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))] },
  ],
  ['/blocks/0/elements: must have 1 items or more', { blocks: [{ type: 'rich_text', elements: [] }] }],
  ['/blocks/0/elements/0/elements/0/text: must not be empty', { blocks: [rich({ type: 'text', text: '' })] }],
  [
    '/blocks/0/elements/0/elements/0/user_id: must be an id',
    { blocks: [rich({ type: 'user', user_id: 'mei' })] },
  ],
  [
    '/blocks/0/elements/0/elements/0/usergroup_id: must be an id',
    { blocks: [rich({ type: 'usergroup', usergroup_id: 'U1' })] },
  ],
  [
    '/blocks/0/elements/0/elements/0/range: must be one of here, channel, everyone',
    { blocks: [rich({ type: 'broadcast', range: 'all' })] },
  ],
  [
    '/blocks/0/elements/0/elements/0/type: must be one of text, link',
    {
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] }],
        },
      ],
    },
  ],
  [
    '/blocks: msg_blocks_too_long',
    { blocks: Array.from({ length: 4 }, () => ({ type: 'section', text: plain('x'.repeat(2500)) })) },
  ],
  [
    '/blocks: msg_blocks_too_long',
    { blocks: Array.from({ length: 3 }, () => ({ type: 'section', text: plain('"'.repeat(2900)) })) },
  ],
  [
    '/attachments/0/color: must be a colour',
    { attachments: [{ color: 'red', blocks: [{ type: 'divider' }] }] },
  ],
  [
    '/attachments/0/text: stands beside blocks',
    { attachments: [{ color: '#000000', text: 'x', blocks: [{ type: 'divider' }] }] },
  ],
  ['/metadata/event_payload: must be an object', { text: 'x', metadata: { event_type: 'x' } }],
  [
    '/metadata: metadata_too_large',
    { text: 'x', metadata: { event_type: 'x', event_payload: { a: 'x'.repeat(1000) } } },
  ],
])('refused: %s', (problem, payload) => {
  expect(slackProblems({ ...payload })).toContain(problem)
})
