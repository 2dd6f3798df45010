import { webAddress } from './address.ts'
import type { Shape } from './native-shape.ts'

/** A shape whose value is worked out of a text. */
export type ValueKind = Extract<
  Shape,
  { is: 'url' } | { is: 'word' } | { is: 'colour' | 'seconds' | 'iso' | 'count' }
>

/** Numbers this large are ms since the epoch, smaller ones seconds: it is the year 5138 in seconds, 1973 in ms. */
const LEAST_MS = 100_000_000_000
/** The end of the year 9999, s since the epoch: the last that both platforms show. */
const LAST_SECOND = 253_402_300_799

/** The value that a text means at such a place; null where it means none, and the member is left out. */
export function valueOf(text: string, kind: ValueKind): string | number | null {
  switch (kind.is) {
    case 'url': {
      const address = webAddress(text)
      return address === null || address.length > kind.most ? null : address
    }
    case 'word':
      return kind.words.includes(text) ? text : null
    case 'colour': {
      const hex = /^#([\da-f]{6})$/i.exec(text)?.[1]
      return whole(hex === undefined ? text : `0x${hex}`, 0xff_ff_ff)
    }
    case 'count':
      return whole(text, 8)
    case 'seconds':
      return secondsOf(text)
    case 'iso': {
      const seconds = secondsOf(text)
      return seconds === null ? null : new Date(seconds * 1000).toISOString()
    }
  }
}

function whole(text: string, most: number): number | null {
  const number = /^(?:\d{1,9}|0x[\da-f]{1,6})$/i.test(text) ? Number(text) : NaN
  return number <= most ? number : null
}

function secondsOf(text: string): number | null {
  if (!/^\d{1,16}(?:\.\d{1,9})?$/.test(text)) return null
  const number = Number(text)
  return secondOf(number >= LEAST_MS ? number : number * 1000)
}

/** A moment (ms since the epoch) as the whole seconds that a platform can show; null where it cannot. */
export function secondOf(ms: number): number | null {
  const seconds = Math.floor(ms / 1000)
  return seconds >= 0 && seconds <= LAST_SECOND ? seconds : null
}
