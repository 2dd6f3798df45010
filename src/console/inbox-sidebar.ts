import { html } from 'hono/html'
import type { InboxCount } from '../store/stored.ts'
import type { InboxWords } from './inbox-words.ts'
import type { Markup } from './markup.ts'

/** What the sidebar shows. */
interface SidebarView {
  /** How many messages are kept of each channel. */
  readonly counts: readonly InboxCount[]
  /** The channel the page is narrowed to; null for all. */
  readonly channel: string | null
}

/** What the platforms are called. */
export const PLATFORM_TITLES = { slack: 'Slack', discord: 'Discord', inbox: 'Inbox' } as const

/** The channels that have messages, all that are kept, under their platforms. */
export function sidebar({ counts, channel: here }: SidebarView, words: InboxWords): Markup {
  const groups = Object.entries(PLATFORM_TITLES).map(([platform, title]) => {
    const own = counts.filter(({ drawnAs }) => drawnAs === platform)
    return { title, channels: own.toSorted((a, b) => (a.channel < b.channel ? -1 : 1)) }
  })
  const all = counts.reduce((sum, { messages }) => sum + messages, 0)
  return html`<nav id="channels" aria-label="${words.channels}">
    <p class="brand"><span class="avatar" aria-hidden="true">H</span> Kylin Herald</p>
    <ul>
      ${channelLink('/inbox', words.all, all, here === null, false)}
    </ul>
    ${groups
      .filter(({ channels }) => channels.length > 0)
      .map(
        ({ title, channels }) =>
          html`<h2>${title}</h2>
            <ul>
              ${channels.map(({ channel, messages }) =>
                channelLink(addressOf(channel), channel, messages, here === channel, true),
              )}
            </ul>`,
      )}
  </nav>`
}

function channelLink(href: string, name: string, count: number, here: boolean, hash: boolean): Markup {
  return html`<li>
    <a href="${href}" ${here ? html`aria-current="page"` : ''}
      >${hash ? html`<span class="hash" aria-hidden="true">#</span>` : ''}<bdi>${name}</bdi>
      <span class="count">${count}</span></a
    >
  </li>`
}

/** The page narrowed to a channel. */
export function addressOf(channel: string): string {
  return `/inbox?channel=${encodeURIComponent(channel.toWellFormed())}`
}
