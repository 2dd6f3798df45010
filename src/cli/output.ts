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

/** A result as JSON, one line at the end; bigints as digits. */
export function asJson(value: unknown): string {
  return `${JSON.stringify(value, (_name, member: unknown) => (typeof member === 'bigint' ? String(member) : member), 2)}\n`
}
