import { stringEnd } from './scan.ts'

const BLANK = /[ \t\n\r]*/y
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const OPEN_STRING = '"'

type Expected = 'value' | 'key' | 'first-key' | 'first-value' | 'colon' | 'next'

/**
 * Where a text stops being JSON, 0-based: JSON.parse tells it only in words, and quotes the body in them.
 * Bad escapes inside a string are placed at the string's start. Linear.
 */
export function brokenAt(text: string): number {
  const stack: string[] = []
  let expected: Expected = 'value'
  for (let at = skip(text, 0); at < text.length; at = skip(text, at)) {
    const char = text.charAt(at)
    const valueDue: boolean = expected === 'value' || expected === 'first-value'
    if (char === '}' || char === ']') {
      const closes = expected === 'next' || expected === (char === '}' ? 'first-key' : 'first-value')
      if (!closes || stack.pop() !== (char === '}' ? '{' : '[')) return at
      expected = 'next'
      at += 1
    } else if (char === ',' && expected === 'next' && stack.length > 0) {
      expected = stack.at(-1) === '{' ? 'key' : 'value'
      at += 1
    } else if (char === ':' && expected === 'colon') {
      expected = 'value'
      at += 1
    } else if (char === OPEN_STRING && (valueDue || expected === 'key' || expected === 'first-key')) {
      const end = stringEnd(text, at)
      if (end === text.length || !isString(text.slice(at, end + 1))) return end === text.length ? end : at
      expected = valueDue ? 'next' : 'colon'
      at = end + 1
    } else if ((char === '{' || char === '[') && valueDue) {
      stack.push(char)
      expected = char === '{' ? 'first-key' : 'first-value'
      at += 1
    } else {
      SCALAR.lastIndex = at
      if (!valueDue || !SCALAR.test(text)) return at
      expected = 'next'
      at = SCALAR.lastIndex
    }
  }
  return text.length
}

function skip(text: string, at: number): number {
  BLANK.lastIndex = at
  BLANK.test(text)
  return BLANK.lastIndex
}

function isString(source: string): boolean {
  try {
    JSON.parse(source)
    return true
  } catch {
    return false
  }
}
