import { html } from 'hono/html'
import { discordLine, discordText, type Marked } from './discord-text.ts'
import type { Drawing } from './drawing.ts'
import { type Bag, bagOf, bagsOf, bar, linkTo, type Markup, textOf, unknownPart } from './markup.ts'

/** Draws the body of a Create Message call as Discord shows it. */
export function drawDiscord(payload: Bag, drawing: Drawing): Markup {
  const allowed = bagOf(payload['allowed_mentions'])['parse']
  const marked = { ...drawing, everyone: Array.isArray(allowed) && allowed.includes('everyone') }
  const content = textOf(payload['content'])
  return html`${content === '' ? '' : html`<div class="content">${discordText(content, marked)}</div>`}
  ${bagsOf(payload['embeds']).map((embed) => drawEmbed(embed, marked))}
  ${bagsOf(payload['components']).map((row) => drawRow(row))}`
}

function drawEmbed(embed: Bag, marked: Marked): Markup {
  const title = textOf(embed['title'])
  const url = textOf(embed['url'])
  const description = textOf(embed['description'])
  const author = textOf(bagOf(embed['author'])['name'])
  const fields = bagsOf(embed['fields'])
  const heading = discordLine(title, marked)
  return html`<div class="embed">
    ${bar(colourOf(embed['color']))}
    <div class="parts">
      ${author === '' ? '' : html`<p class="author" dir="auto">${author}</p>`}
      ${
        title === ''
          ? ''
          : html`<h3 class="header" dir="auto">${url === '' ? heading : linkTo(url, heading)}</h3>`
      }
      ${description === '' ? '' : html`<div class="description">${discordText(description, marked)}</div>`}
      ${
        fields.length === 0
          ? ''
          : html`<dl class="fields">${fields.map((field) => drawField(field, marked))}</dl>`
      }
      ${['image', 'thumbnail', 'video'].filter((part) => embed[part] !== undefined).map(unknownPart)}
      ${drawFooter(embed, marked)}
    </div>
  </div>`
}

function drawField(field: Bag, marked: Marked): Markup {
  return html`<div class="field ${field['inline'] === true ? 'inline' : ''}">
    <dt dir="auto">${discordLine(textOf(field['name']), marked)}</dt>
    <dd>${discordText(textOf(field['value']), marked)}</dd>
  </div>`
}

function drawFooter(embed: Bag, marked: Marked): Markup | string {
  const text = textOf(bagOf(embed['footer'])['text'])
  const at = Date.parse(textOf(embed['timestamp']))
  if (text === '' && Number.isNaN(at)) return ''
  return html`<p class="context" dir="auto">
    ${text}${text === '' || Number.isNaN(at) ? '' : ' • '}${
      Number.isNaN(at) ? '' : html`<time datetime="${marked.times.iso(at)}">${marked.times.moment(at)}</time>`
    }
  </p>`
}

function colourOf(value: unknown): string {
  return typeof value === 'number' && value >= 0 && value <= 0xff_ff_ff
    ? `#${Math.trunc(value).toString(16).padStart(6, '0')}`
    : ''
}

const ROW = 1
const BUTTON = 2
const STYLES: Readonly<Record<number, string>> = { 1: 'primary', 3: 'success', 4: 'danger' }

function drawRow(row: Bag): Markup {
  if (row['type'] !== ROW) return unknownPart(`component ${textOf(row['type'])}`)
  return html`<div class="buttons">${bagsOf(row['components']).map((button) => drawButton(button))}</div>`
}

function drawButton(button: Bag): Markup {
  if (button['type'] !== BUTTON) return unknownPart(`component ${textOf(button['type'])}`)
  const style = STYLES[Number(button['style'])] ?? ''
  const label = html`${textOf(button['label'])}<span class="out" aria-hidden="true"> ↗</span>`
  return linkTo(textOf(button['url']), label, `button ${style}`)
}
