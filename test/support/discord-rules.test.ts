import { expect, test } from 'vitest'
import { discordProblems } from './discord-rules.ts'

const field = (over: object = {}): unknown => ({ name: 'n', value: 'v', inline: true, ...over })
const link = (over: object = {}): unknown => ({
  type: 2,
  style: 5,
  label: 'Open',
  url: 'https://a.example',
  ...over,
})
const row = (...components: unknown[]): unknown => ({ type: 1, components })
const many = (count: number, item: unknown): unknown[] => Array.from({ length: count }, () => item)

test('a message as Discord takes it has no problem', () => {
  expect(
    discordProblems({
      content: 'x'.repeat(2000),
      embeds: [
        {
          title: 'x'.repeat(256),
          description: 'x'.repeat(4096),
          url: 'https://a.example',
          color: 0xd92d20,
          timestamp: '2024-05-11T08:03:08Z',
          fields: many(25, field()),
          footer: { text: 'x'.repeat(1000) },
        },
      ],
      components: [row(...many(5, link())), row({ type: 2, style: 1, label: 'Ack', custom_id: 'ack' })],
      allowed_mentions: { parse: ['everyone'], users: ['1'], roles: ['998877665544332211'] },
      nonce: 'x'.repeat(25),
      enforce_nonce: true,
    }),
  ).toEqual([])
})

test.each<[string, object]>([
  ['/content: Cannot send an empty message', {}],
  ['/content: must be more than 0 characters', { content: ' \n' }],
  ['/content: must be less than 2001 characters', { content: 'x'.repeat(2001) }],
  ['/content: must be well-formed', { content: '\ud800' }],
  ['/embeds: must have 10 items or fewer', { embeds: many(11, { title: 'x' }) }],
  [
    '/embeds: Embed size exceeds maximum size of 6000',
    { embeds: many(2, { description: 'x'.repeat(3001) }) },
  ],
  ['/embeds/0/title: must be less than 257 characters', { embeds: [{ title: 'x'.repeat(257) }] }],
  [
    '/embeds/0/description: must be less than 4097 characters',
    { embeds: [{ description: 'x'.repeat(4097) }] },
  ],
  ['/embeds/0/url: Not a well formed URL.', { embeds: [{ title: 'x', url: 'mailto:x' }] }],
  ['/embeds/0/color: must be 0 to 16777215', { embeds: [{ title: 'x', color: 0x1000000 }] }],
  ['/embeds/0/timestamp: must be a time', { embeds: [{ title: 'x', timestamp: 'now' }] }],
  [
    '/embeds/0/footer/text: must be less than 2049 characters',
    { embeds: [{ footer: { text: 'x'.repeat(2049) } }] },
  ],
  ['/embeds/0/fields: must have 25 items or fewer', { embeds: [{ fields: many(26, field()) }] }],
  [
    '/embeds/0/fields/0/name: must be less than 257 characters',
    { embeds: [{ fields: [field({ name: 'x'.repeat(257) })] }] },
  ],
  [
    '/embeds/0/fields/0/value: must be less than 1025 characters',
    { embeds: [{ fields: [field({ value: 'x'.repeat(1025) })] }] },
  ],
  [
    '/embeds/0/fields/0/value: must be more than 0 characters',
    { embeds: [{ fields: [field({ value: ' ' })] }] },
  ],
  ['/components: must have 5 items or fewer', { content: 'x', components: many(6, row(link())) }],
  [
    '/components/0/components: must have 5 items or fewer',
    { content: 'x', components: [row(...many(6, link()))] },
  ],
  ['/components/0/components: must have 1 items or more', { content: 'x', components: [row()] }],
  [
    '/components/0/components/0/label: must be less than 81 characters',
    { content: 'x', components: [row(link({ label: 'x'.repeat(81) }))] },
  ],
  [
    '/components/0/components/0/url: must be an address',
    { content: 'x', components: [row(link({ url: `https://a.example/${'x'.repeat(500)}` }))] },
  ],
  [
    '/components/0/components/0/custom_id: a link has none',
    { content: 'x', components: [row(link({ custom_id: 'a' }))] },
  ],
  ['/nonce: must be less than 26 characters', { content: 'x', nonce: 'x'.repeat(26) }],
  ['/nonce: is required', { content: 'x', enforce_nonce: true }],
  [
    '/allowed_mentions/parse: must be one of users, roles, everyone',
    { content: 'x', allowed_mentions: { parse: ['here'] } },
  ],
  [
    '/allowed_mentions/users: excludes parse users',
    { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
  ],
  ['/allowed_mentions/roles: must be ids', { content: 'x', allowed_mentions: { roles: ['role:1'] } }],
  [
    '/allowed_mentions/roles: must have 100 items or fewer',
    { content: 'x', allowed_mentions: { roles: many(101, '1') } },
  ],
])('refused: %s', (problem, payload) => {
  expect(discordProblems({ ...payload })).toContain(problem)
})
