import { once } from '../once.ts'

/** Scripts whose characters take two columns where all others take one, and pictures. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u
const graphemes = once(() => new Intl.Segmenter('und', { granularity: 'grapheme' }))

/** How many columns a text takes in a fixed-width font. */
export function widthOf(text: string): number {
  if (isPlain(text)) return text.length
  let width = 0
  for (const { segment } of graphemes().segment(text)) width += widthOfOne(segment)
  return width
}

/** The beginning of a short text that takes at most so many columns, ending with `…` where it was cut. */
export function toWidth(text: string, most: number): string {
  return widthOf(text) <= most ? text : `${beginningOf(text, most - 1).trimEnd()}…`
}

/** A short text in at most so many lines of so many columns, broken between words where that is possible. */
export function wrapTo(text: string, columns: number, most: number): readonly string[] {
  if (most <= 1 || widthOf(text) <= columns) return [toWidth(text, columns)]
  const whole = beginningOf(text, columns)
  const space = whole.lastIndexOf(' ')
  const first = space > whole.length / 2 && text[whole.length] !== ' ' ? whole.slice(0, space) : whole
  if (first === '') return [toWidth(text, columns)]
  return [first.trimEnd(), ...wrapTo(text.slice(first.length).trimStart(), columns, most - 1)]
}

/** A text filled up with spaces to so many columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

function beginningOf(text: string, columns: number): string {
  let kept = ''
  let width = 0
  for (const { segment } of graphemes().segment(text)) {
    width += widthOfOne(segment)
    if (width > columns) break
    kept += segment
  }
  return kept
}

function isPlain(text: string): boolean {
  return /^[\u0020-\u007e]*$/.test(text)
}

function widthOfOne(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2
  return NO_WIDTH.test(grapheme) && grapheme.length === 1 ? 0 : 1
}
