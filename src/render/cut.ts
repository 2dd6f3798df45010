import { once } from '../once.ts'
import type { Language } from '../rules/rules.ts'
import { WORDS } from './words.ts'

/** What a text costs of a limit, e.g. its length after escaping; never less than its length, and monotone. */
export type Cost = (text: string) => number

/** The cost of a text that is sent as it is, in UTF-16 units. */
export const plainCost: Cost = (text) => text.length
/** The cost of a text inside JSON, without its quotes. */
export const jsonCost: Cost = (text) => JSON.stringify(text).length - 2

const graphemes = once(() => new Intl.Segmenter('und', { granularity: 'grapheme' }))
/** How far back from a cut a grapheme may begin; a longer one (stacked accents) is cut inside. */
const WINDOW = 64
const numbers: Readonly<Record<Language, () => Intl.NumberFormat>> = {
  en: once(() => new Intl.NumberFormat('en')),
  zh: once(() => new Intl.NumberFormat('zh-CN')),
}

/**
 * The longest beginning of a text of at most `length` UTF-16 units that ends between two graphemes. Looks only at
 * the text near the cut.
 */
export function head(text: string, length: number): string {
  if (text.length <= length) return text
  if (length <= 0) return ''
  if (isAscii(text, length - 1) && isAscii(text, length)) return text.slice(0, length)
  const least = Math.max(0, length - WINDOW)
  let from = length - 1
  while (from > least && !isAscii(text, from)) from -= 1
  const last = graphemes()
    .segment(text.slice(from, length + WINDOW))
    .containing(length - from)
  const at = from + (last?.index ?? 0)
  if (at > least) return text.slice(0, at)
  return text.slice(0, isLowSurrogate(text, length) ? length - 1 : length)
}

/**
 * A text that costs at most `limit`, with what was cut said at its end: `… (+12,345 characters)`, counted in
 * UTF-16 units. '' where not even that fits.
 */
export function cut(text: string, limit: number, language: Language, cost: Cost = plainCost): string {
  if (text.length <= limit && cost(text) <= limit) return text
  let least = 0
  let most = Math.min(text.length, Math.max(0, limit))
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (cost(shortened(text, middle, language)) <= limit) least = middle
    else most = middle - 1
  }
  return least === 0 ? '' : shortened(text, least, language)
}

function shortened(text: string, length: number, language: Language): string {
  const kept = head(text, length).trimEnd()
  return kept + cutNotice(text.length - kept.length, language)
}

/** What stands where so many UTF-16 units are missing: `… (+12,345 characters)`; at most 40 of them. */
export function cutNotice(missing: number, language: Language): string {
  return WORDS[language].cut.replace('{n}', numbers[language]().format(missing))
}

/** A grapheme ends before and after a plain ASCII character, but for `\r\n` and what combines with it. */
function isAscii(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit < 0x7f && unit !== 0x0d
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit >= 0xdc00 && unit <= 0xdfff
}
