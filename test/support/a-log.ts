import { createLog, type Log } from '../../src/log.ts'
import { wrongLines } from './log-check.ts'

/**
 * A log whose every line is checked as those of processes are. It knows no secret, so that nothing can rely on its
 * redaction of what is in use. A line that is wrong fails the run: nobody catches its error.
 * @param lines takes what is written
 */
export function aLog(lines: string[] = []): Log {
  return createLog({
    level: 'debug',
    format: 'json',
    write(line) {
      lines.push(line)
      const wrong = wrongLines(line, {})
      if (wrong.length > 0) {
        setImmediate(() => {
          throw new Error(`a line of the log ${wrong.join('; ')}`)
        })
      }
    },
    secrets: () => [],
  })
}
