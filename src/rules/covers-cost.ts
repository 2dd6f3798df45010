import type { Condition } from './condition.ts'
import type { Texts } from './texts.ts'

/** What reasoning over a condition costs, at least 1: comparing two takes at most about the product of both, in 10 ns. */
export function costOf(condition: Condition | null): number {
  const parts = (condition ?? []).flatMap((all) => all.flatMap((matcher) => matcher.parts))
  return parts.reduce((sum, part) => sum + ('texts' in part ? costOfTexts(part.texts) : 1), 1)
}

function costOfTexts({ exact, globs, regexes }: Texts): number {
  return exact.size + regexes.length + globs.reduce((sum, glob) => sum + costOfGlob(glob), 0)
}

/** Stars against stars take steps for each of their pairs. */
function costOfGlob(glob: string): number {
  const stars = glob.split('*').length - 1
  return 1 + (stars * stars * glob.length) / 8
}
