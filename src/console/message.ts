import { html } from 'hono/html'
import type { InboxMessage } from '../store/stored.ts'
import { drawDiscord } from './discord.ts'
import type { Drawing } from './drawing.ts'
import { fileChip } from './file-chip.ts'
import type { InboxWords } from './inbox-words.ts'
import { bagsOf, type Markup } from './markup.ts'
import { drawMarks, stateOf } from './marks.ts'
import { drawSlack } from './slack.ts'

/** The sender's name and badge, as both platforms show them over a bot's message. */
const SENDER = 'Herald'

/** What stands around a message. */
export interface Around {
  /** Drawn beside the time: which channel it stands in. */
  readonly where: Markup | string
  readonly words: InboxWords
  /** The replies in its thread, oldest first. */
  readonly replies: readonly InboxMessage[]
}

/**
 * Draws one stored message as its platform shows it, with its thread. A message of the inbox itself is drawn by the
 * shape of its payload.
 */
export function drawMessage(message: InboxMessage, drawing: Drawing, around: Around): Markup {
  const discord = drawnAsDiscord(message)
  const { where, words, replies } = around
  return html`<li
    id="m${message.id}"
    class="message ${discord ? 'discord' : 'slack'}"
    data-state="${stateOf(message, replies)}"
    ${langOf(message)}
  >
    <article>
      <div class="avatar" aria-hidden="true">H</div>
      <div class="post">
        <p class="byline">
          <b>${SENDER}</b> <span class="badge">APP</span>
          <time datetime="${drawing.times.iso(message.at)}" title="${drawing.times.moment(message.at)}"
            >${drawing.times.clock(message.at)}</time
          >
          ${where}
        </p>
        ${fileChip(message.payload) ?? drawBody(message.payload, discord, drawing)}
        ${drawMarks(message, drawing, words)} ${drawThread(replies, drawing, words)}
      </div>
    </article>
  </li>`
}

/** Both platforms put a thread behind a line under its message; here it lies open. */
function drawThread(replies: readonly InboxMessage[], drawing: Drawing, words: InboxWords): Markup | string {
  if (replies.length === 0) return ''
  const count = replies.length === 1 ? words.reply : words.replies.replace('{n}', String(replies.length))
  return html`<div class="thread">
    <p class="replies">${count}</p>
    <ol aria-label="${count}">
      ${replies.map((reply) => drawMessage(reply, drawing, { where: '', words, replies: [] }))}
    </ol>
  </div>`
}

function drawBody(payload: InboxMessage['payload'], discord: boolean, drawing: Drawing): Markup {
  return discord ? drawDiscord(payload, drawing) : drawSlack(payload, drawing)
}

/** Whether a message has Discord's shape. */
export function drawnAsDiscord(message: InboxMessage): boolean {
  if (message.drawnAs !== 'inbox') return message.drawnAs === 'discord'
  return bagsOf(message.payload['embeds']).length > 0 || typeof message.payload['content'] === 'string'
}

/** How deep a payload is looked through for its language. */
const DEEPEST = 8
const LABELS = new Set(['label', 'name', 'fallback'])

/** Marks a message whose own words (labels, or its text where it has none) are Chinese, for voices and fonts. */
function langOf(message: InboxMessage): Markup | string {
  const labels: string[] = []
  const texts: string[] = []
  collect(message.payload, '', 0, labels, texts)
  const words = labels.length > 0 ? labels : texts
  const chinese = words.filter((word) => /\p{Script=Han}/u.test(word)).length
  return chinese * 2 > words.length ? html`lang="zh"` : html`lang="en"`
}

function collect(value: unknown, key: string, depth: number, labels: string[], texts: string[]): void {
  if (typeof value === 'string' && value.trim() !== '') {
    if (LABELS.has(key)) labels.push(value.slice(0, 200))
    else if (key === 'text' || key === 'content') texts.push(value.slice(0, 200))
  } else if (typeof value === 'object' && value !== null && depth < DEEPEST) {
    for (const [name, inner] of Object.entries(value))
      collect(inner, Array.isArray(value) ? key : name, depth + 1, labels, texts)
  }
}
