import type { Markup } from '../../src/console/markup.ts'
import type { Drawing } from '../../src/console/drawing.ts'
import { timesIn } from '../../src/console/times.ts'

/** English, UTC, and one mention that the rules name. */
export const drawing: Drawing = {
  times: timesIn('en', 'UTC'),
  nameOf: (id) => (id === 'S0ONCALL' || id === 'role:4242' ? 'oncall' : null),
}

/** The HTML text of a drawn part. */
export async function markupOf(drawn: Markup): Promise<string> {
  return String(await drawn)
}

/** What a reader sees of HTML: tags gone, entities read, blanks as one. */
export function seenIn(page: string): string {
  return page
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** One tag as a browser's tokenizer finds it. */
export interface Tag {
  readonly name: string
  readonly closes: boolean
  readonly attributes: Readonly<Record<string, string>>
}

const TAG = /<(\/?)([a-z][a-z\d]*)((?:\s+[a-z][a-z-]*(?:="[^"<>]*")?)*)\s*\/?>/y
const ATTRIBUTE = /([a-z][a-z-]*)(?:="([^"]*)")?/g

/**
 * The tags of HTML in strict form: any `<` that is neither the doctype nor a tag in lower case with quoted
 * attributes is an error, as is a `>` or `&` out of place.
 */
export function tagsOf(page: string): Tag[] {
  const tags: Tag[] = []
  let at = page.startsWith('<!doctype html>') ? '<!doctype html>'.length : 0
  for (;;) {
    const start = page.indexOf('<', at)
    const text = page.slice(at, start === -1 ? undefined : start)
    if (/>|&(?!(?:lt|gt|amp|quot|#39);)/.test(text)) throw new Error(`live text: ${text.slice(0, 80)}`)
    if (start === -1) return tags
    TAG.lastIndex = start
    const found = TAG.exec(page)
    if (found === null) throw new Error(`no tag of ours: ${page.slice(start, start + 80)}`)
    const name = found[2] ?? ''
    const attributes = Object.fromEntries(
      [...(found[3] ?? '').matchAll(ATTRIBUTE)].map(([, key = '', value = '']) => [key, value]),
    )
    tags.push({ name, closes: found[1] === '/', attributes })
    at = start + found[0].length
    // What stands in these two is raw to a browser, up to the first end tag.
    if (name === 'script' || name === 'style') at = Math.max(at, page.indexOf(`</${name}`, at))
  }
}
