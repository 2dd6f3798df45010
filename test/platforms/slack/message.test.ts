import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Message } from '../../../src/platforms/platform.ts'
import { toMessage, toPlainMessage } from '../../../src/platforms/slack/message.ts'
import { renderCard } from '../../../src/render/render.ts'
import type { Templates } from '../../../src/render/template.ts'
import { aCard, aLook } from '../../support/a-card.ts'
import { aContext } from '../../support/a-context.ts'
import { callbackEvents } from '../../support/callback-events.ts'
import { hostileCard, hostileEvent } from '../../support/hostile.ts'
import { isBag, textOf, type Bag } from '../../support/rule-check.ts'
import { shippedTemplates } from '../../support/shipped-templates.ts'
import { slackProblems } from '../../support/slack-rules.ts'

let shipped: Templates
beforeAll(async () => {
  shipped = await shippedTemplates()
})

const MENTIONS = ['S0ABC12345', 'U012AB3CD', 'here']
const SEQUENCES = '<!subteam^S0ABC12345> <@U012AB3CD> <!here> '

/** Every object in a value, whatever its depth. */
function bagsIn(value: unknown): readonly Bag[] {
  if (Array.isArray(value)) return value.flatMap((item) => bagsIn(item))
  return isBag(value) ? [value, ...Object.values(value).flatMap((item) => bagsIn(item))] : []
}
const textsIn = (message: Message): string => JSON.stringify(message.payload)
const blocksOf = (message: Message): readonly Bag[] =>
  bagsIn(message.payload['attachments']).filter(({ type }) => typeof type === 'string')

/** What must hold of every message, whatever the card held. */
function expectSafe(message: Message, mentions: readonly string[]): void {
  const { payload } = message
  expect(slackProblems(payload)).toEqual([])
  expect(payload).toMatchObject({
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  })
  const text = textOf(payload['text'])
  expect(text.length).toBeLessThanOrEqual(4000)
  const calls = mentions.length === 0 ? '' : SEQUENCES
  expect(text.startsWith(calls)).toBe(true)
  expect(text.slice(calls.length)).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/)
  const parts = bagsIn([payload['blocks'], payload['attachments']])
  expect(parts.filter(({ type }) => type === 'mrkdwn')).toEqual([])
  const called = parts.filter(({ type }) => type === 'user' || type === 'usergroup' || type === 'broadcast')
  expect(called).toHaveLength(payload['blocks'] === undefined ? 0 : mentions.length)
}

