import { webAddress } from '../../render/address.ts'
import type { Markup } from '../native-text.ts'
import { escapeDiscord, escapeFenced } from './escape.ts'

function code(value: string): string {
  return value.replace(/`/g, 'ˋ').replace(/\s+/g, ' ')
}

/** No back-tick at either end, where it could meet those of the fence. */
function fence(value: string): string {
  return escapeFenced(value).replace(/^`|`$/g, 'ˋ')
}

function link(target: string, label: string | null): string {
  const address = webAddress(target)
  if (address === null) return label ?? ''
  const to = address.replace(/[()\\@]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `[${(label ?? '').replace(/\s+/g, ' ')}](${to})`
}

/** Markdown of a template: its marks and links hold, those of values do not. */
export const MARKDOWN: Markup = {
  regions:
    /(?<!\\)```(?<fence>[^]+?)```|(?<!\\)`(?<code>[^`\n]+)`|(?<!\\)\[(?<label>[^[\]\n]*)\]\((?<target>[^()\s]*)\)/g,
  prose: escapeDiscord,
  code,
  fence,
  own: (text) => text,
  link,
}
