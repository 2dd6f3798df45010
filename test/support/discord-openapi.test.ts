import { expect, test } from 'vitest'
import { discordSchemaProblems } from './discord-openapi.ts'

const many = (count: number, item: unknown): unknown[] => Array.from({ length: count }, () => item)
const link = { type: 2, style: 5, label: 'Open', url: 'https://a.example' }

test('a body of every part Discord describes is fine', () => {
  const body = {
    content: 'x'.repeat(2000),
    embeds: many(10, {
      title: 'x'.repeat(256),
      description: 'x'.repeat(4096),
      url: 'https://a.example/#/monitor/job',
      color: 0xd92d20,
      timestamp: '2024-05-11T08:03:08.123Z',
      author: { name: 'a', icon_url: 'https://a.example/i.png' },
      image: { url: 'https://a.example/i.png' },
      fields: many(25, { name: 'n', value: 'v', inline: true }),
      footer: { text: 'prod · job-1' },
    }),
    components: many(5, { type: 1, components: many(5, link) }),
    allowed_mentions: { parse: ['everyone'], users: ['123456789012345678'], roles: [] },
    attachments: [{ id: '0', filename: 'trace.txt' }],
  }
  const reply = { message_reference: { message_id: '1' }, nonce: 'x'.repeat(25), enforce_nonce: true }
  expect(discordSchemaProblems({ ...body, ...reply })).toEqual([])
  expect(discordSchemaProblems({ ...body, username: 'Kylin Herald' }, 'webhook')).toEqual([])
})

test.each<[string, object]>([
  ['/content: must NOT have more than 2000 characters', { content: 'x'.repeat(2001) }],
  ['/embeds: must NOT have more than 10 items', { embeds: many(11, {}) }],
  ['/embeds/0/title: must NOT have more than 256 characters', { embeds: [{ title: 'x'.repeat(257) }] }],
  ['/embeds/0/url: must match format "uri"', { embeds: [{ url: 'javascript:alert(1)' }] }],
  ['/embeds/0/color: must be <= 16777215', { embeds: [{ color: 0x1000000 }] }],
  ['/embeds/0/timestamp: must match format "date-time"', { embeds: [{ timestamp: '11 May' }] }],
  ['/embeds/0: must NOT have additional properties (colour)', { embeds: [{ colour: 1 }] }],
  [
    '/embeds/0/fields: must NOT have more than 25 items',
    { embeds: [{ fields: many(26, { name: 'n', value: 'v' }) }] },
  ],
  ["/embeds/0/fields/0: must have required property 'value'", { embeds: [{ fields: [{ name: 'n' }] }] }],
  ['/components: must NOT have more than 5 items', { components: many(6, { type: 1, components: [link] }) }],
  [
    '/components/0/components: must NOT have more than 5 items',
    { components: [{ type: 1, components: many(6, link) }] },
  ],
  [
    '/components/0/components/0/label: must NOT have more than 80 characters',
    { components: [{ type: 1, components: [{ ...link, label: 'x'.repeat(81) }] }] },
  ],
  [
    '/components/0/components/0/url: must NOT have more than 512 characters',
    { components: [{ type: 1, components: [{ ...link, url: `https://a.example/${'x'.repeat(512)}` }] }] },
  ],
  [
    '/components/0/components/0/style: must be equal to one of the allowed values',
    { components: [{ type: 1, components: [{ ...link, style: 7 }] }] },
  ],
  ['/components/0/type: must be equal to constant', { components: [{ type: 17, components: [link] }] }],
  [
    '/allowed_mentions/parse/0: must be equal to one of the allowed values',
    { allowed_mentions: { parse: ['here'] } },
  ],
  [
    '/allowed_mentions/users/0: must match pattern "^(0|[1-9][0-9]*)$"',
    { allowed_mentions: { users: ['U1'] } },
  ],
  [
    '/allowed_mentions/roles: must NOT have more than 100 items',
    { allowed_mentions: { roles: many(101, '1') } },
  ],
  ['/nonce: must NOT have more than 25 characters', { nonce: 'x'.repeat(26) }],
  [': must NOT have additional properties (contents)', { contents: 'x' }],
])('refused: %s', (problem, body) => {
  expect(discordSchemaProblems(body)).toContain(problem)
})

test('a webhook takes no nonce, and is no reply', () => {
  expect(discordSchemaProblems({ nonce: '1' }, 'webhook')).toHaveLength(1)
  expect(discordSchemaProblems({ message_reference: { message_id: '1' } }, 'webhook')).toHaveLength(1)
})