describe('a card on Slack', () => {
  const card = aCard({
    title: '❌ sales: INDEX_BUILD failed',
    body: 'disk full',
    fields: [
      { name: 'Duration', value: '30m 34s' },
      { name: 'Rows', value: '7' },
    ],
    suggestion: 'Free some space.',
    code: '\tat a.b',
    buttons: [{ text: 'Open in Kylin', url: 'https://kylin.example/', style: 'danger' }],
    footer: 'prod · job-1 · k7f3q-182',
  })

  test('has its line on top and the rest behind a bar in the colour of its severity', () => {
    const { payload } = toMessage(card, aLook())
    expect(payload['text']).toBe('sales / INDEX_BUILD failed')
    expect(payload['attachments']).toMatchObject([
      {
        color: '#D92D20',
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: card.title } },
          { type: 'rich_text', elements: [{ elements: [{ type: 'text', text: 'disk full' }] }] },
          {
            type: 'rich_text',
            elements: [
              {
                elements: [
                  { text: 'Duration: ', style: { bold: true } },
                  { text: '30m 34s\n' },
                  { text: 'Rows: ', style: { bold: true } },
                  { text: '7' },
                ],
              },
            ],
          },
          { type: 'rich_text', elements: [{ elements: [{}, { text: 'Free some space.' }] }] },
          {
            type: 'rich_text',
            elements: [{ type: 'rich_text_preformatted', elements: [{ text: '\tat a.b' }] }],
          },
          { type: 'actions', elements: [{ url: 'https://kylin.example/', style: 'danger' }] },
          { type: 'context', elements: [{ text: 'prod · job-1 · k7f3q-182' }] },
        ],
      },
    ])
  })

  test('carries the delivery’s id as metadata', () => {
    expect(toMessage(card, aLook()).payload['metadata']).toEqual({
      event_type: 'herald_delivery',
      event_payload: { delivery: 'k7f3q-182' },
    })
  })

  test('that is one line is one line, and keeps a footer that says more than the id', () => {
    const { payload } = toMessage(aCard(), aLook())
    expect(payload['attachments']).toBeUndefined()
    expect(payload['blocks']).toHaveLength(1)
    expect(toMessage(aCard({ footer: 'prod · k7f3q-182' }), aLook()).payload['blocks']).toHaveLength(2)
  })

  test('shows the title’s link as a button, because a header cannot be one', () => {
    const linked = toMessage(aCard({ title: 'a', link: 'https://kylin.example/' }), aLook({ language: 'zh' }))
    expect(blocksOf(linked)).toContainEqual(
      expect.objectContaining({
        type: 'button',
        url: 'https://kylin.example/',
        text: expect.objectContaining({ text: '在 Kylin 中打开' }),
      }),
    )
  })

  test('leaves out a button whose address Slack would refuse', () => {
    const url = `https://kylin.example/${'x'.repeat(3000)}`
    const message = toMessage(aCard({ title: 'a', buttons: [{ text: 'b', url, style: 'default' }] }), aLook())
    expect(textsIn(message)).not.toContain('xxx')
  })

  test('calls whom the rule names, in the notification and in the line', () => {
    const message = toMessage(card, aLook({ mentions: [...MENTIONS, 'role:1', '<!channel>'] }))
    expect(message.payload['text']).toBe(`${SEQUENCES}sales / INDEX_BUILD failed`)
    expectSafe(message, MENTIONS)
  })

  test.each([
    ['en', ' (may be a repeat)'],
    ['zh', '（可能重复）'],
  ] as const)('that may be a repeat says so (%s)', (language, mark) => {
    const { payload } = toMessage(card, aLook({ language, maybeRepeat: true }))
    expect(payload['text']).toBe(`sales / INDEX_BUILD failed${mark}`)
    expect(JSON.stringify(payload['blocks'])).toContain(mark)
  })

  test('as plain text has no blocks, and still says what, why and which delivery', () => {
    const { payload } = toPlainMessage(card, aLook({ mentions: ['here'] }))
    expect(payload['text']).toBe('<!here> sales / INDEX_BUILD failed\ndisk full\nprod · job-1 · k7f3q-182')
    expect(payload['blocks'] ?? payload['attachments']).toBeUndefined()
  })
})

const aTemplate = fc.constantFrom(null, 'error', 'success', 'paused', 'discarded', 'short')
const LINKS = { job: 'https://kylin.example/#/monitor/job', model: 'https://kylin.example/#/studio/model/x' }

describe('whatever a callback holds', () => {
  test('every shipped template gives a message Slack takes, and only rules call anybody', () => {
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
            expect(textsIn(message)).toContain('k7f3q-182')
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  test('every card gives a message Slack takes', () => {
    expect.hasAssertions()
    fc.assert(
      fc.property(hostileCard, fc.constantFrom('en', 'zh'), (card, language) => {
        for (const translate of [toMessage, toPlainMessage])
          expectSafe(translate(card, aLook({ language })), [])
      }),
      { numRuns: 150 },
    )
  })

  test.each(['en', 'zh'] as const)('real callbacks give messages Slack takes (%s)', (language) => {
    expect.hasAssertions()
    for (const event of callbackEvents()) {
      const { card } = renderCard(shipped, null, aContext({ event, language }))
      expectSafe(toMessage(card, aLook({ language })), [])
    }
  })
})
