import { Scalar } from 'yaml'

const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/**
 * Where in its file each character of a scalar's value stands: quotes, escapes, folded lines and indents taken into
 * account. Null where it cannot be told. Characters are found by counting those that are no blanks, since YAML drops,
 * joins and adds blanks but no others.
 * @returns the offset in `source` of the first character at or after an offset in the value, that is no blank
 */
export function placesOf(source: string, scalar: Scalar): ((offset: number) => number) | null {
  const [start, end] = scalar.range ?? [0, 0]
  const { value } = scalar
  if (typeof value !== 'string') return null
  const places = solidPlaces(source, start, end, scalar.type ?? 'PLAIN')
  const before = new Uint32Array(value.length + 1)
  for (let index = 0; index < value.length; index++) {
    before[index + 1] = (before[index] ?? 0) + (isBlank(value, index) ? 0 : 1)
  }
  if (before[value.length] !== places.length) return null
  return (offset) => places[before[Math.min(offset, value.length)] ?? 0] ?? end
}

/** Where each character that is no blank stands. */
function solidPlaces(source: string, start: number, end: number, type: Scalar.Type): readonly number[] {
  switch (type) {
    case Scalar.QUOTE_DOUBLE:
      return doubleQuoted(source, start + 1, end - 1)
    case Scalar.QUOTE_SINGLE:
      return solid(source, start + 1, end - 1, (at) => source.startsWith("''", at))
    case Scalar.BLOCK_FOLDED:
    case Scalar.BLOCK_LITERAL:
      return solid(source, lineAfter(source, start), end, () => false)
    case Scalar.PLAIN:
      return solid(source, start, end, () => false)
  }
}

function solid(source: string, start: number, end: number, isPair: (at: number) => boolean): number[] {
  const places: number[] = []
  for (let at = start; at < end; at += isPair(at) ? 2 : 1) if (!isBlank(source, at)) places.push(at)
  return places
}

function doubleQuoted(source: string, start: number, end: number): number[] {
  const places: number[] = []
  let at = start
  while (at < end) {
    if (source[at] !== '\\') {
      if (!isBlank(source, at)) places.push(at)
      at += 1
      continue
    }
    const code = source[at + 1] ?? ''
    const digits = HEX_LENGTHS[code] ?? 0
    const made =
      digits === 0
        ? escaped(code)
        : String.fromCodePoint(Number(`0x${source.slice(at + 2, at + 2 + digits)}`))
    for (let unit = 0; unit < made.length; unit++) if (!isBlank(made, unit)) places.push(at)
    at += 2 + digits
  }
  return places
}

/** What `\` and one more character make, as far as it matters here: a blank, nothing (the end of a line), or something. */
function escaped(code: string): string {
  return 'nt r\t\n\r'.includes(code) ? ' ' : 'x'
}

function isBlank(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d
}

function lineAfter(source: string, start: number): number {
  const newline = source.indexOf('\n', start)
  return newline === -1 ? source.length : newline + 1
}
