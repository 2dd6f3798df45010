import type { Surroundings } from '../settings.ts'
import type { ExitCode, Terminal } from './output.ts'

/** What every command stands on; tests give their own. */
export interface Context {
  /** Of Herald. */
  readonly version: string
  readonly terminal: Terminal
  readonly surroundings: Surroundings
  readonly stdin: AsyncIterable<Buffer | string>
  /** ms since the epoch. */
  readonly now: () => number
  /** How the process will end. */
  readonly exit: (code: ExitCode) => void
}
