import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { escapeDiscord } from '../../../src/platforms/discord/escape.ts'
import { toMessage, toPlainMessage } from '../../../src/platforms/discord/message.ts'
import type { Message } from '../../../src/platforms/platform.ts'
import { renderCard } from '../../../src/render/render.ts'
import type { Templates } from '../../../src/render/template.ts'
import { aCard, aLook } from '../../support/a-card.ts'
import { aContext } from '../../support/a-context.ts'
import { callbackEvents } from '../../support/callback-events.ts'
import { discordProblems } from '../../support/discord-rules.ts'
import { hostileCard, hostileEvent, hostileText } from '../../support/hostile.ts'
import { bagsOf, textOf } from '../../support/rule-check.ts'
import { shippedTemplates } from '../../support/shipped-templates.ts'

let shipped: Templates
beforeAll(async () => {
  shipped = await shippedTemplates()
})

const MENTIONS = ['role:998877665544332211', 'user:123456789012345678', 'everyone']
const CALLS = '<@&998877665544332211> <@123456789012345678> @everyone '

/** A text as Discord's parser meets it: what is escaped is no mark. */
const active = (text: string): string => text.replace(/\\[^\p{L}\p{N}\s]/gu, '¤')

/** Nothing in a text may act: no mark, mention, link, heading, list or quote. */
function expectInert(text: string): void {
  expect(active(text)).not.toMatch(/[*_~|`[\]<]|:\/\/|:[a-z0-9_+-]{1,40}:/i)
  expect(active(text)).not.toMatch(/^[ \t]*([#>+-]|\d+\.)/m)
  expect(text).not.toMatch(/@(everyone|here|[!&]?\d)/i)
}

function expectSafe(message: Message, mentions: readonly string[]): void {
  const { payload } = message
  expect(discordProblems(payload)).toEqual([])
  expect(payload['allowed_mentions']).toEqual(
    mentions.length === 0
      ? { parse: [], users: [], roles: [] }
      : { parse: ['everyone'], users: ['123456789012345678'], roles: ['998877665544332211'] },
  )
  const content = textOf(payload['content'])
  const calls = mentions.length === 0 ? '' : CALLS
  expect(content.startsWith(calls)).toBe(true)
  expectInert(content.slice(calls.length).replace(/\n-# (?=[^\n]*$)/, '\n'))
  for (const embed of bagsOf(payload['embeds'])) {
    expectInert(textOf(embed['title']))
    const [prose = '', ...fenced] = textOf(embed['description']).split('```')
    expect(fenced.length === 0 || (fenced.length === 2 && fenced[1] === '')).toBe(true)
    expectInert(prose.replace(/💡 \*\*(What to do|处理建议)\*\*(: |：)/, '💡 '))
    for (const { name, value } of bagsOf(embed['fields'])) {
      expectInert(textOf(name))
      if (!/^<t:\d{1,12}:[fR]>$/.test(textOf(value))) expectInert(textOf(value))
    }
  }
}

describe('text for Discord', () => {
  test.each([
    ['sales_eu *x*', String.raw`sales\_eu \*x\*`],
    ['[click](https://evil.example)', String.raw`\[click\](https\://evil.example)`],
    ['<@123> <t:0:R>', '\\<@\u200b123> \\<t\\:0:R>'],
    ['@everyone @HERE mail@example.org', '@\u200beveryone @\u200bHERE mail@example.org'],
    ['# h\n- l\n-# s\n> q\n1. l', '\\# h\n\\- l\n\\-# s\n\\> q\n1\\. l'],
    ['10:30:04 a-b 1.5 (x) #7', String.raw`10\:30:04 a-b 1.5 (x) #7`],
    ['\\*', '\\\\\\*'],
  ])('%j is written %j', (text, written) => {
    expect(escapeDiscord(text)).toBe(written)
  })

  test('nothing in it acts, and it still reads the same', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const short = text.slice(0, 5000)
        expectInert(escapeDiscord(short))
        const read = escapeDiscord(short)
          .replace(/\\([^\p{L}\p{N}\s])/gu, '$1')
          .replaceAll('\u200b', '')
        expect(read).toBe(short.replaceAll('\u200b', ''))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a card on Discord', () => {
  const card = aCard({
    title: '❌ sales: INDEX_BUILD failed',
    link: 'https://kylin.example/',
    body: 'disk full',
    fields: [{ name: 'Duration', value: '30m 34s' }],
    suggestion: 'Free some space.',
    code: '\tat a.b',
    buttons: [{ text: 'Open in Kylin', url: 'https://kylin.example/', style: 'danger' }],
    footer: 'prod · job-1 · k7f3q-182',
  })

  test('has its line as content and the rest in one embed', () => {
    expect(toMessage(card, aLook()).payload).toMatchObject({
      content: String.raw`sales / INDEX\_BUILD failed`,
      embeds: [
        {
          title: String.raw`❌ sales: INDEX\_BUILD failed`,
          url: 'https://kylin.example/',
          description: 'disk full\n💡 **What to do**: Free some space.\n```\n\tat a.b\n```',
          color: 0xd92d20,
          fields: [{ name: 'Duration', value: '30m 34s', inline: true }],
          footer: { text: 'prod · job-1 · k7f3q-182' },
        },
      ],
      components: [{ components: [{ style: 5, label: 'Open in Kylin', url: 'https://kylin.example/' }] }],
    })
  })

  test('that is one line is one line, with the delivery’s id in small print', () => {
    const { payload } = toMessage(aCard(), aLook())
    expect(payload['content']).toBe(`${String.raw`sales / INDEX\_BUILD failed`}\n-# k7f3q-182`)
    expect(payload['embeds']).toBeUndefined()
  })

  test('shows a link as a button where there is no title to bear it', () => {
    const { payload } = toMessage(aCard({ link: 'https://kylin.example/' }), aLook())
    expect(payload['components']).toMatchObject([{ components: [{ url: 'https://kylin.example/' }] }])
  })

  test('leaves out a button whose address Discord would refuse', () => {
    const url = `https://kylin.example/${'x'.repeat(512)}`
    const { payload } = toMessage(
      aCard({ title: 'a', buttons: [{ text: 'b', url, style: 'default' }] }),
      aLook(),
    )
    expect(payload['components']).toBeUndefined()
  })

  test('calls whom the rule names, and data cannot use the leave it has', () => {
    const message = toMessage(
      aCard({ summary: '@everyone <@&998877665544332211>' }),
      aLook({ mentions: [...MENTIONS, 'S012', 'role:x'] }),
    )
    expect(textOf(message.payload['content']).startsWith(CALLS)).toBe(true)
    expectSafe(message, MENTIONS)
  })

  test('may be called here without calling everyone by name', () => {
    const { payload } = toMessage(card, aLook({ mentions: ['here'] }))
    expect(payload).toMatchObject({ allowed_mentions: { parse: ['everyone'] } })
    expect(payload['content']).toMatch(/^@here sales/)
  })

  test('a fence in code cannot end the block', () => {
    const { payload } = toMessage(aCard({ code: '```\n@everyone **x**\n```' }), aLook())
    expect(textOf(bagsOf(payload['embeds'])[0]?.['description']).split('```')).toHaveLength(3)
  })

  test.each([
    ['en', ' (may be a repeat)'],
    ['zh', '（可能重复）'],
  ] as const)('that may be a repeat says so (%s)', (language, mark) => {
    const { payload } = toMessage(card, aLook({ language, maybeRepeat: true }))
    expect(payload['content']).toBe(String.raw`sales / INDEX\_BUILD failed` + mark)
  })

  test('as plain text has no embed, and still says what, why and which delivery', () => {
    const { payload } = toPlainMessage(card, aLook())
    expect(payload['content']).toBe(
      `${String.raw`sales / INDEX\_BUILD failed`}\ndisk full\n-# prod · job-1 · k7f3q-182`,
    )
    expect(payload['embeds'] ?? payload['components']).toBeUndefined()
  })
})

const aTemplate = fc.constantFrom(null, 'error', 'success', 'paused', 'discarded', 'short')
const LINKS = { job: 'https://kylin.example/#/monitor/job', model: 'https://kylin.example/#/studio/model/x' }

describe('whatever a callback holds', () => {
  test('every shipped template gives a message Discord takes, and only rules call anybody', () => {
    fc.assert(
      fc.property(
        hostileEvent,
        aTemplate,
        fc.constantFrom('en', 'zh'),
        fc.boolean(),
        (event, name, language, calls) => {
          const mentions = calls ? MENTIONS : []
          const links = calls ? LINKS : { job: null, model: null }
          const { card, problem } = renderCard(shipped, name, aContext({ event, language, links }))
          expect(problem).toBeUndefined()
          for (const translate of [toMessage, toPlainMessage]) {
            const message = translate(card, aLook({ language, mentions, maybeRepeat: calls }))
            expectSafe(message, mentions)
            expect(JSON.stringify(message.payload)).toContain('k7f3q-182')
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  test('every card gives a message Discord takes', () => {
    expect.hasAssertions()
    fc.assert(
      fc.property(hostileCard, fc.constantFrom('en', 'zh'), (card, language) => {
        for (const translate of [toMessage, toPlainMessage])
          expectSafe(translate(card, aLook({ language })), [])
      }),
      { numRuns: 150 },
    )
  })

  test.each(['en', 'zh'] as const)('real callbacks give messages Discord takes (%s)', (language) => {
    expect.hasAssertions()
    for (const event of callbackEvents()) {
      const { card } = renderCard(shipped, null, aContext({ event, language }))
      expectSafe(toMessage(card, aLook({ language })), [])
    }
  })
})
