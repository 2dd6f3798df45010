import type { Card, CardButton, CardField, Severity } from '../../render/card.ts'
import { cut, plainCost } from '../../render/cut.ts'
import { fitCard, type Costs, type Limits } from '../../render/fit.ts'
import { secondOf } from '../../render/native-value.ts'
import { isBare, plainText } from '../../render/plain.ts'
import { bracketed, colon, WORDS } from '../../render/words.ts'
import { fitButtons, withLinkButton, type ButtonLimits } from '../buttons.ts'
import type { Look, Message, ToMessage } from '../platform.ts'
import { escapeDiscord, escapeFenced } from './escape.ts'
import { discordMentions } from './mentions.ts'
import { nativeEmbeds } from './native.ts'

// Discord counts what is sent, so that every limit is taken after escaping. All texts of the embed together may have
// 6,000; the description holds body, suggestion and code, and may have 4,096.
const LIMITS: Limits = {
  title: 256,
  body: 1400,
  suggestion: 700,
  code: 1800,
  fieldName: 100,
  fieldValue: 1024,
  footer: 500,
  fields: 25,
  // A live moment takes up to 12 characters more than its text, in up to 25 fields.
  total: 5600,
}
const COSTS: Costs = {
  prose: (text) => escapeDiscord(text).length,
  code: (text) => escapeFenced(text).length,
  footer: plainCost,
}
const BUTTONS: ButtonLimits = { count: 5, label: 80, url: 512, urls: 5 * 512 }
/** Of the 2,000 of `content`, up to 500 are mentions and up to 400 footer. */
const CONTENT = 1000
const FOOTER = 400
/** An embed's url may be this long. */
const URL_LENGTH = 2048

const COLOURS: Readonly<Record<Severity, number>> = {
  error: 0xd92d20,
  warning: 0xf5a623,
  success: 0x2eb67d,
  info: 0x8a94a6,
}
const ACTION_ROW = 1
const BUTTON = 2
const LINK_STYLE = 5

/**
 * A card as the body of Create Message: the notification line as content, the rest, where there is any, in an embed:
 * the template's own embeds, or else the card's parts.
 */
export const toMessage: ToMessage = (card, look) => {
  const native = nativeEmbeds(card, look.language)
  if (native !== null && 'parts' in native) {
    const embeds = native.parts.map((embed) => ({ color: COLOURS[card.severity], ...embed }))
    const buttons = fitButtons(withLinkButton(card, look.language), BUTTONS, look.language)
    return message(card.summary, look, subtext(card, look), { embeds, ...rows(buttons) })
  }
  const made = cardMessage(card, look)
  return native === null ? made : { ...made, note: native.note }
}

function cardMessage(card: Card, look: Look): Message {
  const { language } = look
  const linked = card.title !== '' && card.link !== null && card.link.length <= URL_LENGTH
  const buttons = fitButtons(linked ? card.buttons : withLinkButton(card, language), BUTTONS, language)
  if (isBare(card) && buttons.length === 0) return message(card.summary, look, subtext(card, look), {})
  const fitted = fitCard(card, LIMITS, COSTS, language)
  const embed = {
    ...(fitted.title === '' ? {} : { title: escapeDiscord(fitted.title) }),
    ...(linked ? { url: card.link } : {}),
    ...described(fitted, look),
    color: COLOURS[card.severity],
    fields: fitted.fields.map((field) => ({
      name: escapeDiscord(field.name),
      value: liveMoment(field) ?? escapeDiscord(field.value),
      inline: true,
    })),
    footer: { text: fitted.footer },
    ...(card.at === undefined ? {} : { timestamp: new Date(card.at).toISOString() }),
  }
  return message(card.summary, look, '', { embeds: [embed], ...rows(buttons) })
}

const MOMENT_STYLES = { time: 'f', ago: 'R' } as const

/** A moment that each reader sees in their own zone and language, and whose distance from now stays right. */
function liveMoment({ moment }: CardField): string | null {
  const seconds = moment === undefined ? null : secondOf(moment.at)
  return moment === undefined || seconds === null ? null : `<t:${seconds}:${MOMENT_STYLES[moment.style]}>`
}

function rows(buttons: readonly CardButton[]): Readonly<Record<string, unknown>> {
  if (buttons.length === 0) return {}
  return { components: [{ type: ACTION_ROW, components: buttons.map(linkButton) }] }
}

/** The card as one text without an embed, for when Discord refused it. */
export const toPlainMessage: ToMessage = (card, look) =>
  message(plainText(card), look, subtext(card, look), {})

function message(text: string, look: Look, end: string, parts: Readonly<Record<string, unknown>>): Message {
  const mentions = discordMentions(look.mentions)
  const mark = look.maybeRepeat ? bracketed(WORDS[look.language].repeat, look.language) : ''
  return {
    platform: 'discord',
    payload: {
      content: mentions.text + escapeDiscord(cut(text, CONTENT, look.language, COSTS.prose)) + mark + end,
      ...parts,
      allowed_mentions: mentions.allowed,
    },
  }
}

/** The footer in small print: Discord's history carries no nonce, so that the id must be seen. */
function subtext(card: Card, { language, delivery }: Look): string {
  const text = escapeDiscord(card.footer)
  return `\n-# ${text.length <= FOOTER ? text : escapeDiscord(cut(delivery, FOOTER, language, plainCost))}`
}

function described(card: Card, { language }: Look): { readonly description?: string } {
  const parts: string[] = []
  if (card.body !== '') parts.push(escapeDiscord(card.body))
  if (card.suggestion !== '') {
    parts.push(`💡 **${WORDS[language].suggestion}**${colon(language)}${escapeDiscord(card.suggestion)}`)
  }
  if (card.code !== '') parts.push(`\`\`\`\n${escapeFenced(card.code)}\n\`\`\``)
  return parts.length === 0 ? {} : { description: parts.join('\n') }
}

function linkButton({ text, url }: CardButton): Readonly<Record<string, unknown>> {
  return { type: BUTTON, style: LINK_STYLE, label: text, url }
}
