import type { AddRange } from './ranges.ts'

/** Words near which a secret may stand; every name that is looked at below holds one. Plain words: the search is hot. */
export const SECRET_WORDS =
  /pass|pwd|secret|token|credential|authorization|cookie|--conf|key|密码|口令|密钥|令牌/i

const WORD = new RegExp(SECRET_WORDS.source, 'gi')
const NAMES_SECRET =
  /passw|passphrase|(?<![a-z])pass(?![a-z])|pwd|secret|token|credential|authorization|cookie|(?:api|access|private|account|encryption|shared|signing)[-_. ]?key|密码|口令|密钥|令牌/i
const ENDS_SECRET =
  /(?:passw(?:or)?d|passphrase|(?<![a-z])pass|pwd|secret|tokens?|credentials?|(?:api|access|private|account|encryption|shared|signing|secret)[-_. ]?key|authorization|cookie|密码|口令|密钥|令牌)$/i
const WHOLE_LINE = /(?:authorization|cookie)$/i
const FLAG = /^--?[a-z]/i
const KEY = /[-_.]keys?(?![a-z])/i
/** `access key`, in two words. */
const KEY_OF = /(?:api|access|private|account|encryption|shared|signing|secret) $/i
const CONF_KEY = /key(?!tab|store|space)/i
const SCHEME = /(?:Basic|Bearer|Bot|Digest|Negotiate|Token)\s{1,4}/iy
/** `</name> <value>` of Hadoop's XML, and `" value=` of Spring's. */
const XML_VALUE = /<\/name>\s{0,200}<value>/y
const XML_ATTRIBUTE = /\s{1,8}value\s?=\s?(?=["'])/y
const NAME_CHAR = /[\w.$-]|[\u4e00-\u9fff]/
const NAME_LIMIT = 200

/** Whether a field of this name holds a secret, e.g. `password`, `apiToken`, `s3.access.key`. */
export function namesSecret(name: string): boolean {
  return NAMES_SECRET.test(name)
}

/**
 * Finds values given to a name that names a secret: `name=value`, `name: value`, `--name value`, JSON, XML and
 * spark-submit's `--conf 'name=value'`. An unquoted value ends at white space, a quoted one at its quote, both at
 * the end of the line. Time is linear in the text: every search goes on behind what the last one read.
 */
export function addAssigned(text: string, add: AddRange): void {
  WORD.lastIndex = 0
  for (let hit = WORD.exec(text); hit !== null; hit = WORD.exec(text)) {
    const end =
      hit[0].toLowerCase() === '--conf'
        ? conf(text, WORD.lastIndex, add)
        : named(text, hit.index, hit[0].length, add)
    WORD.lastIndex = Math.max(end, hit.index + 1)
  }
}

/** `--conf 'a.b.key=value'`: here alone a bare `key` counts. Returns where to search on. */
function conf(text: string, after: number, add: AddRange): number {
  const at = skipBlanks(text, after)
  const quote = quoteAt(text, at)
  const start = at + quote.length
  const nameEnd = endOfName(text, start)
  if (text[nameEnd] !== '=' || !CONF_KEY.test(text.slice(start, Math.min(nameEnd, start + NAME_LIMIT))))
    return start
  return value(text, nameEnd + 1, quote, '', add)
}

function named(text: string, hit: number, length: number, add: AddRange): number {
  let start = hit
  if (text[hit - 1] === ' ' && KEY_OF.test(text.slice(Math.max(0, hit - 11), hit))) start -= 2
  while (start > 0 && hit - start < NAME_LIMIT && isNameChar(text, start - 1)) start -= 1
  const nameEnd = endOfName(text, hit + length)
  const name = text.slice(start, Math.min(nameEnd, hit + NAME_LIMIT))
  const outer = quoteBefore(text, start)
  const closing = quoteAt(text, nameEnd)
  const closed = closing !== ''
  const at = nameEnd + closing.length
  const xml = xmlValueAt(text, at)
  if (xml !== -1 && NAMES_SECRET.test(name)) return xmlValue(text, xml, add)
  const separator = skipBlanks(text, at)
  if (!assigns(text, separator, name, closed)) return flagged(text, nameEnd, name, add) ?? nameEnd
  let from = separator + 1
  while (text[from] === '=' || text[from] === '>') from += 1
  return value(text, from, closed ? '' : outer, closed ? ',}]' : '', add, WHOLE_LINE.test(name))
}

/** A colon is a sign of prose as often as of an assignment, so the name must end in the secret word there. */
function assigns(text: string, at: number, name: string, quoted: boolean): boolean {
  const sign = text[at]
  if (sign === '=' || sign === '＝') return NAMES_SECRET.test(name) || KEY.test(name)
  if (sign !== ':' && sign !== '：') return false
  return quoted ? NAMES_SECRET.test(name) : ENDS_SECRET.test(name)
}

function flagged(text: string, nameEnd: number, name: string, add: AddRange): number | undefined {
  const from = skipBlanks(text, nameEnd)
  if (from === nameEnd || !FLAG.test(name) || !ENDS_SECRET.test(name) || text[from] === '-') return undefined
  return value(text, from, '', '', add)
}

/** Adds the value that starts behind blanks at `from`; returns its end. */
function value(
  text: string,
  from: number,
  outer: string,
  stops: string,
  add: AddRange,
  whole = false,
): number {
  let at = skipBlanks(text, from)
  const quote = quoteAt(text, at)
  at += quote.length
  const close = quote === '' ? outer : quote
  if (close !== '') return closeAt(text, at, close, add)
  let end = at
  if (!whole) {
    SCHEME.lastIndex = at
    if (SCHEME.test(text)) end = SCHEME.lastIndex
  }
  while (end < text.length && !endsValue(text, end, stops, whole)) end += 1
  add(at, end)
  return end
}

function endsValue(text: string, at: number, stops: string, whole: boolean): boolean {
  const char = text[at] ?? '\n'
  if (char === '\n' || char === '\r') return true
  return !whole && (char === ' ' || char === '\t' || stops.includes(char))
}

/** The same quote with as many backslashes before it closes; an escaped one does not. */
function closeAt(text: string, from: number, close: string, add: AddRange): number {
  const mark = close.at(-1)
  const wanted = close.length - 1
  let backslashes = 0
  let end = from
  for (; end < text.length && text[end] !== '\n'; end += 1) {
    if (text[end] === mark && (wanted === 0 ? backslashes % 2 === 0 : backslashes === wanted)) {
      add(from, end - wanted)
      return end
    }
    backslashes = text[end] === '\\' ? backslashes + 1 : 0
  }
  add(from, end)
  return end
}

function xmlValueAt(text: string, at: number): number {
  if (text[at] === '>') return at + 1
  for (const form of [XML_VALUE, XML_ATTRIBUTE]) {
    form.lastIndex = at
    if (form.test(text)) return form.lastIndex
  }
  return -1
}

function xmlValue(text: string, from: number, add: AddRange): number {
  const quote = quoteAt(text, from)
  if (quote !== '') return closeAt(text, from + quote.length, quote, add)
  let end = from
  while (end < text.length && text[end] !== '<' && text[end] !== '\n') end += 1
  add(from, end)
  return end
}

function isNameChar(text: string, at: number): boolean {
  return at < text.length && NAME_CHAR.test(text.charAt(at))
}

function endOfName(text: string, from: number): number {
  let end = from
  while (isNameChar(text, end)) end += 1
  return end
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at += 1
  return at
}

const QUOTE = /\\{0,7}["'`]/y

/** The quote at this place with the backslashes before it, or ''. */
function quoteAt(text: string, at: number): string {
  QUOTE.lastIndex = at
  return QUOTE.exec(text)?.[0] ?? ''
}

function quoteBefore(text: string, at: number): string {
  const mark = text[at - 1]
  if (mark !== '"' && mark !== "'" && mark !== '`') return ''
  let start = at - 1
  while (at - 1 - start < 7 && text[start - 1] === '\\') start -= 1
  return text.slice(start, at)
}
