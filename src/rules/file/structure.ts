import type { YAMLError } from 'yaml'
import type { SyntaxFinding } from '../finding.ts'

/** A line that was meant as `key: value`. */
export function notAKey(text: string, start: number): SyntaxFinding {
  const end = endOfLine(text, start)
  const line = text.slice(start, end).trimEnd()
  const wide = line.indexOf('：')
  if (wide !== -1) {
    return {
      code: 'full-width',
      message: 'full-width punctuation is text to YAML: ： is not a colon',
      help: `write "${line.slice(0, wide)}: " with the colon of an English keyboard`,
      span: { start: start + wide, end: start + wide + 1 },
      spoils: 'line',
    }
  }
  const tight = /^([\w.-]+):(?=\S)/.exec(line)
  return {
    code: 'missing-colon',
    message: tight === null ? 'a key and a colon are expected here' : 'a colon needs a space after it',
    help:
      tight === null ? 'write key: value' : `write ${tight[1] ?? 'key'}: ${line.slice(tight[0].length, 80)}`,
    span: { start, end: start + line.length },
    spoils: 'line',
  }
}

/** `a: b: c`. */
export function twoColons(text: string, start: number): SyntaxFinding {
  const rest = text.slice(start, endOfLine(text, start)).trimEnd()
  const place = /^(slack|discord|inbox): *(\S*)/.exec(rest)
  const [, platform = '', address = ''] = place ?? []
  const tight = platform === 'inbox' ? 'inbox' : `${platform}:${address}`
  return {
    code: 'second-colon',
    message: 'a second colon in the same line starts another mapping',
    help:
      place === null
        ? `put a text in quotes, a mapping in braces: { ${rest.slice(0, 60)} }`
        : `write ${tight}`,
    span: { start, end: start + rest.length },
    spoils: 'line',
  }
}

/** A line that stands neither in nor out of the mapping or list around it. */
export function badIndent(text: string, start: number): SyntaxFinding {
  const at = start + (/^[ -]*/.exec(text.slice(start, start + 200))?.[0].length ?? 0)
  return {
    code: 'bad-indent',
    message: 'this line does not stand in one column with its neighbours',
    help: 'keys of one mapping, and the dashes of one list, start at the same column',
    span: { start: at, end: Math.max(at + 1, endOfLine(text, at)) },
    spoils: 'rest',
  }
}

function unclosedQuote(at: number): SyntaxFinding {
  const span = { start: at, end: at + 1 }
  const message = 'a quote is opened and never closed'
  return { code: 'unclosed-quote', message, help: 'close it on the same line', span, spoils: 'rest' }
}

/** A list or mapping in brackets that a comment cut off: `send: [ops, #sales]`. */
export function unclosed(text: string, start: number, error: YAMLError): SyntaxFinding | undefined {
  const quote = /closing (["'])quote/.exec(error.message)?.[1]
  if (quote !== undefined) return unclosedQuote(Math.max(0, text.lastIndexOf(quote, start - 1)))
  const open = Math.max(text.lastIndexOf('[', start), text.lastIndexOf('{', start))
  if (open === -1 || !/Flow|flow|Expected/.test(error.message)) return undefined
  const line = text.slice(open, endOfLine(text, open))
  const comment = /[[{,\s](#.*)$/.exec(line)
  const at = comment === null ? open : open + comment.index + 1
  return {
    code: comment === null ? 'unclosed-bracket' : 'comment-ate-value',
    message:
      comment === null
        ? `the ${text.charAt(open)} is never closed`
        : 'a # after a space starts a comment, and the rest of the line is lost',
    help:
      comment === null
        ? `close it with ${text.charAt(open) === '[' ? ']' : '}'}`
        : 'put what starts with # in quotes: "#…"',
    span: { start: at, end: comment === null ? open + 1 : endOfLine(text, at) },
    spoils: 'rest',
  }
}

/** Where the line that holds a position ends. */
export function endOfLine(text: string, at: number): number {
  const found = text.indexOf('\n', at)
  const end = found === -1 ? text.length : found
  return text[end - 1] === '\r' ? end - 1 : end
}
