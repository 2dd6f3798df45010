import type { CompiledRule } from '../parts/compile.ts'
import { ruleCovers } from './covers.ts'
import type { Scope } from './covers.ts'
import type { Claim } from './covers-claim.ts'
import type { Spend } from './covers-cost.ts'
import { plainStart } from './covers-globs.ts'

/** Rules that later ones of the same file are held against. */
export interface Earlier {
  /** @param shelves under which of them it is found */
  readonly add: (scope: Scope, shelves: readonly string[]) => void
  /** An earlier rule on the shelf that fits and covers this one. */
  readonly covering: (
    scope: Scope,
    shelf: string,
    fits: (rule: CompiledRule) => boolean,
  ) => CompiledRule | undefined
}

/** Rules that one rule is compared with, at most: more only where many rules ask for nearly the same. */
const MAX_TRIES = 30
/** Keys of one rule; one with more is tried for every other. */
const MAX_KEYS = 200
/** Patterns are found by so much of what stands before their first wildcard. */
const MAX_PREFIX = 64
/** Stands for every shelf, and for every key. */
const ANY = '*'
/** The key of rules that ask for nothing: the likeliest to cover another. */
const NOTHING = ''

/**
 * Finds earlier rules by a text that both must name, whole or as the beginning of a pattern. Bounded: where many rules
 * name the same or nothing, only the first of them are tried.
 */
export function newEarlier(spend: Spend): Earlier {
  const entries = new Map<string, Scope[]>()
  const prefixes = new Map<string, Set<number>>()
  return {
    add: (scope, shelves) => {
      const keys = new Set(scope.when.flatMap(keysOf))
      const few = keys.size * shelves.length <= MAX_KEYS
      for (const shelf of few ? shelves : [ANY]) {
        for (const key of few ? keys : [ANY]) {
          const [field = '', sign, text = ''] = key.split('\n')
          if (sign === '^') prefixes.set(field, (prefixes.get(field) ?? new Set()).add(text.length))
          const place = `${shelf}\n${key}`
          const found = entries.get(place)
          if (found === undefined) entries.set(place, [scope])
          else found.push(scope)
        }
      }
    },
    covering: (scope, shelf, fits) => {
      const [claim] = scope.matched
      if (claim === undefined) return undefined
      const keys = [NOTHING, ...wantedKeys(claim, prefixes), ANY]
      const tried = new Set<Scope>()
      for (const place of [shelf, ANY].flatMap((one) => keys.map((key) => `${one}\n${key}`))) {
        for (const earlier of entries.get(place) ?? []) {
          if (tried.has(earlier)) continue
          if (tried.size === MAX_TRIES) return undefined
          tried.add(earlier)
          if (!fits(earlier.rule) || !spend(earlier.cost * scope.cost)) continue
          if (ruleCovers(earlier, scope)) return earlier.rule
        }
      }
      return undefined
    },
  }
}

/** Fields with few values: a rule is better found by another. */
const COMMON: readonly string[] = ['job_type', 'job_state']

/** Of what an alternative covers, something names one of these texts. */
function keysOf({ demands }: Claim): string[] {
  if (demands.length === 0) return [NOTHING]
  let best: { readonly field: string; readonly keys: string[] } | undefined
  for (const { field, part } of demands) {
    if (part.ask !== 'any' || part.texts.regexes.length > 0 || field === 'housekeeping') continue
    const begins = part.texts.globs.map(startOf)
    if (begins.includes('') || field.includes('\n')) continue
    if (best !== undefined && COMMON.indexOf(field) >= COMMON.indexOf(best.field)) continue
    const exact = Array.from(part.texts.exact, (text) => `${field}\n=\n${text}`)
    best = { field, keys: [...exact, ...begins.map((text) => `${field}\n^\n${text}`)] }
  }
  return best?.keys ?? [ANY]
}

/** Where a rule that covers this alternative can be found. */
function wantedKeys({ facts }: Claim, prefixes: ReadonlyMap<string, ReadonlySet<number>>): string[] {
  return [...facts].flatMap(([field, { any }]) =>
    any.flatMap(([wish]) => {
      if (wish === undefined || wish.kind === 'regex') return []
      const start = wish.kind === 'glob' ? startOf(wish.text) : wish.text
      const begins = [...(prefixes.get(field) ?? [])].filter((length) => length <= start.length)
      const keys = begins.map((length) => `${field}\n^\n${start.slice(0, length)}`)
      return wish.kind === 'exact' ? [`${field}\n=\n${wish.text}`, ...keys] : keys
    }),
  )
}

function startOf(glob: string): string {
  return plainStart(glob).slice(0, MAX_PREFIX)
}
