import { describe, expect, test } from 'vitest'
import { renderCard } from '../../src/render/render.ts'
import { loadTemplates } from '../../src/render/template.ts'
import type { NativeNode } from '../../src/render/native.ts'
import { aContext } from '../support/a-context.ts'
import { anEvent } from '../support/an-event.ts'

const load = (native: string): ReturnType<typeof loadTemplates> =>
  loadTemplates(new Map([['mine', { file: 'mine.yaml', text: `summary: a\n${native}` }]]))

const SLACK = (block: string): string => `slack: { blocks: [${block}] }`
const DISCORD = (embed: string): string => `discord: { embeds: [${embed}] }`
const RICH = (inline: string): string =>
  SLACK(`{ type: rich_text, elements: [{ type: rich_text_section, elements: [${inline}] }] }`)

describe('what a platform would refuse is found when the template is read', () => {
  test.each([
    ['no blocks', 'slack: {}', 'missing-key', '{}'],
    ['an empty list of blocks', 'slack: { blocks: [] }', 'template-shape', '[]'],
    ['a key that is none', 'slack: { block: [] }', 'unknown-key', 'block'],
    ['a block without a type', SLACK('{ text: a }'), 'missing-key', '{ text: a }'],
    ['a block that is no mapping', SLACK('header'), 'template-shape', 'header'],
    ['an unknown block', SLACK('{ type: heder }'), 'template-word', 'heder'],
    ['an unknown member', SLACK('{ type: divider, block_id: x }'), 'unknown-key', 'block_id'],
    [
      'mrkdwn where only plain text may be',
      SLACK('{ type: header, text: { type: mrkdwn, text: a } }'),
      'template-word',
      'mrkdwn',
    ],
    ['a section without a text', SLACK('{ type: section }'), 'missing-key', '{ type: section }'],
    [
      'a header that is too long',
      SLACK(`{ type: header, text: { type: plain_text, text: ${'x'.repeat(151)} } }`),
      'native-limit',
      'text',
    ],
    [
      'too many elements',
      SLACK(`{ type: context, elements: [${'{ type: plain_text, text: a },'.repeat(11)}] }`),
      'native-limit',
      'elements',
    ],
    [
      'a button to nowhere',
      SLACK('{ type: actions, elements: [{ type: button, text: { type: plain_text, text: a }, url: /x }] }'),
      'template-word',
      '/x',
    ],
    [
      'a style that is none',
      SLACK(
        '{ type: actions, elements: [{ type: button, text: { type: plain_text, text: a }, url: "https://x", style: red }] }',
      ),
      'template-word',
      'red',
    ],
    ['a person called', RICH('{ type: user, user_id: U1 }'), 'template-word', 'user'],
    [
      'everybody called in mrkdwn',
      SLACK('{ type: section, text: { type: mrkdwn, text: "a <!channel> b" } }'),
      'template-mention',
      '<!',
    ],
    [
      'links of its own in mrkdwn',
      SLACK('{ type: section, text: { type: mrkdwn, text: a, verbatim: false } }'),
      'template-word',
      'false',
    ],
    [
      'a repeated member',
      SLACK('{ type: section, text: { $each: tag, type: mrkdwn, text: a } }'),
      'template-shape',
      '$each',
    ],
    [
      'a variable that is none',
      SLACK('{ type: header, text: { type: plain_text, text: "{{ projct }}" } }'),
      'unknown-variable',
      'projct',
    ],
    [
      'the name of a loop outside of it',
      SLACK(
        '{ $each: segment_ids, type: divider }, { type: header, text: { type: plain_text, text: "{{ item }}" } }',
      ),
      'unknown-variable',
      'item',
    ],
    ['an empty embed', DISCORD('{ color: 1 }'), 'missing-key', '{ color: 1 }'],
    ['a colour that is none', DISCORD('{ title: a, color: red }'), 'template-word', 'red'],
    ['a title that is too long', DISCORD(`{ title: ${'x'.repeat(257)} }`), 'native-limit', 'title'],
    [
      'everybody called on Discord',
      DISCORD('{ description: "hey @everyone" }'),
      'template-mention',
      '@everyone',
    ],
    ['a field without a value', DISCORD('{ fields: [{ name: a }] }'), 'missing-key', '{ name: a }'],
  ])('%s', (_what, native, code, at) => {
    const { problems, templates } = load(native)
    const [problem] = problems
    expect(problem).toMatchObject({ severity: 'error', code })
    expect(
      `summary: a\n${native}`.split('\n')[(problem?.line ?? 0) - 1]?.slice((problem?.column ?? 0) - 1),
    ).toMatch(new RegExp(`^${at.replace(/[^\w ]/g, String.raw`\$&`)}`))
    expect(templates.size).toBe(0)
  })
})

