import type { ErrorCode, YAMLError } from 'yaml'
import type { SyntaxFinding } from '../finding.ts'
import { withLookAlike } from './look-alikes.ts'
import { badIndent, endOfLine, notAKey, twoColons, unclosed } from './structure.ts'

/** Says a YAML syntax error in plain words, at the place where a person would mend it. */
export function plainly(error: YAMLError, text: string): SyntaxFinding {
  return withLookAlike(meantBy(error, text), text, error.pos[0])
}

function meantBy(error: YAMLError, text: string): SyntaxFinding {
  const [start] = error.pos
  return (
    comparison(text, start) ??
    SAY[error.code]?.(text, start, error) ?? {
      code: 'yaml-syntax',
      message: `this is not valid YAML: ${firstLine(error.message)}`,
      help: 'a text with special characters goes in quotes: "…"',
      span: { start, end: Math.max(start + 1, Math.min(error.pos[1], endOfLine(text, start))) },
      spoils: 'rest',
    }
  )
}

type Say = (text: string, start: number, error: YAMLError) => SyntaxFinding | undefined

const SAY: Partial<Record<ErrorCode, Say>> = {
  BAD_SCALAR_START: badStart,
  BAD_ALIAS: badAlias,
  BAD_DQ_ESCAPE: badEscape,
  TAB_AS_INDENT: tab,
  MULTILINE_IMPLICIT_KEY: notAKey,
  BLOCK_AS_IMPLICIT_KEY: twoColons,
  BLOCK_IN_FLOW: twoColons,
  BAD_INDENT: (text, start, error) => unclosed(text, start, error) ?? badIndent(text, start),
  UNEXPECTED_TOKEN: unexpected,
  MISSING_CHAR: (text, start, error) => unclosed(text, start, error) ?? unexpected(text, start, error),
}

function unexpected(text: string, start: number, error: YAMLError): SyntaxFinding | undefined {
  if (/Unexpected flow-map-start at node end/.test(error.message)) return braceInText(text, start)
  return /without - indicator|same column/.test(error.message) ? badIndent(text, start) : undefined
}

/** `{ to: slack:#kylin-{project} }` and `{ env: ${NAME} }`: within braces another brace ends a text. */
function braceInText(text: string, start: number): SyntaxFinding | undefined {
  const from = start - (/[^\s,[\]{}]*$/.exec(text.slice(Math.max(0, start - 200), start))?.[0].length ?? 0)
  const word = /^[^\s,[\]{}]+\{[^\s{}]*\}[^\s,[\]{}]*/.exec(text.slice(from, from + 400))?.[0]
  if (word === undefined) return undefined
  const span = { start: from, end: from + word.length }
  const variable = /^\$\{(\w+)\}$/.exec(word)?.[1]
  if (variable !== undefined) {
    const message = 'nothing is put in place of a variable in this file'
    const help = `a secret is written { env: ${variable} }; anything else is written out`
    return { code: 'text-substitution', message, help, span, spoils: 'line' }
  }
  const message = 'within braces, another brace ends a text in YAML'
  return { code: 'brace-in-text', message, help: `put it in quotes: "${word}"`, span, spoils: 'line' }
}

function badAlias(_text: string, start: number): SyntaxFinding {
  return {
    code: 'yaml-alias',
    message: 'to YAML, a * at the start is an alias, not a pattern',
    help: 'put the pattern in quotes: "*"',
    span: { start, end: start + 1 },
    spoils: 'word',
  }
}

function tab(text: string, start: number): SyntaxFinding {
  return {
    code: 'tab',
    message: 'a tab stands at the start of the line; YAML takes only spaces there',
    help: 'replace each tab by two spaces',
    span: { start, end: start + (/^\t+/.exec(text.slice(start, start + 100))?.[0].length ?? 1) },
    spoils: 'line',
  }
}

/** `> 30m` and `>= 30m`: to YAML the start of a long text. */
function comparison(text: string, at: number): SyntaxFinding | undefined {
  const from = startOfLine(text, at)
  const line = text.slice(from, endOfLine(text, at))
  const all = [...line.matchAll(/(?<=[:,[{-]\s*)>=?[ \t]*([^\s,\]}#+-][^\s,\]}#]*)/g)]
  const found = all.findLast(({ index }) => from + index <= at)
  if (found === undefined) return undefined
  return {
    code: 'comparison-sign',
    message: '> starts a block of text in YAML; comparisons are words',
    help: `write { over: ${found[1] ?? '30m'} }`,
    span: { start: from + found.index, end: from + found.index + found[0].length },
    spoils: 'word',
  }
}

function badStart(text: string, start: number): SyntaxFinding {
  const word = /^[^\s,\]}]+/.exec(text.slice(start, start + 200))?.[0] ?? ''
  const sign = text.charAt(start)
  const span = { start, end: start + word.length }
  if (sign !== '@') {
    const message = `a text cannot start with ${sign} in YAML`
    return { code: 'bad-start', message, help: `put it in quotes: "${word}"`, span, spoils: 'word' }
  }
  const message = 'a text cannot start with @ in YAML'
  return { code: 'at-sign', message, help: `leave out the @: ${word.slice(1)}`, span, spoils: 'word' }
}

function badEscape(text: string, start: number): SyntaxFinding {
  return {
    code: 'regex-escape',
    message: `in double quotes ${text.slice(start, start + 2)} is an escape that YAML does not know`,
    help: "regexes go in single quotes: '/…/'",
    span: { start, end: start + 2 },
    spoils: 'word',
  }
}

function startOfLine(text: string, at: number): number {
  return text.lastIndexOf('\n', Math.max(0, at - 1)) + 1
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}
