import type { Matcher } from './matcher.ts'
import type { Part } from './part.ts'
import { valueIn } from './value-in.ts'

/** Gives equal lists of matchers one list of the same matchers. */
export type Shared = (all: readonly Matcher[]) => readonly Matcher[]

/**
 * A pool of matchers. Thousands of rules ask the same few dozen questions; asked by one object each, these stay in the
 * processor's cache: an event against the 10,000 rules of the benchmark takes 10 µs, and 20 µs where each rule brings its own.
 */
export function newShared(): Shared {
  const pool = new Map<string, Matcher>()
  const lists = new Map<string, readonly Matcher[]>()
  const one = (matcher: Matcher): Matcher => valueIn(pool, keyOf(matcher), () => matcher)
  return (all) => valueIn(lists, all.map(keyOf).join('\n'), () => all.map(one))
}

/** All that a matcher asks, and how it says it, in one line. */
function keyOf({ field, wanted, parts }: Matcher): string {
  return JSON.stringify([field, wanted, ...parts.flatMap(askedIn)])
}

function askedIn(part: Part): readonly (string | number)[] {
  switch (part.ask) {
    case 'any':
    case 'none': {
      const { exact, globs, regexes } = part.texts
      const patterns = regexes.map(({ pattern }) => pattern)
      return [part.ask, exact.size, ...exact, globs.length, ...globs, patterns.length, ...patterns]
    }
    case 'over':
    case 'under':
      return [part.ask, String(part.bound)]
    case 'present':
      return [part.ask]
  }
}
