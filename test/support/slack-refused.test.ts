import { expect, test } from 'vitest'
import { actions, button, many, mrkdwn, plain, rich, section, text } from './slack-parts.ts'
import { slackProblems } from './slack-rules.ts'

/** Blocks that Slack is known to have refused with invalid_blocks, and what it said of them where that was kept. */
test.each<[name: string, from: string, blocks: readonly object[], problem: string]>([
  [
    'a text of 3,001',
    'metabase#74943',
    [{ type: 'section', text: mrkdwn('x'.repeat(3001)) }],
    '/blocks/0/text/text: must be less than 3001 characters',
  ],
  [
    'a header of 151',
    'yjit-metrics#398',
    [{ type: 'header', text: plain('x'.repeat(151)) }],
    '/blocks/0/text/text: must be less than 151 characters',
  ],
  [
    'mrkdwn in a header',
    'slack-morphism-rust#272',
    [{ type: 'header', text: mrkdwn('x') }],
    '/blocks/0/text/type: must be one of plain_text',
  ],
  [
    'an empty text',
    'bolt-js#793',
    [{ type: 'section', text: mrkdwn('') }],
    '/blocks/0/text/text: must be more than 0 characters',
  ],
  [
    'a section of nothing',
    'java-slack-sdk#1017',
    [{ type: 'section' }],
    '/blocks/0: must have text or fields',
  ],
  [
    'twelve fields',
    'slack-go#697',
    [{ type: 'section', fields: many(12, () => mrkdwn('piet')) }],
    '/blocks/0/fields: must have 10 items or fewer',
  ],
  [
    'a button of 76',
    'eve#2779',
    [actions(button({ text: plain('x'.repeat(76)) }))],
    '/blocks/0/elements/0/text/text: must be less than 76 characters',
  ],
  [
    'a button of nothing',
    'bolt-js#793',
    [actions(button({ text: plain('') }))],
    '/blocks/0/elements/0/text/text: must be more than 0 characters',
  ],
  [
    'a button that is disabled',
    'bolt-js#1891',
    [actions(button({ disabled: true }))],
    '/blocks/0/elements/0: invalid additional property: disabled',
  ],
  [
    'a button of mrkdwn',
    'docs: button element',
    [actions(button({ text: mrkdwn('x') }))],
    '/blocks/0/elements/0/text/type: must be one of plain_text',
  ],
  [
    'a button as a block',
    'django-slack-utils#5',
    [button() as object],
    '/blocks/0/type: unsupported type: button',
  ],
  [
    'a button to nowhere',
    'slack-go#612',
    [actions(button({ url: '' }))],
    '/blocks/0/elements/0/url: must be an address',
  ],
  [
    'a button to no page',
    'lightdash#22504',
    [actions(button({ url: 'javascript:alert(1)' }))],
    '/blocks/0/elements/0/url: must be an address',
  ],
  [
    'a style that is none',
    'docs: button element',
    [actions(button({ style: 'default' }))],
    '/blocks/0/elements/0/style: must be one of primary, danger',
  ],
  [
    '26 buttons',
    'spacecat-api-service#176',
    [actions(...many(26, (index) => button({ action_id: `a-${index}` })))],
    '/blocks/0/elements: must have 25 items or fewer',
  ],
  [
    'one action_id twice',
    'slack-php-block-kit#3',
    [actions(button(), button())],
    '/blocks/0/elements/1/action_id: must differ from every other',
  ],
  [
    'one block_id twice',
    'slack-php-block-kit#3',
    [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ],
    '/blocks/1/block_id: must differ from every other',
  ],
  [
    '51 blocks',
    'laravel-slack-blocks#19',
    many(51, () => ({ type: 'divider' })) as object[],
    '/blocks: must have 50 items or fewer',
  ],
  [
    'eleven small prints',
    'docs: context block',
    [{ type: 'context', elements: many(11, () => plain('x')) }],
    '/blocks/0/elements: must have 10 items or fewer',
  ],
  [
    'rich text of nothing',
    'Slack.NetStandard#100',
    [rich()],
    '/blocks/0/elements: must have 1 items or more',
  ],
  [
    'a text without its text',
    'Slack.NetStandard#90',
    [rich(section({ type: 'text' }))],
    '/blocks/0/elements/0/elements/0/text: must not be empty',
  ],
  [
    'a mention as code',
    'SlackNet#196',
    [rich(section({ type: 'user', user_id: 'U1', style: { code: true } }))],
    '/blocks/0/elements/0/elements/0/style: invalid additional property: code',
  ],
  [
    'a list without a style',
    'docs: rich text block',
    [rich({ type: 'rich_text_list', elements: [section(text('a'))] })],
    '/blocks/0/elements/0/style: must be one of bullet, ordered',
  ],
  [
    'emoji in mrkdwn',
    'docs: text object',
    [{ type: 'section', text: { type: 'mrkdwn', text: 'x', emoji: true } }],
    '/blocks/0/text: invalid additional property: emoji',
  ],
])('refused: %s (%s)', (_name, _from, blocks, problem) => {
  expect(slackProblems({ text: 'x', blocks })).toContain(problem)
})
