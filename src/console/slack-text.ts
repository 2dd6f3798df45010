import { html } from 'hono/html'
import type { Drawing } from './drawing.ts'
import { linkTo, type Markup, pill, textOf, type Bag } from './markup.ts'
import { drawSpans, markAt, pushText, type Span, type Wraps } from './spans.ts'

const TOKEN = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]{1,4000})>|[*_~]/g
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }
const WRAPS: Wraps = {
  '*': (inner) => html`<b>${inner}</b>`,
  _: (inner) => html`<i>${inner}</i>`,
  '~': (inner) => html`<s>${inner}</s>`,
}

/** Draws a text object (`plain_text` or `mrkdwn`) or a bare mrkdwn string as Slack does. */
export function slackText(value: unknown, drawing: Drawing): unknown {
  if (typeof value === 'string') return mrkdwn(textOf(value), drawing)
  if (typeof value !== 'object' || value === null) return ''
  const bag = value as Bag
  const text = textOf(bag['text'])
  return bag['type'] === 'mrkdwn' ? mrkdwn(text, drawing) : text
}

function mrkdwn(text: string, drawing: Drawing): (string | Markup)[] {
  const spans: Span[] = []
  let end = 0
  for (const found of text.matchAll(TOKEN)) {
    pushText(spans, decoded(text.slice(end, found.index)))
    spans.push(spanOf(found, text, drawing))
    end = found.index + found[0].length
  }
  pushText(spans, decoded(text.slice(end)))
  return drawSpans(spans, WRAPS)
}

function spanOf(found: RegExpExecArray, text: string, drawing: Drawing): Span {
  const [whole, fence, code, reference] = found
  if (fence !== undefined)
    return { drawn: html`<code class="code">${decoded(fence.replace(/^\n/, ''))}</code>` }
  if (code !== undefined) return { drawn: html`<code>${decoded(code)}</code>` }
  if (reference !== undefined) return { drawn: referenced(reference, drawing) }
  return markAt(text, found.index, whole, false)
}

/** What stands between `<` and `>`: someone called, a date, a channel or a link. */
function referenced(reference: string, drawing: Drawing): Markup {
  const bar = reference.indexOf('|')
  const target = bar === -1 ? reference : reference.slice(0, bar)
  const label = bar === -1 ? '' : decoded(reference.slice(bar + 1))
  if (target.startsWith('!subteam^')) return called(target.slice('!subteam^'.length), drawing)
  if (target.startsWith('!date^')) return dated(Number(target.split('^')[1]), label, drawing)
  if (target.startsWith('!')) return pill(target.slice(1))
  if (target.startsWith('@')) return called(target.slice(1), drawing)
  if (target.startsWith('#'))
    return html`<span class="link">#${label === '' ? target.slice(1) : label}</span>`
  return linkTo(decoded(target), label === '' ? decoded(target) : label)
}

/** The pill of a user or user group. */
export function called(id: string, drawing: Drawing): Markup {
  return pill(drawing.nameOf(id) ?? id)
}

/** A moment that Slack shows in its reader's zone; the fallback where it is none. */
export function dated(seconds: number, fallback: string, drawing: Drawing): Markup {
  const iso = drawing.times.iso(seconds * 1000)
  return iso === ''
    ? html`${fallback}`
    : html`<time datetime="${iso}">${drawing.times.moment(seconds * 1000)}</time>`
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity)
}
