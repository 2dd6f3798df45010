import { Composer, CST, Lexer, LineCounter, Parser } from 'yaml'
import type { Document } from 'yaml'
import { NOT_UTF8, NOT_UTF8_FINDING } from '../../not-utf8.ts'
import type { PlacedFinding, SyntaxFinding } from '../finding.ts'
import { atOnce } from './steps.ts'
import type { Steps } from './steps.ts'
import { plainly } from './traps.ts'

/** Largest rules file, in bytes; 10,000 rules take about 2 MB. */
export const MAX_BYTES = 8_388_608
/** Rules nest 8 levels deep. */
const MAX_DEPTH = 50
/** 10,000 rules take 250,000 to 550,000; half a million takes the parser about a second. */
const MAX_TOKENS = 800_000
const MAX_ERRORS = 200
/** Between two pauses; they take the parser about 2 ms. */
const TOKENS_AT_ONCE = 1_000

/** A file as YAML sees it. */
export interface YamlFile {
  readonly document: Document.Parsed | null
  readonly findings: readonly PlacedFinding[]
  readonly lines: LineCounter
  /** False when so much is wrong that a look at the content would only mislead. */
  readonly sound: boolean
}

/** Parses one YAML 1.2 document; every syntax mistake is a finding. Never throws, whatever the text. */
export function parseYaml(text: string): YamlFile {
  return atOnce(parsingYaml(text))
}

/** As parseYaml, in steps. */
export function* parsingYaml(text: string): Steps<YamlFile> {
  const lines = linesOf(text)
  const refuse = (finding: PlacedFinding): YamlFile => ({
    document: null,
    findings: [finding],
    lines,
    sound: false,
  })
  const unusable = unusableText(text)
  if (unusable !== undefined) return refuse(unusable)
  const scan = yield* scanTokens(text)
  if ('refused' in scan) return refuse(scan.refused)
  // Uniqueness is checked in tree.ts: the library compares every key with every other.
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent' })
  const [document = null, ...more] = composer.compose(
    scan.tokens,
    true,
    text.length,
  ) as Iterable<Document.Parsed>
  const errors = (document?.errors ?? []).slice(0, MAX_ERRORS).map((error) => plainly(error, text))
  const told = withoutAftermath(errors)
  const findings: PlacedFinding[] = [...scan.findings, ...told]
  const second = more[0]
  if (second !== undefined) {
    findings.push({
      code: 'several-documents',
      message: 'the file holds more than one YAML document',
      help: 'take out the line of dashes (---); one file is one document',
      span: { start: second.range[0], end: second.range[0] + 1 },
    })
  }
  const sound = document !== null && told.every(({ spoils }) => spoils === 'word')
  return { document, findings, lines, sound }
}

/** Leaves out what YAML says of a text that an earlier mistake turned into something else. */
function withoutAftermath(findings: readonly SyntaxFinding[]): SyntaxFinding[] {
  // An open quote swallows the brackets before and behind it.
  const quote = findings.find(({ code }) => code === 'unclosed-quote')
  if (quote !== undefined) return [quote]
  let worst: SyntaxFinding['spoils'] = 'word'
  const starts = new Set<number>()
  return findings
    .toSorted((a, b) => a.span.start - b.span.start)
    .filter(({ spoils, span }) => {
      const far = spoils === 'word' || worst === 'word' || (spoils === 'line' && worst === 'line')
      const kept = far && !starts.has(span.start)
      starts.add(span.start)
      if (kept && spoils !== 'word') worst = spoils
      return kept
    })
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter()
  for (let start = 0; start !== -1; start = nextLine(text, start)) lines.addNewLine(start)
  return lines
}

function nextLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline === -1 ? -1 : newline + 1
}

function unusableText(text: string): PlacedFinding | undefined {
  if (text.length > MAX_BYTES || Buffer.byteLength(text) > MAX_BYTES) {
    return {
      code: 'too-large',
      message: 'the file is larger than 8 MB',
      help: 'use patterns and lists instead of one rule for each project',
      span: { start: 0, end: 1 },
    }
  }
  const at = text.search(NOT_UTF8)
  return at === -1 ? undefined : { ...NOT_UTF8_FINDING, span: { start: at, end: at + 1 } }
}

type Scan =
  | { readonly tokens: CST.Token[]; readonly findings: PlacedFinding[] }
  | { readonly refused: PlacedFinding }

/** Runs lexer and parser step by step, so that depth and size are known before anything recurses. */
function* scanTokens(text: string): Steps<Scan> {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  const findings: PlacedFinding[] = []
  let count = 0
  let seen = 0
  let atScalar = false
  for (const lexeme of new Lexer().lex(text)) {
    if (++seen % TOKENS_AT_ONCE === 0) yield
    const span = { start: parser.offset, end: parser.offset + lexeme.length }
    const type = atScalar ? 'scalar' : CST.tokenType(lexeme)
    atScalar = lexeme === CST.SCALAR && !atScalar
    const finding = type === null ? undefined : unwanted(type, lexeme, span)
    if (finding !== undefined) findings.push(finding)
    if (type !== 'space' && type !== 'newline' && type !== 'comment') count += 1
    if (count > MAX_TOKENS)
      return { refused: tooMuch(span, 'too-many-nodes', 'the file holds too many values') }
    for (const token of parser.next(lexeme)) tokens.push(token)
    if (parser.stack.length > MAX_DEPTH) {
      return { refused: tooMuch(span, 'too-deep', `the file is nested more than ${MAX_DEPTH} levels deep`) }
    }
  }
  for (const token of parser.end()) tokens.push(token)
  return { tokens, findings }
}

function tooMuch(span: { start: number; end: number }, code: string, message: string): PlacedFinding {
  return { code, message, help: 'rules need a few levels and no more than 10,000 rules', span }
}

function unwanted(
  type: CST.TokenType | 'scalar',
  lexeme: string,
  span: { start: number; end: number },
): PlacedFinding | undefined {
  if (type === 'tag') {
    const name = lexeme.replace(/^!+/, '')
    const help = name === '' ? 'to say "not", write { not: sandbox }' : `to say "not", write { not: ${name} }`
    return { code: 'yaml-tag', message: `to YAML, ${lexeme} is a tag, not a value`, help, span }
  }
  if (type !== 'directive-line') return undefined
  return {
    code: 'yaml-directive',
    message: `${lexeme.trim().split(/\s/)[0] ?? ''} directives have no place here: the file is read as YAML 1.2`,
    help: 'take the line out',
    span: { start: span.start, end: span.start + lexeme.trimEnd().length },
  }
}
