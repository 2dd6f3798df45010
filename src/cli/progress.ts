import type { Context } from './context.ts'

/** Lines of a log that is no terminal come so far apart. */
const EVERY = 1_000

/** Says how far long work is: in place on a terminal, now and then elsewhere. */
export interface Progress {
  readonly tick: (done: number, of: number | null) => void
  readonly end: () => void
}

/** Nothing is shown before the first tick. */
export function progressOf({ terminal, surroundings }: Context): Progress {
  let shown = false
  let told = 0
  return {
    tick(done, of) {
      const text = `${done.toLocaleString('en')}${of === null ? '' : ` of ${of.toLocaleString('en')}`}`
      if (surroundings.stderrIsTerminal) {
        shown = true
        terminal.err(`\r${text} …`)
      } else if (done - told >= EVERY) {
        told = done
        terminal.err(`${text} …\n`)
      }
    },
    end() {
      if (shown) terminal.err('\r\u001b[K')
    },
  }
}
