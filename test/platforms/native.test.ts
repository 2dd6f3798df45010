import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MESSAGES } from '../../src/platforms/messages.ts'
import type { Message } from '../../src/platforms/platform.ts'
import { renderCard } from '../../src/render/render.ts'
import { loadTemplates, type Templates } from '../../src/render/template.ts'
import { aLook } from '../support/a-card.ts'
import { aContext } from '../support/a-context.ts'
import { anEvent } from '../support/an-event.ts'
import { discordProblems } from '../support/discord-rules.ts'
import { hostileEvent } from '../support/hostile.ts'
import { bagsOf, isBag, textOf, type Bag } from '../support/rule-check.ts'
import { slackProblems } from '../support/slack-rules.ts'

function load(text: string): Templates {
  const { templates, problems } = loadTemplates(new Map([['mine', { file: 'mine.yaml', text }]]))
  expect(problems).toEqual([])
  return templates
}

/** Every kind of part, with values in every place where one may stand. */
const EVERYTHING = `
summary: "{{ project }} {{ cause }}"
footer: "{{ job_id }}"
slack:
  blocks:
    - { type: header, text: { type: plain_text, text: "{{ project }}: {{ cause }}" } }
    - type: section
      text: { type: mrkdwn, text: "*{{ cause }}* _{{ tag }}_ ~{{ job_type }}~ \`{{ tag }}\`\\n<{{ tag }}|{{ cause }}> <https://kylin.example/{{ tag }}?x={{ cause }}|open> <{{ links.job }}>\\n> {{ tag }}" }
      accessory: { type: button, text: { type: plain_text, text: "{{ cause }}" }, url: "{{ links.job }}", style: "{{ tag }}" }
    - { type: section, text: { type: mrkdwn, text: "\`\`\`{{ excerpt }}\`\`\`{{ tag }}" } }
    - { type: section, fields: [{ $each: tag, type: mrkdwn, text: "{{ item }} {{ item.key }} {{ item.value }}" }] }
    - { type: context, elements: [{ type: mrkdwn, text: "<!date^{{ end_time }}^{date}|{{ tag }}> {{ fields.hostile }}" }, { type: plain_text, text: "{{ tag }}" }] }
    - { type: actions, elements: [{ type: button, text: { type: plain_text, text: "{{ tag }}" }, url: "{{ tag }}" }] }
    - type: rich_text
      elements:
        - type: rich_text_section
          elements:
            - { type: text, text: "{{ tag }}", style: { bold: true } }
            - { type: link, url: "{{ links.job }}", text: "{{ cause }}" }
            - { type: date, timestamp: "{{ end_time }}", format: "{date}", fallback: "{{ tag }}" }
        - { type: rich_text_preformatted, elements: [{ type: text, text: "{{ excerpt }}" }] }
        - type: rich_text_list
          style: bullet
          elements:
            - { $each: tag, type: rich_text_section, elements: [{ type: text, text: "{{ item }}" }] }
discord:
  embeds:
    - title: "{{ project }} **{{ cause }}**"
      url: "{{ tag }}"
      color: "{{ duration }}"
      timestamp: "{{ end_time }}"
      description: "**{{ cause }}** \`{{ tag }}\` [{{ cause }}]({{ tag }}) [x](https://kylin.example/{{ tag }})\\n- {{ fields.hostile }}\\n\`\`\`\\n{{ excerpt }}\\n\`\`\`\\n{{ tag }}"
      author: { name: "{{ tag }}", url: "{{ tag }}" }
      footer: { text: "{{ fields.hostile }}" }
      image: { url: "{{ tag }}" }
      fields:
        - { name: "{{ tag }}", value: "{{ cause }}", inline: true }
        - { $each: tag, name: "{{ item.key }}", value: "{{ item.value }}" }
`

const KYLIN = { job: 'https://kylin.example/#/monitor/job', model: null }

function bagsIn(value: unknown): readonly Bag[] {
  if (Array.isArray(value)) return value.flatMap((item) => bagsIn(item))
  return isBag(value) ? [value, ...Object.values(value).flatMap((item) => bagsIn(item))] : []
}

/** Nobody is called, and every link goes where the template says that one goes. */
function expectSafeOnSlack({ payload }: Message): void {
  expect(slackProblems(payload)).toEqual([])
  for (const part of bagsIn([payload['blocks'], payload['attachments']])) {
    expect(['user', 'usergroup', 'broadcast', 'channel']).not.toContain(part['type'])
  }
  for (const part of bagsIn(payload['attachments']).filter(({ type }) => type === 'mrkdwn')) {
    expect(part['verbatim']).toBe(true)
    for (const [, target = ''] of textOf(part['text']).matchAll(/<([^>]*)>?/g)) {
      expect(target).toMatch(/^(https?:\/\/|!date\^\d+\^)/)
    }
  }
}

