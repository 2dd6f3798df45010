import { html } from 'hono/html'
import type { Drawing } from './drawing.ts'
import { type Bag, bagOf, bagsOf, linkTo, type Markup, pill, textOf, unknownPart } from './markup.ts'
import { called, dated } from './slack-text.ts'

/** Draws a `rich_text` block. */
export function richText(block: Bag, drawing: Drawing): Markup {
  return html`${bagsOf(block['elements']).map((element) => drawElement(element, drawing))}`
}

function drawElement(element: Bag, drawing: Drawing): Markup {
  const type = textOf(element['type'])
  const inner = (): Markup[] => bagsOf(element['elements']).map((part) => drawInline(part, drawing))
  switch (type) {
    case 'rich_text_section':
      return html`<p dir="auto">${inner()}</p>`
    case 'rich_text_preformatted':
      return html`<pre class="code">${inner()}</pre>`
    case 'rich_text_quote':
      return html`<blockquote dir="auto">${inner()}</blockquote>`
    case 'rich_text_list': {
      const items = bagsOf(element['elements']).map(
        (item) =>
          html`<li dir="auto">${bagsOf(item['elements']).map((part) => drawInline(part, drawing))}</li>`,
      )
      return element['style'] === 'ordered'
        ? html`<ol>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`
    }
    default:
      return unknownPart(type)
  }
}

function drawInline(part: Bag, drawing: Drawing): Markup {
  const type = textOf(part['type'])
  const text = textOf(part['text'])
  switch (type) {
    case 'text':
      return styled(text, bagOf(part['style']))
    case 'link': {
      const url = textOf(part['url'])
      return styled(linkTo(url, text === '' ? url : text), bagOf(part['style']))
    }
    case 'user':
      return called(textOf(part['user_id']), drawing)
    case 'usergroup':
      return called(textOf(part['usergroup_id']), drawing)
    case 'broadcast':
      return pill(textOf(part['range']))
    case 'channel':
      return html`<span class="link">#${textOf(part['channel_id'])}</span>`
    case 'emoji':
      return html`${emoji(part)}`
    case 'date':
      return dated(Number(part['timestamp']), textOf(part['fallback']), drawing)
    default:
      return unknownPart(type)
  }
}

function styled(inner: string | Markup, style: Bag): Markup {
  let drawn: Markup = html`${inner}`
  if (style['code'] === true) drawn = html`<code>${drawn}</code>`
  if (style['bold'] === true) drawn = html`<b>${drawn}</b>`
  if (style['italic'] === true) drawn = html`<i>${drawn}</i>`
  if (style['strike'] === true) drawn = html`<s>${drawn}</s>`
  return drawn
}

/** Its character, from `unicode` (`274c` or `1f1e8-1f1f3`); its name otherwise. */
function emoji(part: Bag): string {
  const unicode = textOf(part['unicode'])
  if (!/^[\da-f]{2,5}(-[\da-f]{2,5}){0,9}$/i.test(unicode)) return `:${textOf(part['name'])}:`
  return String.fromCodePoint(...unicode.split('-').map((hex) => Number.parseInt(hex, 16))).toWellFormed()
}
