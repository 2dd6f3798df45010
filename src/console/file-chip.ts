import { html } from 'hono/html'
import { type Bag, bagOf, type Markup, textOf } from './markup.ts'

/** Draws the file that follows a message into its thread: its name and size; null where a payload holds none. */
export function fileChip(payload: Bag): Markup | null {
  const file = bagOf(payload['file'])
  const name = textOf(file['name'])
  const bytes = file['bytes']
  if (name === '' || typeof bytes !== 'number') return null
  return html`<div class="file">
    <span aria-hidden="true">↳ 📄</span> <b>${name}</b> <small>${sizeOf(bytes)}</small>
  </div>`
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
