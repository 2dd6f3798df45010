import type { Finding } from '../finding.ts'
import { quoted } from '../finding.ts'
import { valueAt } from '../file/shape-findings.ts'
import type { Tree } from '../file/tree.ts'

/** Every name under a key of the file, also those whose entries are wrong. */
export function namesAt(tree: Tree, key: string): string[] {
  const value = valueAt(tree, [key])
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
}

/** What is wrong with the name of a channel or mention. */
export function nameFinding(kind: 'channel' | 'mention', name: string): Finding | undefined {
  if (!name.includes('/')) return undefined
  const message = `a ${kind} cannot have a / in its name: ${quoted(name)} would be a team's`
  return { code: 'bad-name', message, help: `write ${name.replaceAll('/', '-')}` }
}

/** A name of a team's file as the whole configuration knows it. */
export function fullName(team: string | null, name: string): string {
  return team === null ? name : `${team}/${name}`
}

/** One written value or a list of them, as a list. */
export function listOf(text: string | readonly string[] | undefined): readonly string[] {
  if (text === undefined) return []
  return typeof text === 'string' ? [text] : text
}

/** The path of one value of what is written as one or as a list. */
export function itemPath(
  text: string | readonly string[],
  path: readonly (string | number)[],
  index: number,
): readonly (string | number)[] {
  return typeof text === 'string' ? path : [...path, index]
}
