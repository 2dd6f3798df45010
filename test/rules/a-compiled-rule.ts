import type { CompiledRule } from '../../src/rules/parts/compile.ts'
import type { Hours } from '../../src/rules/time/hours.ts'

/** A compiled rule that sends nothing, with only what matters written out. */
export function aRule(over: Partial<CompiledRule>): CompiledRule {
  return {
    index: 1,
    name: 'a rule',
    when: null,
    unless: null,
    during: [],
    outside: [],
    targets: [],
    channels: [],
    mentions: [],
    drop: false,
    stop: false,
    ...over,
  }
}

/** Two hours that overlap: instants 0 to 3 are in neither, one, the other, both. */
export const OFFICE: Hours = hoursOf('office', [1, 3])
export const WEEKENDS: Hours = hoursOf('weekends', [2, 3])

function hoursOf(name: string, instants: readonly number[]): Hours {
  return {
    name,
    text: name,
    contains: (at) => instants.includes(at),
    nextTurn: (at) => at + 1,
    turnDays: [],
    clock: String,
  }
}
