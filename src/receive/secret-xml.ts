import type { AddRange } from './ranges.ts'
import { endOfQuoted, quoteAt } from './secret-value.ts'

/** `</name> <value>` of Hadoop's XML, with what else a property may hold in between. */
const PROPERTY =
  /<\/name>\s{0,200}(?:<(?:description|final|source)>[^<]{0,1000}<\/\w{1,20}>\s{0,200}){0,3}<value>/y
/** `" value=` of Spring's. */
const ATTRIBUTE = /\s{1,8}value\s?=\s?(?=["'])/y
const CDATA = '<![CDATA['
/** A value of XML may go over lines. */
const VALUE_LIMIT = 2_000

/** Adds the XML value that belongs to a name ending at `at`; returns its end, -1 where there is none. */
export function addXmlValue(text: string, nameStart: number, at: number, add: AddRange): number {
  const from = valueAt(text, nameStart, at)
  if (from === -1) return -1
  const quote = quoteAt(text, from)
  const start = quote !== '' ? from + quote.length : from + (text.startsWith(CDATA, from) ? CDATA.length : 0)
  const end = quote === '' ? endOfElement(text, start) : endOfQuoted(text, start, quote)
  add(start, end)
  return end
}

function valueAt(text: string, nameStart: number, at: number): number {
  if (text[at] === '>' && (text[nameStart - 1] === '<' || text[nameStart - 1] === ':')) return at + 1
  for (const form of [PROPERTY, ATTRIBUTE]) {
    form.lastIndex = at
    if (form.test(text)) return form.lastIndex
  }
  return -1
}

/** At the next tag if that one closes, else at the end of the line. */
function endOfElement(text: string, from: number): number {
  let end = from
  while (end < text.length && end - from < VALUE_LIMIT && text[end] !== '<') end += 1
  if (text[end] === '<' && text[end + 1] === '/') return end
  const line = text.indexOf('\n', from)
  return line === -1 ? text.length : line
}
