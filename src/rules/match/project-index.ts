import type { Condition } from '../parts/condition.ts'
import type { Matcher } from './matcher.ts'
import { valueIn } from './value-in.ts'

/** What a project's name must be, begin with or end with, in lower case; any of them. */
export interface ProjectKey {
  readonly part: 'whole' | 'start' | 'end'
  readonly text: string
}

/** Positions of rules by the projects they ask for. */
export interface ProjectIndex {
  /** @param keys null: it must be tried for every project */
  readonly add: (keys: readonly ProjectKey[] | null, position: number) => void
  /** Positions of all rules that may match a project (in lower case), ascending. */
  readonly find: (project: string) => readonly number[]
}

/** What a condition asks of the project; null where it may hold for projects of any name. */
export function projectKeys(condition: Condition | null): readonly ProjectKey[] | null {
  if (condition === null) return null
  const keys = condition.map(keysOfAll)
  return keys.every((some) => some !== null) ? keys.flat() : null
}

function keysOfAll(all: readonly Matcher[]): readonly ProjectKey[] | null {
  for (const { field, parts } of all) {
    if (field !== 'project') continue
    for (const part of parts) {
      if (part.ask !== 'any' || part.texts.regexes.length > 0) continue
      const globs = part.texts.globs.map(keyOfGlob)
      const whole = [...part.texts.exact].map((text) => ({ part: 'whole', text }) as const)
      if (globs.every((key) => key !== null)) return [...whole, ...globs]
    }
  }
  return null
}

/** The fixed text that a glob begins or ends with; null for `*x*`. */
function keyOfGlob(glob: string): ProjectKey | null {
  const start = glob.slice(0, glob.search(/[*?]/))
  if (start !== '') return { part: 'start', text: start }
  const end = /[^*?]*$/.exec(glob)?.[0] ?? ''
  return end === '' ? null : { part: 'end', text: end }
}

type Positions = Map<string, number[]>

/** An empty index. */
export function newProjectIndex(): ProjectIndex {
  const always: number[] = []
  const whole: Positions = new Map()
  const starts = new Map<number, Positions>()
  const ends = new Map<number, Positions>()
  const listFor = ({ part, text }: ProjectKey): number[] => {
    if (part === 'whole') return valueIn(whole, text, () => [])
    const byLength = valueIn(part === 'start' ? starts : ends, text.length, (): Positions => new Map())
    return valueIn(byLength, text, () => [])
  }
  return {
    add: (keys, position) => {
      if (keys === null) always.push(position)
      else for (const key of keys) listFor(key).push(position)
    },
    find: (project) => {
      const found = [...always, ...(whole.get(project) ?? [])]
      for (const [length, positions] of starts) {
        for (const position of positions.get(project.slice(0, length)) ?? []) found.push(position)
      }
      for (const [length, positions] of ends) {
        for (const position of positions.get(project.slice(-length)) ?? []) found.push(position)
      }
      // By several keys a rule is found more than once.
      return found.sort((a, b) => a - b).filter((position, at) => position !== found[at - 1])
    },
  }
}
