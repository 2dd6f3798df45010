import type { Problem } from '../problem.ts'
import type { Context } from './context.ts'
import { asJson, EXIT, frames } from './output.ts'
import { plain } from '../steering.ts'

/**
 * Ends a command that cannot do what it was asked, exit 1. Who wants JSON gets it on standard output here too:
 * `{ problems }`, as `check` gives it.
 * @param text what a person reads; without it frames
 */
export function refuse(
  problems: readonly Problem[],
  json: boolean | undefined,
  { terminal, exit }: Pick<Context, 'terminal' | 'exit'>,
  text = frames(problems, new Map()),
): void {
  if (json === true) terminal.out(asJson({ problems }))
  else terminal.err(text)
  exit(EXIT.problems)
}

/** The same for a reason that has no place, in one sentence. */
export function refuseFor(
  code: string,
  message: string,
  json: boolean | undefined,
  context: Pick<Context, 'terminal' | 'exit'>,
): void {
  refuse([{ severity: 'error', code, message }], json, context, `${plain(message)}\n`)
}
