import { once } from '../once.ts'

const graphemes = once(() => new Intl.Segmenter('und', { granularity: 'grapheme' }))
/** Shown as a picture two cells wide, by itself or because a selector (U+FE0F), a keycap or a flag says so. */
const PICTURE = /^\p{RI}\p{RI}|\p{Emoji_Presentation}|\ufe0f|\u20e3/u
/** East Asian Wide and Fullwidth (Unicode's EastAsianWidth.txt), by script and block. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d08}\u{1aff0}-\u{1b2fb}\u{1f000}-\u{1f02f}\u{1f0a0}-\u{1f0ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u
const NARROW = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]*$/u
const ASCII = /^[ -~]*$/

/** How many cells of a terminal a text takes, without control characters in it. */
export function cellsOf(text: string): number {
  if (ASCII.test(text)) return text.length
  let cells = 0
  for (const { segment } of graphemes().segment(text)) cells += cellsOfGrapheme(segment)
  return cells
}

function cellsOfGrapheme(grapheme: string): number {
  if (ASCII.test(grapheme)) return grapheme.length
  if (PICTURE.test(grapheme) || WIDE.test(grapheme)) return 2
  return NARROW.test(grapheme) ? 0 : 1
}

/** Fills a text with blanks up to `cells`. */
export function padded(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - cellsOf(text)))
}

/** The beginning of a text that fits `cells`, with an ellipsis where it was cut. */
export function clipped(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text
  return `${wrapped(text, Math.max(2, cells - 1))[0] ?? ''}…`
}

/**
 * A text in lines of at most `cells` (2 or more): broken at blanks, between wide characters, and inside a word
 * only where the word alone is too long. Line breaks of the text stay.
 */
export function wrapped(text: string, cells: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, cells))
}

function wrapLine(line: string, cells: number): string[] {
  if (cellsOf(line) <= cells) return [line.trimEnd()]
  const lines: string[] = []
  let current = ''
  let used = 0
  const flush = (): void => {
    lines.push(current.trimEnd())
    current = ''
    used = 0
  }
  for (const piece of line.split(/(?<= )(?=[^ ])/)) {
    if (used > 0 && used + cellsOf(piece.trimEnd()) > cells && cellsOf(piece) <= cells) flush()
    for (const { segment } of graphemes().segment(piece)) {
      const wide = cellsOfGrapheme(segment)
      if (used + wide > cells) {
        if (segment === ' ') continue
        flush()
      }
      current += segment
      used += wide
    }
  }
  if (current !== '') flush()
  return lines
}
