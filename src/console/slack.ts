import { html } from 'hono/html'
import type { Drawing } from './drawing.ts'
import { type Bag, bagOf, bagsOf, bar, linkTo, type Markup, textOf, unknownPart } from './markup.ts'
import { richText } from './slack-rich-text.ts'
import { slackText } from './slack-text.ts'

/** Draws the body of a chat.postMessage call as Slack shows it. */
export function drawSlack(payload: Bag, drawing: Drawing): Markup {
  const blocks = bagsOf(payload['blocks'])
  return html`${
    blocks.length > 0
      ? blocks.map((block) => drawBlock(block, drawing))
      : html`<p>${slackText(payload['text'], drawing)}</p>`
  }
  ${bagsOf(payload['attachments']).map((attachment) => drawAttachment(attachment, drawing))}`
}

function drawAttachment(attachment: Bag, drawing: Drawing): Markup {
  const blocks = bagsOf(attachment['blocks'])
  const colour = textOf(attachment['color'])
  return html`<div class="attachment">
    ${bar(colour.startsWith('#') ? colour : `#${colour}`)}
    <div class="parts">
      ${
        blocks.length > 0
          ? blocks.map((block) => drawBlock(block, drawing))
          : html`<p>${slackText(attachment['text'] ?? attachment['fallback'], drawing)}</p>`
      }
    </div>
  </div>`
}

function drawBlock(block: Bag, drawing: Drawing): Markup {
  const type = textOf(block['type'])
  switch (type) {
    case 'header':
      return html`<h3 class="header" dir="auto">${slackText(block['text'], drawing)}</h3>`
    case 'section':
      return drawSection(block, drawing)
    case 'rich_text':
      return richText(block, drawing)
    case 'actions':
      return html`<div class="buttons">${bagsOf(block['elements']).map((button) => drawButton(button))}</div>`
    case 'context':
      return html`<div class="context" dir="auto">
        ${bagsOf(block['elements']).map((part) => html`<span>${slackText(part, drawing)}</span> `)}
      </div>`
    case 'divider':
      return html`<hr />`
    case 'markdown':
      return html`<p dir="auto">${textOf(block['text'])}</p>`
    default:
      return unknownPart(type)
  }
}

function drawSection(section: Bag, drawing: Drawing): Markup {
  const fields = bagsOf(section['fields'])
  const accessory = bagOf(section['accessory'])
  return html`${
    section['text'] === undefined ? '' : html`<p dir="auto">${slackText(section['text'], drawing)}</p>`
  }
  ${
    fields.length === 0
      ? ''
      : html`<div class="fields">
          ${fields.map((field) => html`<p class="field" dir="auto">${slackText(field, drawing)}</p>`)}
        </div>`
  }
  ${section['accessory'] === undefined ? '' : html`<div class="buttons">${drawButton(accessory)}</div>`}`
}

const STYLES = new Set(['primary', 'danger'])

function drawButton(button: Bag): Markup {
  const type = textOf(button['type'])
  if (type !== 'button') return unknownPart(type)
  const style = textOf(button['style'])
  const label = textOf(bagOf(button['text'])['text'])
  return linkTo(textOf(button['url']), label, `button ${STYLES.has(style) ? style : ''}`)
}
