/** Scripts whose characters take two columns where all others take one, and pictures. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** How many columns a text takes in a fixed-width font. */
export function widthOf(text: string): number {
  if (isPlain(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += widthOfOne(segment)
  return width
}

/** The beginning of a short text that takes at most so many columns, ending with `…` where it was cut. */
export function toWidth(text: string, most: number): string {
  if (widthOf(text) <= most) return text
  let kept = ''
  let width = 0
  for (const { segment } of graphemes.segment(text)) {
    width += widthOfOne(segment)
    if (width > most - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** A text filled up with spaces to so many columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

function isPlain(text: string): boolean {
  return /^[\u0020-\u007e]*$/.test(text)
}

function widthOfOne(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2
  return NO_WIDTH.test(grapheme) && grapheme.length === 1 ? 0 : 1
}
