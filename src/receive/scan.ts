/** What a text holds, seen without parsing it. */
export interface JsonShape {
  /** How deep arrays and objects are nested at most. */
  readonly depth: number
  /** An upper bound of its values. */
  readonly values: number
  /** Whether a number stands in it that a double may not hold exactly: 16 digits or more, or an exponent. */
  readonly mayRound: boolean
}

const QUOTE = 34
const BACKSLASH = 92

/** Measures a JSON text in one linear pass; strings are jumped over. The text need not be valid. */
export function jsonShape(text: string): JsonShape {
  let depth = 0
  let deepest = 0
  let values = 1
  let digits = 0
  let mayRound = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) {
      digits += 1
      if (digits === 16) mayRound = true
      continue
    }
    if (digits > 0 && (code === 101 || code === 69)) mayRound = true
    digits = 0
    if (code === QUOTE) {
      at = stringEnd(text, at)
    } else if (code === 44) {
      values += 1
    } else if (code === 123 || code === 91) {
      values += 1
      depth += 1
      if (depth > deepest) deepest = depth
    } else if (code === 125 || code === 93) {
      depth -= 1
    }
  }
  return { depth: deepest, values, mayRound }
}

/** Where the string that opens at `open` has its closing quote; the text's length without one. */
export function stringEnd(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let start = at
    while (text.charCodeAt(start - 1) === BACKSLASH) start -= 1
    if ((at - start) % 2 === 0) return at
  }
  return text.length
}
