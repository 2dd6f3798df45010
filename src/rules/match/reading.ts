import type { Json } from '../../receive/event.ts'

/** Longest text that is matched; what receive stores is far below it. */
const MAX_TEXT = 1_048_576

/** One field's value as matchers see it: read once per event, however many rules ask. */
export class Reading {
  /** Null counts as absent. */
  readonly value: Json | undefined
  /** The value as texts: one for a text, number or boolean, one per such item of a list, none for an object. */
  readonly texts: readonly string[]
  #folded: readonly string[] | undefined
  #numbers: readonly (number | bigint)[] | undefined
  #shown: string | null | undefined

  constructor(value: Json | undefined) {
    this.value = value ?? undefined
    this.texts = textsOf(value)
  }

  /** The texts in lower case. */
  folded(): readonly string[] {
    return (this.#folded ??= this.texts.map((text) => text.toLowerCase()))
  }

  /** The numbers among the texts; integers stay exact. */
  numbers(): readonly (number | bigint)[] {
    return (this.#numbers ??= this.texts.map(numberOf).filter((number) => number !== undefined))
  }

  /** The value in a few words: `sales_eu`, `absent`, `empty`. Null when it is too long to show. */
  shown(): string | null {
    if (this.#shown === undefined) this.#shown = shownIn(this)
    return this.#shown
  }

  /** As `shown`, cut where it is too long. */
  shownCut(): string {
    return this.shown() ?? `${(this.texts[0] ?? '').slice(0, SHOWN).replaceAll(/\s+/g, ' ')}…`
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

/** Whether a value is there and not empty. */
export function isPresent(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  if (typeof value !== 'object') return true
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

/** The number a text of digits stands for: a bigint where a JavaScript number would round it. */
export function numberOf(text: string): number | bigint | undefined {
  if (text.length > 40 || !NUMBER.test(text)) return undefined
  const number = Number(text)
  return Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(text)
    ? BigInt(text)
    : number
}

const SHOWN = 60

function shownIn({ value, texts }: Reading): string | null {
  if (value === undefined) return 'absent'
  if (!isPresent(value)) return 'empty'
  if (texts.length === 0) return 'an object'
  const items = texts.slice(0, 3).map((text) => text.slice(0, SHOWN + 1).replaceAll(/\s+/g, ' '))
  const text = `${items.join(', ')}${texts.length > 3 ? ', …' : ''}`
  return text.length > SHOWN ? null : text
}
