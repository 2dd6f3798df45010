import { html } from 'hono/html'
import type { Drawing } from './drawing.ts'
import { linkTo, type Markup, pill } from './markup.ts'
import { drawSpans, markAt, pushText, type Span, type Wraps } from './spans.ts'

/** Which words of a text call everybody, as `allowed_mentions` says. */
export interface Marked extends Drawing {
  readonly everyone: boolean
}

const BLOCK = /\\[\s\S]|```(?:[\w+#.-]{0,20}\n)?([\s\S]+?)```/g
const LINE = /^(#{1,3}|-#|>) (.*)$/
const TOKEN = new RegExp(
  [
    String.raw`\\([^\p{L}\p{N}\s])`,
    String.raw`(\x60{1,2})([^\x60\n]+)\2`,
    String.raw`\[([^[\]\n]{1,500})\]\((https?:[^\s()<>]{1,1000})\)`,
    String.raw`<(@[!&]?\d{1,20}|#\d{1,20}|t:-?\d{1,13}(?::[tTdDfFsSR])?|https?:[^\s<>]{1,2000})>`,
    String.raw`(https?:\/\/[^\s<>]{1,2000})`,
    String.raw`(@everyone|@here)`,
    String.raw`\*\*|__|~~|\|\||[*_]`,
  ].join('|'),
  'gu',
)
const WRAPS: Wraps = {
  '**': (inner) => html`<b>${inner}</b>`,
  __: (inner) => html`<u>${inner}</u>`,
  '~~': (inner) => html`<s>${inner}</s>`,
  '||': (inner) => html`<span class="spoiler">${inner}</span>`,
  '*': (inner) => html`<i>${inner}</i>`,
  _: (inner) => html`<i>${inner}</i>`,
}

/** Draws Discord's markdown: fences, quotes, headings, spans, links, mentions, times; escapes taken away. */
export function discordText(text: string, marked: Marked): Markup[] {
  const drawn: Markup[] = []
  let end = 0
  for (const found of text.matchAll(BLOCK)) {
    if (found[1] === undefined) continue
    drawn.push(...drawLines(text.slice(end, found.index), marked))
    drawn.push(html`<pre class="code">${found[1].replace(/\n$/, '')}</pre>`)
    // The line break around a fence is not drawn.
    end = found.index + found[0].length
    if (text.charAt(end) === '\n') end += 1
  }
  drawn.push(...drawLines(text.slice(end), marked))
  return drawn
}

/** Draws what may stand in one line, such as a field's name: no fences, quotes or headings. */
export function discordLine(text: string, marked: Marked): (string | Markup)[] {
  const spans: Span[] = []
  let end = 0
  for (const found of text.matchAll(TOKEN)) {
    pushText(spans, text.slice(end, found.index))
    if (found[1] === undefined) spans.push(spanOf(found, text, marked))
    else pushText(spans, found[1])
    end = found.index + found[0].length
  }
  pushText(spans, text.slice(end))
  return drawSpans(spans, WRAPS)
}

function drawLines(text: string, marked: Marked): Markup[] {
  const drawn: Markup[] = []
  let plain: string[] = []
  const flush = (): void => {
    const run = plain.join('\n')
    if (run.trim() !== '') drawn.push(html`<p dir="auto">${discordLine(run.replace(/\n$/, ''), marked)}</p>`)
    plain = []
  }
  for (const line of text.split('\n')) {
    const found = LINE.exec(line)
    if (found === null) {
      plain.push(line)
      continue
    }
    flush()
    const inner = discordLine(found[2] ?? '', marked)
    if (found[1] === '>') drawn.push(html`<blockquote dir="auto">${inner}</blockquote>`)
    else if (found[1] === '-#') drawn.push(html`<p class="subtext" dir="auto">${inner}</p>`)
    else drawn.push(html`<h4 dir="auto">${inner}</h4>`)
  }
  flush()
  return drawn
}

function spanOf(found: RegExpExecArray, text: string, marked: Marked): Span {
  const [whole, , , code, label, target, reference, url, everyone] = found
  if (code !== undefined) return { drawn: html`<code>${code}</code>` }
  if (label !== undefined) return { drawn: linkTo(target ?? '', discordLine(label, marked)) }
  if (reference !== undefined) return { drawn: referenced(reference, marked) }
  if (url !== undefined) return { drawn: linkTo(url, url) }
  if (everyone !== undefined) return { drawn: marked.everyone ? pill(everyone.slice(1)) : everyone }
  return markAt(text, found.index, whole, whole !== '_')
}

function referenced(reference: string, marked: Marked): Markup {
  if (reference.startsWith('t:')) {
    const at = Number(reference.split(':')[1]) * 1000
    return html`<time class="stamp" datetime="${marked.times.iso(at)}">${marked.times.moment(at)}</time>`
  }
  if (reference.startsWith('#')) return html`<span class="pill">${reference}</span>`
  if (reference.startsWith('@')) {
    const id = reference.replace(/^@[!&]?/, '')
    return pill(marked.nameOf(`${reference.startsWith('@&') ? 'role' : 'user'}:${id}`) ?? id)
  }
  return linkTo(reference, reference)
}
