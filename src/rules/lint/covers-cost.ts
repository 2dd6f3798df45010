import type { Condition } from '../parts/condition.ts'
import type { Texts } from '../match/texts.ts'

/** Whether so much work may still be done; from then on it counts as done. */
export type Spend = (cost: number) => boolean

/** One comparison may cost this much: about that of two lists of 400 names. */
const MAX_COST = 200_000

/** Allows each comparison that is not too large, until the total is spent. */
export function newAllowance(total: number = Infinity): Spend {
  let left = total
  return (cost) => {
    if (cost > MAX_COST || cost > left) return false
    left -= cost
    return true
  }
}

/** Making one alternative ready costs as much as some names. */
const ALTERNATIVE = 4

/** What reasoning over a condition costs, at least 1: comparing two takes at most about the product of both, in 100 ns. */
export function costOf(condition: Condition | null): number {
  const parts = (condition ?? []).flatMap((all) => all.flatMap((matcher) => matcher.parts))
  const alternatives = ALTERNATIVE * (condition?.length ?? 0)
  return parts.reduce((sum, part) => sum + ('texts' in part ? costOfTexts(part.texts) : 1), 1 + alternatives)
}

function costOfTexts({ exact, globs, regexes }: Texts): number {
  let cost = regexes.length
  for (const text of exact) cost += costOfLength(text)
  for (const glob of globs) cost += costOfGlob(glob)
  return cost
}

/** A text of common length costs one. */
function costOfLength({ length }: string): number {
  return 1 + Math.max(0, length - 32) / 8
}

/** Stars against stars take steps for each of their pairs. */
function costOfGlob(glob: string): number {
  const stars = glob.split('*').length - 1
  return costOfLength(glob) + (stars * stars * glob.length) / 8
}
