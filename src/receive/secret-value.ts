import type { AddRange } from './ranges.ts'

/** What a value is set in, and where it may end. */
export interface Setting {
  /** The quote that opened before its name, '' without one. */
  readonly outer: string
  /** json: its name was quoted; pair: it is the second of `(name,value)`. */
  readonly within: 'text' | 'json' | 'pair'
  /** Whether it takes the whole line, as a header does. */
  readonly whole: boolean
  /** Whether it is a secret only if it looks like one. */
  readonly unsure: boolean
}

/** Characters that end an unquoted value, beside white space. */
const STOPS: Readonly<Record<Setting['within'], string>> = { text: '', json: ',}]', pair: ')' }

const SCHEME = /(?:Basic|Bearer|Bot|Digest|Negotiate|Token)\s{1,4}/iy
/** They stand where a secret could and are none: `(using password: YES)`. */
const NO_SECRET =
  /(?:true|false|null|none|nil|undefined|yes|no|n\/a|required|missing|expired|invalid|empty|enabled|disabled|\*{3,})(?![^\s,;.)\]}"'<])/iy
const LIKELY_LENGTH = 16

/**
 * Adds the value that starts behind blanks at `from`; returns its end. An unquoted one ends at white space, a quoted
 * one at its quote, both at the end of the line, unless the line is folded there.
 */
export function addValue(text: string, from: number, setting: Setting, add: AddRange): number {
  let at = skipBlanks(text, from)
  if (!setting.whole) at = behindFold(text, at, setting.within === 'json' ? JSON_FOLD : FOLD)
  const quote = quoteAt(text, at)
  at += quote.length
  NO_SECRET.lastIndex = at
  if (NO_SECRET.test(text)) return NO_SECRET.lastIndex
  const close = quote === '' ? setting.outer : quote
  const end = close === '' ? endOfUnquoted(text, at, setting) : endOfQuoted(text, at, close)
  if (setting.unsure && !isLikely(text.slice(at, end))) return end
  const stop = wrappedEnd(text, at, end)
  add(at, stop)
  return stop
}

/** Whether it has the length and the characters that secrets have and words have not. */
function isLikely(value: string): boolean {
  return (
    value.length >= LIKELY_LENGTH && /^[\w+/=~-]+$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value)
  )
}

/** A value on the line below its name, alone there: `密码：\n  …`, or YAML's `|`. */
const FOLD = /(?:[|>][+-]?)?[ \t]{0,8}(?:\r?\n[ \t]{0,40})(?=[^\s"'<{[(:=-][^\s:]{3,}[ \t]{0,8}(?:\r?\n|$))/y

/** A quoted value below its name in JSON. */
const JSON_FOLD = /[ \t]{0,8}\r?\n[ \t]{0,80}(?=\\{0,3}["'])/y

function behindFold(text: string, at: number, fold: RegExp): number {
  fold.lastIndex = at
  return fold.test(text) ? fold.lastIndex : at
}

const BRACED = /\{[^{}\r\n]{1,200}\}/y

function endOfUnquoted(text: string, from: number, { within, whole }: Setting): number {
  let end = from
  if (!whole) {
    SCHEME.lastIndex = from
    if (SCHEME.test(text)) end = SCHEME.lastIndex
    // SQL Server's `{a value with ; and blanks}`.
    BRACED.lastIndex = from
    if (within === 'text' && BRACED.test(text)) return BRACED.lastIndex
  }
  for (; end < text.length; end += 1) {
    const char = text[end] ?? ''
    if (char === '\n' || char === '\r') {
      const next = continuation(text, from, end)
      if (next === -1) return end
      end = next - 1
    } else if (!whole && (char === ' ' || char === '\t' || STOPS[within].includes(char))) return end
  }
  return end
}

/** Where a line goes on that ends in a backslash, as in a properties file; -1 where it does not. */
function continuation(text: string, from: number, end: number): number {
  if (end === from || text[end - 1] !== '\\' || text[end - 2] === ' ') return -1
  return skipBlanks(text, text[end] === '\r' ? end + 2 : end + 1)
}

/** The same quote with as many backslashes before it closes; an escaped one does not. */
export function endOfQuoted(text: string, from: number, close: string): number {
  const mark = close.at(-1)
  const wanted = close.length - 1
  let backslashes = 0
  for (let end = from; end < text.length; end += 1) {
    const char = text[end]
    if (char === '\n') return end
    if (char === mark && (wanted === 0 ? backslashes % 2 === 0 : backslashes === wanted)) return end - wanted
    backslashes = char === '\\' ? backslashes + 1 : 0
  }
  return text.length
}

/** Terminals and base64 break lines at 64, 76 or 80 characters; a line this long may have been. */
const WRAPPED_LEAST = 40
const WRAPPED_LINES = 60
const WRAPPED = /\r?\n[ \t]{0,8}[\w+/=.~-]{1,200}(?=["']|[,;]?[ \t]{0,8}(?:\r?\n|$))/y
const UNBROKEN = /[^\w+/=.~-]/

/** Where a secret ends that was broken at the end of its line and goes on alone on the next ones. */
export function wrappedEnd(text: string, start: number, end: number): number {
  const char = text[end]
  if (end - start < WRAPPED_LEAST || (char !== '\n' && char !== '\r')) return end
  if (UNBROKEN.test(text.slice(end - WRAPPED_LEAST, end))) return end
  let at = end
  for (let line = 0; line < WRAPPED_LINES; line += 1) {
    WRAPPED.lastIndex = at
    if (!WRAPPED.test(text)) break
    at = WRAPPED.lastIndex
  }
  return at
}

/** Behind blanks and tabs. */
export function skipBlanks(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at += 1
  return at
}

const QUOTE = /\\{0,7}["'`]/y

/** The quote at this place with the backslashes before it, or ''. */
export function quoteAt(text: string, at: number): string {
  QUOTE.lastIndex = at
  return QUOTE.exec(text)?.[0] ?? ''
}
