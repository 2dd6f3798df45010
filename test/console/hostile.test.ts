import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { inboxPage } from '../../src/console/inbox-page.ts'
import { MESSAGES } from '../../src/platforms/messages.ts'
import { PLATFORM_NAMES } from '../../src/rules/rules.ts'
import type { InboxMessage } from '../../src/store/stored.ts'
import { aLook } from '../support/a-card.ts'
import { hostileCard } from '../support/hostile.ts'
import { drawing, markupOf, seenIn, tagsOf } from './markup-of.ts'

const TAGS = new Set(
  'html head meta title style script body nav main header h1 h2 h3 h4 p ul ol li a span bdi b i s u code pre div section article time svg rect blockquote dl dt dd hr noscript'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set(
  'lang charset name content id class aria-label aria-current aria-hidden role hidden tabindex dir datetime title target width height data-version data-state'.split(
    ' ',
  ),
)

const HOSTILE = [
  '<script>alert(1)</script>',
  '</style><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  `' onmouseover='alert(1)`,
  'javascript:alert(1)',
  'https://x/" onclick="alert(1)',
  '[x](javascript:alert(1))',
  '[x](https://e.org/"onmouseover=alert(1))',
  '<javascript:alert(1)|x>',
  '<https://e.org/"><script>|y>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '\u202Egnp.exe\u2066',
  '\u0000\u001B[31m]]><!--',
  '```</pre><script>```',
  '<!subteam^"><b>|x>',
  '\uD800',
]

const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }))
const KEYS =
  'type text blocks attachments elements fields color url style content embeds title description footer name value inline components label timestamp accessory author user_id usergroup_id range unicode allowed_mentions parse'.split(
    ' ',
  )
const TYPES =
  'header section mrkdwn plain_text rich_text rich_text_section rich_text_preformatted rich_text_list link user usergroup broadcast emoji date actions button context divider markdown image'.split(
    ' ',
  )
const { payload } = fc.letrec((tie) => ({
  leaf: fc.oneof(hostile, fc.constantFrom(...TYPES), fc.integer(), fc.boolean(), fc.constant(null)),
  node: fc.oneof(
    { maxDepth: 5 },
    tie('leaf'),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('node'), { maxKeys: 6 }),
  ),
  payload: fc.dictionary(fc.constantFrom(...KEYS), tie('node'), { maxKeys: 6 }),
}))

function aMessage(over: Partial<InboxMessage>): InboxMessage {
  return {
    id: 1,
    at: 0,
    channel: 'sales',
    drawnAs: 'slack',
    place: '#sales',
    delivery: 'd-1',
    payload: {},
    parent: null,
    editedAt: null,
    reactions: 0,
    ...over,
  }
}

function page(messages: readonly InboxMessage[], channel: string | null = null): Promise<string> {
  const view = {
    language: 'en',
    nonce: 'N',
    version: '1',
    messages,
    counts: messages.map((one) => ({ channel: one.channel, drawnAs: one.drawnAs, messages: 1 })),
    limit: 200,
    channel,
    callbackUrl: 'http://h/c',
    trouble: null,
  } as const
  return markupOf(inboxPage(view, drawing))
}

/** What in a page is not of our making: unknown tags and attributes, foreign scripts and styles, live links. */
function foreignIn(drawn: string): string[] {
  const tags = tagsOf(drawn)
  const foreign: string[] = []
  for (const { name, closes, attributes } of tags) {
    const { href, rel, fill, nonce, ...rest } = attributes
    const names = Object.keys(rest)
    if (!TAGS.has(name) || names.some((key) => !ATTRIBUTES.has(key)))
      foreign.push(`${name} ${names.join(' ')}`)
    if (fill !== undefined && !/^#[\da-f]{6}$/i.test(fill)) foreign.push(`fill ${fill}`)
    if ((name === 'script' || name === 'style') && !closes && nonce !== 'N') foreign.push(name)
    const own = href === undefined || href.startsWith('/inbox') || href === '#messages'
    if (!own && !(/^https?:\/\//.test(href) && rel === 'noopener noreferrer nofollow'))
      foreign.push(`href ${href}`)
  }
  const raw = tags.filter(({ name, closes }) => (name === 'script' || name === 'style') && !closes)
  if (raw.length !== 2) foreign.push(`${raw.length} scripts and styles`)
  return foreign
}

test('whatever a payload holds, the page has only tags and attributes of ours', async () => {
  await fc.assert(
    fc.asyncProperty(
      payload,
      fc.constantFrom(...PLATFORM_NAMES),
      hostile,
      hostile,
      async (inner, drawnAs, channel, place) => {
        const shown = { payload: inner, drawnAs, channel, place }
        const reply = aMessage({ ...shown, id: 2, parent: 1 })
        const messages = [reply, aMessage({ ...shown, editedAt: 1, reactions: 1 })]
        expect(foreignIn(await page(messages))).toEqual([])
        expect(foreignIn(await page(messages, channel))).toEqual([])
      },
    ),
    { numRuns: 300 },
  )
})

test('what the platforms make of a hostile card has only tags and attributes of ours', async () => {
  await fc.assert(
    fc.asyncProperty(hostileCard, fc.constantFrom('slack', 'discord'), async (card, drawnAs) => {
      const { payload: made } = MESSAGES[drawnAs].toMessage(card, aLook())
      expect(foreignIn(await page([aMessage({ payload: made, drawnAs })]))).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test.each(HOSTILE)('%j is text in every part of a Slack message', async (text) => {
  const mrkdwn = { type: 'mrkdwn', text }
  const drawn = await page([
    aMessage({
      payload: {
        blocks: [
          { type: 'header', text: { type: 'plain_text', text } },
          { type: 'section', text: mrkdwn, fields: [mrkdwn] },
          {
            type: 'rich_text',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: text, text }] }],
          },
          { type: 'actions', elements: [{ type: 'button', url: text, style: text, text: mrkdwn }] },
          { type: text },
        ],
        attachments: [{ color: text, text }],
      },
    }),
  ])
  expect(foreignIn(drawn)).toEqual([])
})

test.each(HOSTILE)('%j is text in every part of a Discord message', async (text) => {
  const embed = {
    title: text,
    url: text,
    description: `${text}\n\`\`\`\n${text}\n\`\`\``,
    color: text,
    fields: [{ name: text, value: text }],
    footer: { text },
  }
  const row = { type: 1, components: [{ type: 2, style: 5, label: text, url: text }, { type: text }] }
  expect(
    foreignIn(
      await page([
        aMessage({ drawnAs: 'discord', payload: { content: text, embeds: [embed], components: [row] } }),
      ]),
    ),
  ).toEqual([])
})

test.each(['slack', 'discord'] as const)('a text of 1 MB is cut, on %s', async (drawnAs) => {
  const text = '**<b>`_[('.repeat(120_000)
  const drawn = await page([aMessage({ drawnAs, payload: { text, content: text } })])
  expect(foreignIn(drawn)).toEqual([])
  expect(drawn.length).toBeLessThan(600_000)
  expect(seenIn(drawn)).toContain('…')
})
