import type { Piece } from '../render/budget.ts'
import { cutNotice, head } from '../render/cut.ts'
import type { Language } from '../rules/rules.ts'

/** How a platform's markup is written around what values say. */
export interface Markup {
  /**
   * Stretches in which a value is read differently: groups `fence` and `code` (what is in them), or `target` and
   * `label` of a link. Has the flag g.
   */
  readonly regions: RegExp
  /** A value among the template's words: nothing in it acts. */
  readonly prose: (value: string) => string
  /** A value in a code span or fence. */
  readonly code: (value: string) => string
  readonly fence: (value: string) => string
  /** What the template itself says outside of every stretch. */
  readonly own: (text: string) => string
  /**
   * A link, its label already written; '' where the target is none and there is no label.
   * @param target the template's words and values, the latter already fit for the middle of an address
   */
  readonly link: (target: string, label: string | null) => string
}

/** Stands for a value while the template's own words are read. */
const PLACE = '\ufffc'
/** As much as a notice of what was cut can take. */
const NOTICE = 40

interface Token {
  readonly text: string
  readonly write: (text: string) => string
  /** What ends the stretch it stands in, should the text be cut here. */
  readonly closer: string
  /** A link: all or nothing. */
  readonly whole: boolean
}

/** A text of at most `most` UTF-16 units as sent; what was cut is said at its end. */
export function writeText(
  pieces: readonly Piece[],
  markup: Markup | null,
  most: number,
  language: Language,
): string {
  const tokens = markup === null ? pieces.map(({ text }) => plain(text)) : tokensOf(pieces, markup)
  let all = ''
  for (const { text, write } of tokens) {
    all += write(text)
    if (all.length > most) return shortened(tokens, most, language)
  }
  return all.toWellFormed()
}

function plain(text: string): Token {
  return { text, write: same, closer: '', whole: false }
}

function same(text: string): string {
  return text
}

function shortened(tokens: readonly Token[], most: number, language: Language): string {
  let missing = tokens.reduce((sum, { text }) => sum + text.length, 0)
  let out = ''
  for (const { text, write, closer, whole } of tokens) {
    const room = most - NOTICE - out.length - closer.length
    const written = write(text)
    if (written.length <= room) {
      out += written
      missing -= text.length
      continue
    }
    const kept = whole ? '' : longest(text, write, room)
    const shown = (out + write(kept)).trimEnd() + closer + cutNotice(missing - kept.length, language)
    return shown.toWellFormed()
  }
  return out.toWellFormed()
}

/** The longest beginning that fits once it is written. */
function longest(text: string, write: Token['write'], room: number): string {
  let least = 0
  let most = Math.max(0, Math.min(text.length, room))
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (write(head(text, middle)).length <= room) least = middle
    else most = middle - 1
  }
  return head(text, least)
}

function tokensOf(pieces: readonly Piece[], markup: Markup): readonly Token[] {
  const values = pieces.flatMap(({ text, data }) => (data ? [text] : []))
  const skeleton = pieces.map(({ text, data }) => (data ? PLACE : text.replaceAll(PLACE, ''))).join('')
  let used = 0
  /** The template's words and the values among them. */
  const split = (text: string, own: Token['write'], value: Token['write'], closer = ''): readonly Token[] =>
    text.split(PLACE).flatMap((words, index) => {
      const between: Token[] = []
      if (index > 0) between.push({ text: values[used++] ?? '', write: value, closer, whole: false })
      if (words !== '') between.push({ text: words, write: own, closer, whole: false })
      return between
    })
  const tokens: Token[] = []
  let end = 0
  for (const found of skeleton.matchAll(markup.regions)) {
    const { fence, code, target, label } = found.groups ?? {}
    tokens.push(...split(skeleton.slice(end, found.index), markup.own, markup.prose))
    end = found.index + found[0].length
    const inner = fence ?? code
    if (inner !== undefined) {
      const mark = fence === undefined ? '`' : '```'
      tokens.push({ ...plain(mark), whole: true })
      tokens.push(...split(inner, same, fence === undefined ? markup.code : markup.fence, mark), plain(mark))
    } else tokens.push(linkOf(found[0], target ?? '', label, split, markup))
  }
  return [...tokens, ...split(skeleton.slice(end), markup.own, markup.prose)]
}

function linkOf(
  found: string,
  target: string,
  label: string | undefined,
  split: (text: string, own: Token['write'], value: Token['write']) => readonly Token[],
  markup: Markup,
): Token {
  const address = (): string => {
    const parts = split(target, same, encodeURIComponent)
    // A value that begins an address is one, or the beginning of one.
    const first = target.startsWith(PLACE)
    return parts
      .map(({ text, write }, index) => (index === 0 && first ? text : write(text.toWellFormed())))
      .join('')
  }
  const words = (): string | null =>
    label === undefined
      ? null
      : split(label, markup.own, markup.prose)
          .map(({ text, write }) => write(text))
          .join('')
  // Values are used up in the order in which they stand.
  const labelFirst = found.startsWith('[')
  const before = labelFirst ? words() : null
  const to = address()
  const text = markup.link(to, labelFirst ? before : words())
  return { ...plain(text), whole: true }
}
