import { replaceSecretShapes } from './secret-shapes.ts'

/** A person's mistake (callback, rules, template, setting), with its place. Problems are returned, never thrown. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** Short kebab-case name of the mistake; scripts rely on it. */
  readonly code: string
  /** One sentence: what is wrong. Holds no secret. */
  readonly message: string
  /** The file (or other source, such as an environment variable's name) it stands in. */
  readonly file?: string
  /** 1-based. */
  readonly line?: number
  /** 1-based, in UTF-16 units. */
  readonly column?: number
  /** How many characters the caret underlines; 1 when absent. */
  readonly length?: number
  /** One sentence: what to do. */
  readonly help?: string
}

/**
 * Draws a problem as `file:line:column severity message code`, with a caret frame where `source` is given.
 * @param source the whole text of the problem's file
 */
export function frame(problem: Problem, source?: string): string {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(':')
  const lines = [`${place === '' ? '' : `${place} `}${problem.severity} ${problem.message} ${problem.code}`]
  if (source !== undefined && problem.line !== undefined) lines.push(...caret(problem, problem.line, source))
  if (problem.help !== undefined) lines.push(`   = help: ${problem.help}`)
  return lines.join('\n')
}

/** Stars in place of whatever has the shape of a secret; the length stays, so that carets still fit. */
export function starSecrets(text: string): string {
  return replaceSecretShapes(text, (secret) => '*'.repeat(secret.length))
}

const FRAME_WIDTH = 100

function caret(problem: Problem, line: number, source: string): string[] {
  const column = Math.max(1, problem.column ?? 1)
  const text = hidden(starSecrets(source.split(/\r?\n/, line)[line - 1] ?? '').replaceAll('\t', ' '), problem)
  const start = text.length <= FRAME_WIDTH ? 0 : Math.max(0, column - 1 - FRAME_WIDTH / 2)
  const shown = text.slice(start, start + FRAME_WIDTH)
  const at = column - 1 - start
  const length = Math.max(1, Math.min(problem.length ?? 1, FRAME_WIDTH - at))
  const before = shown.slice(0, at).replaceAll(NARROW, ' ').replaceAll(WIDE, '  ')
  const under = shown
    .slice(at, at + length)
    .padEnd(length)
    .replaceAll(NARROW, '^')
    .replaceAll(WIDE, '^^')
  const gutter = ' '.repeat(String(line).length)
  return [`${gutter} |`, `${line} | ${shown}`, `${gutter} | ${before.padEnd(at)}${under}`]
}

/** Characters that take two cells of a terminal: Chinese, Japanese, Korean, full-width forms. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g
const NARROW = new RegExp(`[^${WIDE.source.slice(1)}`, 'g')

/** Codes of problems that stand where a secret of any shape may stand: their lines are shown only up to there. */
export const HIDDEN: ReadonlySet<string> = new Set(['secret-in-file', 'bad-secret'])

function hidden(text: string, { code, column = 1 }: Problem): string {
  const shown = text.slice(0, column - 1)
  return HIDDEN.has(code) ? shown + '*'.repeat(text.length - shown.length) : text
}
