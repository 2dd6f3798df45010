import { list, map, text, url, type MapShape, type Shape } from './native-shape.ts'

// Block Kit as @slack/types 3.2 and Slack's reference have it, as far as a message without interactivity needs it.

const FLAG: Shape = { is: 'flag' }
const plainText = (most: number): MapShape =>
  map('a plain_text', { text: text('plain', most), emoji: FLAG }, ['text'])
// Herald sets `verbatim`, so that no address or name in a value becomes a link.
const mrkdwn = (most: number): MapShape =>
  map('a mrkdwn', { text: text('mrkdwn', most), verbatim: { is: 'flag', only: true } }, ['text'])
const PEOPLE = 'who is called stands in the rules: mention:'
const REFUSED = { user: PEOPLE, usergroup: PEOPLE, broadcast: PEOPLE, channel: 'write its name as text' }

function anyText(most: number): Shape {
  return {
    is: 'kind',
    what: 'a text object',
    kinds: { plain_text: plainText(most), mrkdwn: mrkdwn(most) },
  }
}

function onlyPlain(most: number): Shape {
  return { is: 'kind', what: 'a plain text object', kinds: { plain_text: plainText(most) } }
}

const BUTTON: Shape = {
  is: 'kind',
  what: 'a button',
  kinds: {
    button: map(
      'a button',
      { text: onlyPlain(75), url: url(3000), style: { is: 'word', words: ['primary', 'danger'] } },
      ['text', 'url'],
    ),
  },
}

const STYLE = map('a style', { bold: FLAG, italic: FLAG, strike: FLAG, code: FLAG }, [])
const INLINE: Shape = {
  is: 'kind',
  what: 'a part of rich text',
  kinds: {
    text: map('a text', { text: text('plain', 3000), style: STYLE }, ['text']),
    link: map('a link', { url: url(3000), text: text('plain', 3000), style: STYLE }, ['url']),
    emoji: map('an emoji', { name: text('plain', 100) }, ['name']),
    date: map(
      'a date',
      { timestamp: { is: 'seconds' }, format: text('plain', 200), fallback: text('plain', 200) },
      ['timestamp', 'format', 'fallback'],
    ),
  },
  refused: REFUSED,
}
const section = map('a rich_text_section', { elements: list(INLINE, 200) }, ['elements'])
const RICH_TEXT: Shape = {
  is: 'kind',
  what: 'an element of rich text',
  kinds: {
    rich_text_section: section,
    rich_text_quote: map('a rich_text_quote', { elements: list(INLINE, 200) }, ['elements']),
    rich_text_preformatted: map(
      'a rich_text_preformatted',
      {
        elements: list(
          {
            is: 'kind',
            what: 'a part of preformatted text',
            kinds: { text: map('a text', { text: text('plain', 3000) }, ['text']) },
            refused: REFUSED,
          },
          50,
        ),
      },
      ['elements'],
    ),
    rich_text_list: map(
      'a rich_text_list',
      {
        style: { is: 'word', words: ['bullet', 'ordered'] },
        indent: { is: 'count' },
        elements: list({ is: 'kind', what: 'an item', kinds: { rich_text_section: section } }, 50),
      },
      ['style', 'elements'],
    ),
  },
}

/** A block of `slack: { blocks: [...] }`. */
const BLOCK: Shape = {
  is: 'kind',
  what: 'a block',
  kinds: {
    header: map('a header', { text: onlyPlain(150) }, ['text']),
    section: map(
      'a section',
      { text: anyText(3000), fields: list(anyText(2000), 10), accessory: BUTTON, expand: FLAG },
      [],
      ['text', 'fields'],
    ),
    context: map('a context', { elements: list(anyText(3000), 10) }, ['elements']),
    actions: map('an actions block', { elements: list(BUTTON, 25) }, ['elements']),
    divider: map('a divider', {}, []),
    rich_text: map('a rich_text', { elements: list(RICH_TEXT, 50) }, ['elements']),
  },
}

/** What stands under `slack:`; 3 of a message's 50 blocks are Herald's own. */
export const SLACK_NATIVE: MapShape = map('"slack"', { blocks: list(BLOCK, 47) }, ['blocks'])
