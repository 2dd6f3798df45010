import { html, raw } from 'hono/html'
import type { Language } from '../rules/rules.ts'
import type { InboxCount, InboxMessage } from '../store/stored.ts'
import type { Drawing } from './drawing.ts'
import { INBOX_SCRIPT } from './inbox-script.ts'
import { addressOf, PLATFORM_TITLES, sidebar } from './inbox-sidebar.ts'
import { INBOX_STYLE } from './inbox-style.ts'
import { INBOX_WORDS, type InboxWords } from './inbox-words.ts'
import type { Markup } from './markup.ts'
import { drawMessage, drawnAsDiscord } from './message.ts'
import { MESSAGE_STYLE } from './message-style.ts'

/** What the inbox page shows. */
export interface InboxView {
  readonly language: Language
  /** Of the Content-Security-Policy; the page's own style and script carry it. */
  readonly nonce: string
  /** Changes when a message came, or the trouble. */
  readonly version: string
  /** Newest first; of the channel it is narrowed to. */
  readonly messages: readonly InboxMessage[]
  /** How many messages are kept of each channel. */
  readonly counts: readonly InboxCount[]
  /** How many messages it shows at most. */
  readonly limit: number
  /** The channel it is narrowed to; null for all. */
  readonly channel: string | null
  /** Where callbacks go, for the empty page. */
  readonly callbackUrl: string
  /** What is wrong with the rules on disk; null when nothing is. */
  readonly trouble: string | null
}

// Written out in a template, the build would rewrite it, as for a script that stands in a page.
const SCRIPT_END = raw('</script>')

/** The whole inbox page. */
export function inboxPage(view: InboxView, drawing: Drawing): Markup {
  const words = INBOX_WORDS[view.language]
  const name = view.channel ?? words.all
  return html`<!doctype html>
    <html lang="${view.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${name} · ${words.title} · Kylin Herald</title>
        <style nonce="${view.nonce}">
          ${raw(INBOX_STYLE)}${raw(MESSAGE_STYLE)}
        </style>
      </head>
      <body data-version="${view.version}">
        <a class="skip" href="#messages">${words.skip}</a>
        ${sidebar(view, words)}
        <main id="main" class="${paneOf(view)}">
          ${heading(view, words)} ${troubleLine(view.trouble, words)}
          ${view.messages.length === 0 ? emptyState(view, words) : messageList(view, words, drawing)}
          <p id="offline" role="status" hidden>${words.offline}</p>
          <noscript><p class="note">${words.reload}</p></noscript>
        </main>
        <script nonce="${view.nonce}">
          ${raw(INBOX_SCRIPT)}
        ${SCRIPT_END}
      </body>
    </html>`
}

/** One channel's pane has its platform's background; all channels stand on a neutral one. */
function paneOf({ messages, channel }: InboxView): string {
  const newest = messages[0]
  if (channel === null || newest === undefined) return 'pane'
  return drawnAsDiscord(newest) ? 'pane one discord' : 'pane one slack'
}

function heading(view: InboxView, words: InboxWords): Markup {
  const newest = view.messages[0]
  const about =
    view.channel === null || newest === undefined
      ? words.newest.replace('{n}', String(view.limit))
      : [PLATFORM_TITLES[newest.drawnAs], newest.place].filter((part) => part !== '').join(' · ')
  return html`<header id="heading">
    <h1>
      ${
        view.channel === null
          ? words.all
          : html`<span class="hash" aria-hidden="true">#</span><bdi>${view.channel}</bdi>`
      }
    </h1>
    <p><bdi>${about}</bdi></p>
  </header>`
}

/** Always there, so that an open page can show it later. */
function troubleLine(trouble: string | null, words: InboxWords): Markup {
  if (trouble === null) return html`<p id="trouble" role="status" hidden></p>`
  return html`<p id="trouble" role="status">${words.trouble} <bdi>${trouble}</bdi></p>`
}

/**
 * Oldest first, as in a chat: what came last stands at the bottom, where the page opens. The scroller's reversed
 * column does that without a script, while the reading order stays that of the document.
 */
function messageList(view: InboxView, words: InboxWords, drawing: Drawing): Markup {
  let lastDay = ''
  const threads = threadsOf(view.messages)
  const items = [...threads].map(([message, replies]) => {
    const day = drawing.times.day(message.at)
    const where =
      view.channel === null
        ? html`<a class="where" href="${addressOf(message.channel)}"
            >#<bdi>${message.channel}</bdi> · ${PLATFORM_TITLES[message.drawnAs]}</a
          >`
        : ''
    const isNew = day !== lastDay
    lastDay = day
    return html`${
      isNew
        ? html`<li id="day-${drawing.times.iso(message.at).slice(0, 10)}" class="day">
            <span>${day}</span>
          </li>`
        : ''
    }${drawMessage(message, drawing, { where, words, replies })}`
  })
  return html`<div id="scroller">
    <ol id="messages" role="log" tabindex="0" aria-label="${words.messages}">
      ${items}
    </ol>
  </div>`
}

/** Each message with its replies, oldest first; a reply whose root the inbox no longer has stands by itself. */
function threadsOf(newestFirst: readonly InboxMessage[]): ReadonlyMap<InboxMessage, readonly InboxMessage[]> {
  const roots = new Map<number, InboxMessage[]>()
  const threads = new Map<InboxMessage, readonly InboxMessage[]>()
  for (const message of newestFirst.toReversed()) {
    const thread = message.parent === null ? undefined : roots.get(message.parent)
    if (thread !== undefined) {
      thread.push(message)
      continue
    }
    const replies: InboxMessage[] = []
    roots.set(message.id, replies)
    threads.set(message, replies)
  }
  return threads
}

function emptyState(view: InboxView, words: InboxWords): Markup {
  if (view.channel !== null && view.counts.length > 0) {
    return html`<section class="empty" id="messages">
      <h2>${words.emptyChannel}</h2>
      <p><a class="link" href="/inbox">${words.all}</a></p>
    </section>`
  }
  const callback = '{"job_id":"try-1","project":"sales_eu","job_type":"INDEX_BUILD","job_state":"ERROR"}'
  return html`<section class="empty" id="messages">
    <h2>${words.emptyTitle}</h2>
    <p>${words.emptyText}</p>
    <p>${words.emptyRun}</p>
    <pre tabindex="0"><code>npm run -s herald -- serve --dry-run --samples</code></pre>
    <p>${words.emptyPost}</p>
    <pre tabindex="0"><code>curl -i -H 'Content-Type: application/json' \\
  -d '${callback}' \\
  ${view.callbackUrl}</code></pre>
    <p class="note">${words.emptyCredentials}</p>
  </section>`
}
