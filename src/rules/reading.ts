import type { Json } from '../receive/event.ts'

/** One field's value as matchers see it: read once per event, however many rules ask. */
export interface Reading {
  /** Null counts as absent. */
  readonly value: Json | undefined
  /** The value as texts: one for a text, number or boolean, one per such item of a list, none for an object. */
  readonly texts: readonly string[]
  /** The same in lower case. */
  readonly folded: () => readonly string[]
}

/** Longest text that is matched; what receive stores is far below it. */
const MAX_TEXT = 1_048_576

/** Reads a field's value. */
export function read(value: Json | undefined): Reading {
  const texts = textsOf(value)
  let folded: readonly string[] | undefined
  return {
    value: value ?? undefined,
    texts,
    folded: () => (folded ??= texts.map((text) => text.toLowerCase())),
  }
}

function textsOf(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return textOf(value)
  return (value as readonly Json[]).flatMap(textOf)
}

function textOf(value: Json | undefined): string[] {
  if (value === undefined || value === null || typeof value === 'object') return []
  const text = String(value)
  return [text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text]
}

/** Whether the field is there and not empty. */
export function isPresent({ value }: Reading): boolean {
  if (value === undefined || value === null || value === '') return false
  if (typeof value !== 'object') return true
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

/** The value's numbers, a text of digits included; integers stay exact. */
export function numbersOf({ texts }: Reading): (number | bigint)[] {
  return texts.flatMap((text) => {
    const number = numberOf(text)
    return number === undefined ? [] : [number]
  })
}

/** The number a text of digits stands for: a bigint where a JavaScript number would round it. */
export function numberOf(text: string): number | bigint | undefined {
  if (text.length > 40 || !NUMBER.test(text)) return undefined
  const number = Number(text)
  return Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(text)
    ? BigInt(text)
    : number
}

const SHOWN = 60

/** The value in a few words: `sales_eu`, `absent`, `empty`. Null when it is too long to show. */
export function shown(reading: Reading): string | null {
  if (reading.value === undefined) return 'absent'
  if (!isPresent(reading)) return 'empty'
  if (reading.texts.length === 0) return 'an object'
  const items = reading.texts.slice(0, 3).map((text) => text.slice(0, SHOWN + 1).replaceAll(/\s+/g, ' '))
  const text = `${items.join(', ')}${reading.texts.length > 3 ? ', …' : ''}`
  return text.length > SHOWN ? null : text
}

/** As `shown`, cut where it is too long. */
export function shownCut(reading: Reading): string {
  return shown(reading) ?? `${(reading.texts[0] ?? '').slice(0, SHOWN).replaceAll(/\s+/g, ' ')}…`
}
