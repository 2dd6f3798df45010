import { expect, test } from 'vitest'
import { actions, button, many, mrkdwn, plain, rich, section, text } from './slack-parts.ts'
import { slackProblems } from './slack-rules.ts'

/** Blocks that Slack is known to post: its reference shows them, or somebody saw them arrive. */
test.each<[name: string, from: string, blocks: readonly object[]]>([
  ['a header', 'docs: header block', [{ type: 'header', text: { type: 'plain_text', text: 'Budget' } }]],
  ['a header of 150', 'python-slack-sdk#824', [{ type: 'header', text: plain('x'.repeat(150)) }]],
  [
    'a section of mrkdwn',
    'docs: section block',
    [{ type: 'section', text: mrkdwn('*bold* <https://a.example|a>') }],
  ],
  ['a section of plain text', 'slack-php-api#114', [{ type: 'section', text: plain('a plain section') }]],
  [
    'a section of fields alone',
    'docs: section block',
    [{ type: 'section', fields: [mrkdwn('*a*\nb'), plain('c')] }],
  ],
  [
    'ten fields of 2,000',
    'docs: section block',
    [{ type: 'section', fields: [plain('x'.repeat(2000)), ...many(9, () => plain('x'))] }],
  ],
  [
    'context',
    'docs: context block',
    [{ type: 'context', elements: [mrkdwn('small *print*'), plain('more')] }],
  ],
  ['a divider with an id', 'docs: divider block', [{ type: 'divider', block_id: 'line-1' }]],
  [
    '25 buttons',
    'python-slack-sdk#1253',
    [actions(...many(25, (index) => button({ action_id: `a-${index}` })))],
  ],
  [
    'a button with all it may have',
    'docs: button element',
    [
      actions(
        button({
          url: 'https://a.example/?q=1',
          value: 'v',
          style: 'danger',
          accessibility_label: 'Opens it',
        }),
      ),
    ],
  ],
  [
    'rich text in italics',
    'Slack.NetStandard#100',
    [rich(section(text('Hello World', { style: { italic: true } })))],
  ],
  [
    'rich text of two styles',
    'bolt-js#1324',
    [rich(section(text('Hello '), text('World', { style: { bold: true } })))],
  ],
  [
    'a list',
    'node-slack-sdk#1527',
    [
      rich({
        type: 'rich_text_list',
        style: 'bullet',
        indent: 0,
        elements: [section(text('First')), section(text('Second'))],
      }),
    ],
  ],
  [
    'a list with emoji and a border',
    'slackblocks#80',
    [
      rich(section(text('10:00\n')), {
        type: 'rich_text_list',
        style: 'ordered',
        border: 0,
        elements: [section({ type: 'emoji', name: 'white_check_mark', unicode: '2705' }, text(' '))],
      }),
    ],
  ],
  ['a section with nothing in it', 'python-slack-sdk#1576', [rich(section())]],
  [
    'code and a quote',
    'blockkit#107',
    [
      rich(
        { type: 'rich_text_preformatted', elements: [text('at a.B\n')] },
        { type: 'rich_text_quote', elements: [text('q')] },
      ),
    ],
  ],
  [
    'mentions and a date',
    'docs: rich text block',
    [
      rich(
        section(
          { type: 'user', user_id: 'U0123ABC' },
          { type: 'usergroup', usergroup_id: 'S0123ABC' },
          { type: 'broadcast', range: 'here' },
          { type: 'date', timestamp: 1_720_710_212, format: '{date_num} at {time}', fallback: 'then' },
        ),
      ),
    ],
  ],
  ['fifty blocks', 'docs: blocks', many(50, () => ({ type: 'divider' })) as object[]],
])('taken: %s (%s)', (_name, _from, blocks) => {
  expect(slackProblems({ text: 'x', blocks })).toEqual([])
})
