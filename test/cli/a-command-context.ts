import { Readable } from 'node:stream'
import type { Context } from '../../src/cli/context.ts'

/** A context whose terminal is kept, in an environment of its own. */
export interface Kept {
  readonly context: Context
  readonly out: () => string
  readonly err: () => string
  readonly code: () => number | null
}

/** A command's context with only what matters to the test written out. */
export function aCommandContext(
  env: Readonly<Record<string, string>> = {},
  { color = false, stderrIsTerminal = false, now = 1_715_414_600_000 } = {},
): Kept {
  let out = ''
  let err = ''
  let code: number | null = null
  return {
    context: {
      version: '1.0.0',
      terminal: {
        out: (text) => void (out += text),
        err: (text) => void (err += text),
        color,
        width: 100,
      },
      surroundings: { env, pid: 1, stderrIsTerminal },
      stdin: Readable.from([]),
      now: () => now,
      exit: (ended) => void (code = ended),
    },
    out: () => out,
    err: () => err,
    code: () => code,
  }
}
