import type { JsonObject } from '../receive/event.ts'
import { stringifyExact } from '../receive/json.ts'
import { stampOf } from './time/instant.ts'

/** Longer ones are of no use in a terminal. */
const LONGEST = 300
/** What no shell gives a meaning. */
const PLAIN = /^[\w@%+=:,./-]+$/

/**
 * The command that explains where a part of a callback goes; null where it would be too long or not fit on a line.
 * @param at ms since the epoch
 */
export function explainCommand(part: JsonObject, at: number, rulesFile: string): string | null {
  const pairs = Object.entries(part).map(([name, value]) =>
    inShell(`${name}=${typeof value === 'string' ? value : stringifyExact(value)}`),
  )
  const rules = rulesFile === 'rules.yaml' ? [] : ['--rules', inShell(rulesFile)]
  const words = ['herald', 'explain', ...pairs, '--at', stampOf(at), ...rules]
  const command = words.join(' ')
  return command.length > LONGEST || /\p{Cc}/u.test(command) ? null : command
}

function inShell(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
