import { CONTROL } from './lines.ts'
import type { Range } from './ranges.ts'

/** A text as it reads without JSON's escapes and terminal colours, and where each of its characters came from. */
export interface Unescaped {
  readonly text: string
  /** The stretch of the original that a stretch of `text` stands for. */
  readonly source: (range: Range) => Range
}

const SHORT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
const HEX = /^[\da-f]{4}$/i

/** Reads the escapes of a text that is JSON, whole or broken: a secret may be parted by them. */
export function unescaped(raw: string): Unescaped {
  const characters: string[] = []
  const from: number[] = []
  for (let at = 0; at < raw.length;) {
    const { character, length } = readAt(raw, at)
    characters.push(character)
    from.push(at)
    at += length
  }
  from.push(raw.length)
  return withoutControl(characters.join(''), from)
}

function readAt(raw: string, at: number): { readonly character: string; readonly length: number } {
  const next = raw[at] === '\\' ? raw[at + 1] : undefined
  if (next === undefined) return { character: raw.charAt(at), length: 1 }
  const digits = next === 'u' ? raw.slice(at + 2, at + 6) : ''
  if (HEX.test(digits)) return { character: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 }
  return { character: SHORT[next] ?? next, length: 2 }
}

function withoutControl(text: string, from: readonly number[]): Unescaped {
  const kept: string[] = []
  const places: number[] = []
  let at = 0
  const keep = (end: number): void => {
    kept.push(text.slice(at, end))
    for (; at < end; at += 1) places.push(from[at] ?? 0)
  }
  for (const found of text.matchAll(CONTROL)) {
    keep(found.index)
    at = found.index + found[0].length
  }
  keep(text.length)
  const place = (index: number): number => places[index] ?? from.at(-1) ?? 0
  return { text: kept.join(''), source: ({ start, end }) => ({ start: place(start), end: place(end) }) }
}