/** What a node says, values marked by «». */
function plainOf(node: NativeNode): unknown {
  switch (node.kind) {
    case 'value':
      return node.value
    case 'text':
      return node.pieces.map(({ text, data }) => (data ? `«${text}»` : text)).join('')
    case 'list':
      return node.items.map(plainOf)
    case 'map':
      return Object.fromEntries(node.members.map(([name, member]) => [name, plainOf(member)]))
  }
}

function slackParts(
  native: string,
  fields: Parameters<typeof anEvent>[0],
  language: 'en' | 'zh' = 'en',
): unknown {
  const { templates, problems } = load(native)
  expect(problems).toEqual([])
  const { card } = renderCard(templates, 'mine', aContext({ event: anEvent(fields), language }))
  const part = card.native?.slack
  return part !== undefined && 'parts' in part ? part.parts.map(plainOf) : part
}

describe('a native part', () => {
  test('keeps what the template says apart from what values say', () => {
    const block =
      '{ type: section, text: { type: mrkdwn, text: "*{{ project }}* failed: {{ cause | upcase }}" } }'
    expect(slackParts(SLACK(block), { project: 'sales', cause: 'disk' })).toEqual([
      { type: 'section', text: { type: 'mrkdwn', text: '*«sales»* failed: «DISK»' } },
    ])
  })

  test('what a template captured is a value once it is shown', () => {
    const block =
      '{ type: section, text: { type: mrkdwn, text: "{% capture a %}*{{ project }}*{% endcapture %}{{ a }}" } }'
    expect(slackParts(SLACK(block), { project: 'sales' })).toMatchObject([{ text: { text: '«*sales*»' } }])
  })

  test('repeats and leaves out blocks, and speaks each language', () => {
    const blocks =
      '{ $each: s in segment_ids, $if: s != "b", type: header, text: { type: plain_text, text: { en: "Segment {{ s }}", zh: "段 {{ s }}" } } },' +
      '{ $if: tag, type: divider }'
    expect(slackParts(SLACK(blocks), { segment_ids: ['a', 'b', 'c'] }, 'zh')).toMatchObject([
      { text: { text: '段 «a»' } },
      { text: { text: '段 «c»' } },
    ])
  })

  test('a button without an address is left out, and so is what then holds nothing', () => {
    const block =
      '{ type: divider }, { type: actions, elements: [{ type: button, text: { type: plain_text, text: a }, url: "{{ tag }}" }] }'
    expect(slackParts(SLACK(block), { tag: 'javascript:alert(1)' })).toEqual([{ type: 'divider' }])
    expect(slackParts(SLACK(block), { tag: 'https://a.example' })).toHaveLength(2)
  })

  test('a text without a value shows a dash', () => {
    const block = '{ type: header, text: { type: plain_text, text: "{{ cause }}" } }'
    expect(slackParts(SLACK(block), { cause: '' })).toMatchObject([{ text: { text: '«—»' } }])
  })

  test('takes times in ms, as Kylin sends them', () => {
    const date = RICH(
      '{ type: date, timestamp: "{{ end_time }}", format: "{date}", fallback: "{{ end_time | time }}" }',
    )
    expect(slackParts(date, { end_time: 1_715_414_588_739 })).toMatchObject([
      { elements: [{ elements: [{ timestamp: 1_715_414_588, fallback: '«11 May 2024, 08:03»' }] }] },
    ])
  })

  test('that comes out empty or too long says so, and the card is there', () => {
    expect(slackParts(SLACK('{ $if: tag, type: divider }'), {})).toEqual({ failed: 'it came out empty' })
    const many = { segment_ids: Array.from({ length: 60 }, (_, index) => `s${index}`) }
    expect(slackParts(SLACK('{ $each: segment_ids, type: divider }'), many)).toEqual({
      failed: '"blocks" came out with more than 47 items',
    })
  })

  test('that fails leaves the rest of the card as the template has it', () => {
    const block =
      '{ type: header, text: { type: plain_text, text: "{% for i in (1..90000) %}{{ i }}{% endfor %}" } }'
    expect(slackParts(SLACK(block), {})).toEqual({ failed: 'more than 20,000 steps' })
  })
})
