import type { Card } from '../../render/card.ts'
import type { Language } from '../../rules/rules.ts'
import { fitNative, type Native, type NativeJson } from '../native.ts'
import { MARKDOWN } from './markdown.ts'

/** What all embeds of a message may hold together. */
const ALL_TEXT = 6000
/** Members that Discord counts. */
const COUNTED = new Set(['title', 'description', 'name', 'value', 'text'])

/** The template's own embeds, null where it has none. */
export function nativeEmbeds(card: Card, language: Language): Native | null {
  return fitNative(
    'discord',
    card.native?.discord,
    MARKDOWN,
    language,
    (embeds) => textIn(embeds) <= ALL_TEXT,
  )
}

function textIn(json: NativeJson): number {
  if (typeof json !== 'object') return 0
  return Object.entries(json).reduce(
    (sum, [name, inner]) =>
      sum +
      (typeof inner === 'string' ? (COUNTED.has(name) ? inner.length : 0) : textIn(inner as NativeJson)),
    0,
  )
}
