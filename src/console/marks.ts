import { html } from 'hono/html'
import type { InboxMessage } from '../store/stored.ts'
import type { Drawing } from './drawing.ts'
import type { InboxWords } from './inbox-words.ts'
import type { Markup } from './markup.ts'

/** What stands under a message that was changed: that it was edited, and its marks with their count. */
export function drawMarks(
  { editedAt, reactions }: InboxMessage,
  { times }: Drawing,
  words: InboxWords,
): Markup {
  return html`${
    editedAt === null
      ? ''
      : html`<p class="edited">
          <time datetime="${times.iso(editedAt)}" title="${times.moment(editedAt)}">${words.edited}</time>
        </p>`
  }
  ${
    reactions === 0
      ? ''
      : html`<p class="marks">
          <span class="mark" title="${words.marked}">✅ <b>${reactions}</b></span>
        </p>`
  }`
}

/** Changes when a message or one of its replies did: an open page then draws it anew. */
export function stateOf(message: InboxMessage, replies: readonly InboxMessage[]): string {
  return [message, ...replies]
    .map(({ id, editedAt, reactions }) => `${id}.${editedAt ?? ''}.${reactions}`)
    .join('-')
}
