import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { Language } from '../rules/rules.ts'
import type { InboxMessage } from '../store/stored.ts'
import type { Drawing } from './drawing.ts'
import { INBOX_STYLE } from './inbox-style.ts'
import { INBOX_WORDS } from './inbox-words.ts'
import { drawMessage, drawnAsDiscord } from './message.ts'
import { MESSAGE_STYLE } from './message-style.ts'

/** A page of one message scrolls as a whole, and has no list of channels beside it. */
const STYLE = `${INBOX_STYLE}${MESSAGE_STYLE}
html, body { height: auto; min-height: 100%; overflow: visible; }
.pane { min-height: 100vh; padding: 12px 24px 24px; }
`

/** In one piece, since the policy names the hash of what stands between the tags. */
const STYLE_TAG = raw(`<style>${STYLE}</style>`)

/** Nothing is loaded and nothing runs: the page's own style alone. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/**
 * One message as its platform shows it, as a page that stands alone: no script, nothing from elsewhere.
 * @param title what the page is called
 */
export async function previewPage(
  message: InboxMessage,
  { title, language, drawing }: { title: string; language: Language; drawing: Drawing },
): Promise<string> {
  const page = await html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Kylin Herald</title>
        ${STYLE_TAG}
      </head>
      <body>
        <main class="pane one ${drawnAsDiscord(message) ? 'discord' : 'slack'}">
          <h1 hidden>${title}</h1>
          <ol>
            ${drawMessage(message, drawing, { where: '', words: INBOX_WORDS[language], replies: [] })}
          </ol>
        </main>
      </body>
    </html>`
  return `${page.toString()}\n`
}