function expectSafeOnDiscord({ payload }: Message): void {
  expect(discordProblems(payload)).toEqual([])
  expect(payload['allowed_mentions']).toEqual({ parse: [], users: [], roles: [] })
  for (const embed of bagsOf(payload['embeds'])) {
    const texts = [
      embed['title'],
      embed['description'],
      ...bagsOf(embed['fields']).flatMap((one) => [one['name'], one['value']]),
    ]
    for (const text of texts) {
      const prose = textOf(text)
        .replace(/```[^]*?```|(?<!\\)`[^`\n]*`/g, '')
        .replace(/\\[^\p{L}\p{N}\s]/gu, '')
      expect(prose).not.toMatch(/@(everyone|here|[!&]?\d)|<[@#:t/]/i)
      for (const [, target = ''] of prose.matchAll(/\]\(([^)]*)\)/g)) expect(target).toMatch(/^https?:/)
      expect(prose.replace(/\]\([^)]*\)/g, '')).not.toMatch(/:\/\//)
    }
  }
}

describe('whatever a callback holds', () => {
  const templates = load(EVERYTHING)

  test.each(['slack', 'discord'] as const)(
    'a native part for %s is within its limits and inert',
    (platform) => {
      let native = 0
      fc.assert(
        fc.property(hostileEvent, fc.constantFrom('en', 'zh'), (event, language) => {
          const { card, problem } = renderCard(templates, 'mine', aContext({ event, language, links: KYLIN }))
          expect(problem).toBeUndefined()
          const message = MESSAGES[platform].toMessage(card, aLook({ language }))
          if (platform === 'slack') expectSafeOnSlack(message)
          else expectSafeOnDiscord(message)
          expect(JSON.stringify(message.payload)).toContain('k7f3q-182')
          if (message.note === undefined) native += 1
        }),
        { numRuns: 200 },
      )
      // It is not always the card's own form that was looked at.
      expect(native).toBeGreaterThan(100)
    },
  )
})

const message = (
  platform: 'slack' | 'discord',
  native: string,
  fields: Parameters<typeof anEvent>[0],
): Message => {
  const { card } = renderCard(
    load(`summary: hello\n${native}`),
    'mine',
    aContext({ event: anEvent(fields), links: KYLIN }),
  )
  return MESSAGES[platform].toMessage(
    card,
    aLook({ mentions: platform === 'slack' ? ['S0ABC12345'] : ['role:4242'] }),
  )
}
const texts = (count: number, length: number): string[] =>
  Array.from({ length: count }, () => 'x'.repeat(length))

const mrkdwn = (text: string, fields: Parameters<typeof anEvent>[0]): unknown => {
  const native = `slack: { blocks: [{ type: section, text: { type: mrkdwn, text: ${JSON.stringify(text)} } }] }`
  const [attachment] = bagsOf(message('slack', native, fields).payload['attachments'])
  const [block] = bagsOf(attachment?.['blocks'])
  return isBag(block?.['text']) ? block['text']['text'] : undefined
}
const markdown = (text: string, fields: Parameters<typeof anEvent>[0]): unknown =>
  bagsOf(
    message('discord', `discord: { embeds: [{ description: ${JSON.stringify(text)} }] }`, fields).payload[
      'embeds'
    ],
  )[0]?.['description']

describe('a native part', () => {
  test('keeps the line with its mention on top, its colour, and the delivery’s id', () => {
    const { payload } = message('slack', 'slack: { blocks: [{ type: divider }] }', {})
    expect(payload).toMatchObject({
      text: '<!subteam^S0ABC12345> hello',
      blocks: [{ type: 'rich_text' }],
      attachments: [
        {
          color: '#D92D20',
          blocks: [{ type: 'divider' }, { type: 'context', elements: [{ text: 'k7f3q-182' }] }],
        },
      ],
    })
    expect(message('discord', 'discord: { embeds: [{ title: a }] }', {}).payload).toMatchObject({
      content: '<@&4242> hello\n-# k7f3q-182',
      embeds: [{ title: 'a', color: 0xd92d20 }],
    })
  })

  test.each([
    ['*{{ tag }}*', 'a*b *c* _d_ e_f', '*a*b ∗c∗ ˍdˍ e_f*'],
    ['{{ tag }}', '<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
    ['`{{ tag }}`', 'a`b *c*', '`aˋb *c*`'],
    ['```{{ tag }}```', 'a```b\n*c*', '```aˋˋˋb\n*c*```'],
    ['<{{ tag }}|open>', 'https://a.example/?x=1&y=2', '<https://a.example/?x=1&amp;y=2|open>'],
    ['<{{ tag }}|open>', '!channel', 'open'],
    ['<{{ tag }}>', '@U123', '@U123'],
    ['<https://a.example/{{ tag }}|{{ tag }}>', 'x|y> z', '<https://a.example/x%7Cy%3E%20z|x¦y&gt; z>'],
    ['a < b {{ tag }}', 'x', 'a &lt; b x'],
    ['{{ tag }}', '> quoted', '\u200b&gt; quoted'],
  ])('on Slack %j with %j is %j', (text, tag, written) => {
    expect(mrkdwn(text, { tag })).toBe(written)
  })

  test.each([
    ['**{{ tag }}**', 'a*b*', String.raw`**a\*b\***`],
    ['`{{ tag }}`', 'sales_eu`x', '`sales_euˋx`'],
    ['```\n{{ tag }}\n```', 'a_b```c', '```\na_b`\u200b`\u200b`c\n```'],
    ['[open]({{ tag }})', 'https://a.example/(x)', '[open](https://a.example/%28x%29)'],
    ['[open]({{ tag }})', 'javascript:x', 'open'],
    ['[{{ tag }}](https://a.example/{{ tag }})', 'x](y', String.raw`[x\](y](https://a.example/x%5D%28y)`],
    [String.raw`\`{{ tag }}`, '[x](https://evil.example)', String.raw`\`\[x\](https\://evil.example)`],
    ['`{{ tag }}', '[x](https://evil.example)', String.raw`\[x\](https\://evil.example)`],
  ])('on Discord %j with %j is %j', (text, tag, written) => {
    expect(String(markdown(text, { tag })).replace(/^`(?=\\)/, '')).toBe(written)
  })

  test('a long value is cut, which is said, and what stands around it holds', () => {
    const cut = String(mrkdwn('```{{ tag }}```', { tag: 'x'.repeat(5000) }))
    expect(cut).toMatch(/^```x{2900,}```… \(\+[\d,]+ characters\)$/)
    expect(cut.length).toBeLessThanOrEqual(3000)
  })

  test('that is too long as a whole gets shorter texts, and gives way to the card where that is not enough', () => {
    const section = '{ $each: tag, type: section, text: { type: mrkdwn, text: "{{ item }}" } }'
    const fits = message('slack', `slack: { blocks: [${section}] }`, { tag: texts(20, 3000) })
    expect(fits.note).toBeUndefined()
    expect(slackProblems(fits.payload)).toEqual([])
    const fixed = `{ $each: tag, type: section, text: { type: mrkdwn, text: "${'y'.repeat(50)}" }, fields: [${'{ type: mrkdwn, text: "{{ item }}" },'.repeat(10)}] }`
    const card = message('slack', `title: the card\nslack: { blocks: [${fixed}] }`, { tag: texts(40, 300) })
    expect(card.note).toBe("the template's slack part was left out: it is too long")
    expect(JSON.stringify(card.payload)).toContain('the card')
  })

  test('each button has an id of its own', () => {
    const button = '{ type: button, text: { type: plain_text, text: a }, url: "https://a.example" }'
    const { payload } = message(
      'slack',
      `slack: { blocks: [{ type: actions, elements: [${button}, ${button}] }] }`,
      {},
    )
    expect(slackProblems(payload)).toEqual([])
    expect(JSON.stringify(payload)).toMatch(/link-1.*link-2/)
  })
})

test.each([
  [
    'slack',
    '{"type":"date","timestamp":1715414588,"format":"{date_short_pretty} {time}","fallback":"11 May 2024, 08:03"}',
  ],
  ['discord', '"value":"<t:1715414588:f>"'],
] as const)('a field that tells a moment is live on %s', (platform, shown) => {
  const templates = load(
    'summary: a\nfields: [{ name: n, value: "{{ end_time | time }}" }, { name: m, value: x }]',
  )
  const event = anEvent({ end_time: 1_715_414_588_739 })
  const { payload } = MESSAGES[platform].toMessage(
    renderCard(templates, 'mine', aContext({ event })).card,
    aLook(),
  )
  expect(JSON.stringify(payload)).toContain(shown)
})
