import { html } from 'hono/html'

/** Escaped HTML, as hono/html makes it. */
export type Markup = ReturnType<typeof html>

/** An object out of a stored payload, whose members may be anything. */
export type Bag = Readonly<Record<string, unknown>>

// Far above what either platform takes in one text (Slack 40,000 characters in all, Discord 4,096).
const LONGEST_TEXT = 50_000
// Slack takes 50 blocks and 100 attachments, Discord 25 fields.
const MOST_ITEMS = 100

/** The value as an object; an empty one where it is none. */
export function bagOf(value: unknown): Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {}
}

/** The value as a list of at most 100 objects; an empty one where it is none. */
export function bagsOf(value: unknown): readonly Bag[] {
  return Array.isArray(value) ? value.slice(0, MOST_ITEMS).map(bagOf) : []
}

/** The value as text of at most 50,000 characters, with an ellipsis where it was cut; '' where it is none. */
export function textOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (typeof value !== 'string') return ''
  return (value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value).toWellFormed()
}

/** A link that opens beside the page; the bare label where the address is not http(s). */
export function linkTo(url: string, label: unknown, look = 'link'): Markup {
  const address = URL.parse(url)
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:') {
    return html`<span class="${look} dead">${label}</span>`
  }
  return html`<a class="${look}" href="${address.href}" target="_blank" rel="noopener noreferrer nofollow"
    >${label}</a
  >`
}

/**
 * The coloured bar beside a message. An SVG, because the page's Content-Security-Policy admits no style
 * attribute and the colour is data.
 * @param colour `#rrggbb`; anything else draws a grey bar
 */
export function bar(colour: string): Markup {
  const fill = /^#[\da-f]{6}$/i.test(colour) ? colour : '#868e96'
  return html`<svg class="bar" aria-hidden="true"><rect width="100%" height="100%" fill="${fill}" /></svg>`
}

/** A pill: someone who is called. */
export function pill(text: string): Markup {
  return html`<span class="pill"><bdi>@${text}</bdi></span>`
}

/** What stands for a part that this page cannot draw. */
export function unknownPart(type: string): Markup {
  return html`<div class="unknown">▢ <bdi>${type === '' ? '?' : type.slice(0, 60)}</bdi></div>`
}
