import type { Problem } from '../problem.ts'

/** Problems as GitHub's workflow commands, which it shows beside the lines of a pull request. */
export function workflowCommands(problems: readonly Problem[]): string {
  return problems.map((problem) => `${command(problem)}\n`).join('')
}

function command({ severity, code, message, file, line, column, length, help }: Problem): string {
  const endColumn = column === undefined ? undefined : column + (length ?? 1)
  const properties = Object.entries({ file, line, col: column, endColumn, title: code })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escaped(String(value), /[%\r\n:,]/g)}`)
  const text = help === undefined ? message : `${message}\n${help}`
  return `::${severity} ${properties.join(',')}::${escaped(text, /[%\r\n]/g)}`
}

/** GitHub's own toolkit escapes the same characters in the same way (actions/toolkit, command.ts). */
function escaped(text: string, special: RegExp): string {
  return text.replace(special, (character) => encodeURIComponent(character))
}
