import { frame, type Problem } from '../problem.ts'

/** How a command ended (interface: Commands). */
export const EXIT = { fine: 0, problems: 1, wrongUse: 2, unreachable: 3 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Where a command writes: results on `out`, talk on `err`. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly color: boolean
  /** In character cells. */
  readonly width: number
}

/** Problems with their carets, where the sources of their files are known. */
export function frames(problems: readonly Problem[], sources: ReadonlyMap<string, string>): string {
  return problems.map((problem) => `${frame(problem, sources.get(problem.file ?? ''))}\n`).join('\n')
}

/** `2 errors, 1 warning`. */
export function tally(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  return `${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}`
}

function counted(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error')
}

/** A result as JSON, one line at the end; bigints as digits, and no control character that steers a terminal. */
export function asJson(value: unknown): string {
  const text = JSON.stringify(value, digits, 2)
  return `${text.replaceAll(/[\u007f-\u009f]/g, escaped)}\n`
}

function digits(_name: string, member: unknown): unknown {
  return typeof member === 'bigint' ? String(member) : member
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
