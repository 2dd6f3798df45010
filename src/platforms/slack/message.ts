import type { Card, Severity } from '../../render/card.ts'
import { cut, jsonCost, type Cost } from '../../render/cut.ts'
import { fitCard, type Limits } from '../../render/fit.ts'
import { isBare, plainText } from '../../render/plain.ts'
import { bracketed, colon, WORDS } from '../../render/words.ts'
import { fitButtons, withLinkButton, type ButtonLimits } from '../buttons.ts'
import type { Look, Message, ToMessage } from '../platform.ts'
import {
  actions,
  context,
  fieldLines,
  header,
  preformatted,
  richText,
  type Block,
  type Inline,
} from './blocks.ts'
import { escapeSlack } from './escape.ts'
import { slackMentions } from './mentions.ts'
import { EVENT_TYPE } from './metadata.ts'
import { nativeBlocks } from './native.ts'

// Slack refuses more than about 12,000 characters of text in all blocks (bolt-js#2509); 9,000 of text and 15,000 of
// JSON are safe. What is counted here is text inside JSON; names and structure take at most another 4,500.
const SUMMARY = 1000
const LIMITS: Limits = {
  title: 150,
  body: 2500,
  suggestion: 1200,
  code: 3000,
  fieldName: 75,
  fieldValue: 500,
  footer: 400,
  fields: 20,
  total: 7200,
}
const COSTS = { prose: jsonCost, code: jsonCost, footer: jsonCost }
const BUTTONS: ButtonLimits = { count: 5, label: 75, url: 3000, urls: 3000 }
/** Slack recommends 4,000 for `text`; up to 600 of them are mentions. */
const TEXT = 3000

const COLOURS: Readonly<Record<Severity, string>> = {
  error: '#D92D20',
  warning: '#F5A623',
  success: '#2EB67D',
  info: '#8A94A6',
}

/**
 * A card as the body of chat.postMessage: `text` for the notification; one line as a block; the rest, where there is
 * any, in an attachment, which alone can carry a colour: the template's own blocks, or else the card's parts.
 */
export const toMessage: ToMessage = (card, look) => {
  const line = richText(summaryOf(card, look))
  const footer = context(footerText(card, look))
  const native = nativeBlocks(card, look.language, [line, footer])
  if (native !== null && 'parts' in native) {
    const attachment = { color: COLOURS[card.severity], blocks: [...native.parts, footer] }
    return message(card.summary, look, { blocks: [line], attachments: [attachment] })
  }
  const made = cardMessage(card, look, line)
  return native === null ? made : { ...made, note: native.note }
}

function cardMessage(card: Card, look: Look, line: Block): Message {
  const buttons = fitButtons(withLinkButton(card, look.language), BUTTONS, look.language)
  const fitted = fitCard(card, LIMITS, COSTS, look.language)
  // A footer of more than the id is what the template wanted to say; the id alone stands in the metadata.
  const bare = isBare(card) && buttons.length === 0
  const blocks = [line]
  if (bare && fitted.footer !== look.delivery) blocks.push(context(fitted.footer))
  return message(card.summary, look, {
    blocks,
    ...(bare
      ? {}
      : { attachments: [{ color: COLOURS[card.severity], blocks: cardBlocks(fitted, buttons, look) }] }),
  })
}

/** The card as one text without blocks, for when Slack refused them. */
export const toPlainMessage: ToMessage = (card, look) =>
  message(plainText(card), look, { mrkdwn: false }, `\n${footerOf(card, look)}`)

function message(text: string, look: Look, parts: Readonly<Record<string, unknown>>, end = ''): Message {
  const escaped = escapeSlack(cut(text, TEXT, look.language, (part) => escapeSlack(part).length))
  const mentions = slackMentions(look.mentions).map(({ sequence }) => `${sequence} `)
  return {
    platform: 'slack',
    payload: {
      text: mentions.join('') + escaped + repeatMark(look) + end,
      ...parts,
      unfurl_links: false,
      unfurl_media: false,
      parse: 'none',
      link_names: false,
      metadata: { event_type: EVENT_TYPE, event_payload: { delivery: look.delivery } },
    },
  }
}

/** The footer for `text`. */
function footerOf(card: Card, look: Look): string {
  return escapeSlack(footerText(card, look, (text) => escapeSlack(text).length))
}

/** The footer; one too long gives way to the id, by which the message is found again. */
function footerText({ footer }: Card, { delivery, language }: Look, cost: Cost = jsonCost): string {
  return cost(footer) <= LIMITS.footer ? footer : cut(delivery, LIMITS.footer, language)
}

function repeatMark({ maybeRepeat, language }: Look): string {
  return maybeRepeat ? bracketed(WORDS[language].repeat, language) : ''
}

function summaryOf(card: Card, look: Look): readonly Inline[] {
  const elements: Inline[] = []
  for (const { inline } of slackMentions(look.mentions)) elements.push(inline, { type: 'text', text: ' ' })
  elements.push({ type: 'text', text: cut(card.summary, SUMMARY, look.language, jsonCost) })
  const mark = repeatMark(look)
  if (mark !== '') elements.push({ type: 'text', text: mark, style: { italic: true } })
  return elements
}

function cardBlocks(card: Card, buttons: Card['buttons'], look: Look): readonly Block[] {
  const blocks: Block[] = []
  if (card.title !== '') blocks.push(header(card.title))
  if (card.body !== '') blocks.push(richText([{ type: 'text', text: card.body }]))
  if (card.fields.length > 0) blocks.push(fieldLines(card.fields, colon(look.language)))
  if (card.suggestion !== '') {
    const label = WORDS[look.language].suggestion + colon(look.language)
    blocks.push(
      richText([
        { type: 'text', text: `💡 ${label}`, style: { bold: true } },
        { type: 'text', text: card.suggestion },
      ]),
    )
  }
  if (card.code !== '') blocks.push(preformatted(card.code))
  if (buttons.length > 0) blocks.push(actions(buttons))
  blocks.push(context(card.footer))
  return blocks
}
