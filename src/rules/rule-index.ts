import type { CompiledRule, RuleGroup } from './compile.ts'
import type { Condition } from './condition.ts'
import type { Fields } from './event-fields.ts'
import { alternativesOf, firstHolding } from './holding.ts'
import type { Alternative } from './holding.ts'
import type { Matcher } from './matcher.ts'
import { newProjectIndex, projectKeys } from './project-index.ts'

/** A rule, the file it stands in, and what of both is still to be tested. */
interface Candidate {
  readonly group: RuleGroup
  /** Of the file's reach; null: nothing. */
  readonly reach: Condition | null
  readonly rule: CompiledRule
  readonly when: readonly Alternative[]
}

/** All rules, and for one event those worth trying. */
export interface RuleIndex {
  /** In the order in which they are tried, with everything still to be tested. */
  readonly all: readonly Candidate[]
  /** In the same order, every rule whose project and job_state fit. */
  readonly candidates: (fields: Fields) => readonly Candidate[]
}

/** Rules held in the cache over all its keys: at 8 bytes each, some 4 MB. */
const MOST_CACHED = 500_000

/** Makes the index of all rules by project and job state. @param mostCached rules held over all keys of its cache */
export function indexRules(groups: readonly RuleGroup[], mostCached: number = MOST_CACHED): RuleIndex {
  const all = groups.flatMap((group) =>
    group.rules.map((rule) => ({ group, reach: group.reach, rule, when: alternativesOf(rule.when) })),
  )
  const routed = all.map(withoutRouting)
  const projects = newProjectIndex()
  all.forEach(({ reach, rule }, position) => {
    projects.add(projectKeys(rule.when) ?? projectKeys(reach), position)
  })
  const cache = new Map<string, readonly Candidate[]>()
  let cached = 0
  return {
    all,
    candidates: (fields) => {
      const project = onlyText(fields, 'project')
      const state = onlyText(fields, 'job_state')
      if (project === undefined || state === undefined) return all
      // As they came: a regex may tell cases apart.
      const key = `${state.text}\n${project.text}`
      const known = cache.get(key)
      if (known !== undefined) return known
      const found = projects
        .find(project.folded)
        .flatMap((position) => routed[position] ?? [])
        .filter(({ group, rule }) => routingHolds(group.reach, fields) && routingHolds(rule.when, fields))
      for (const [oldest, rules] of cache) {
        if (cached + found.length + 1 <= mostCached) break
        cache.delete(oldest)
        cached -= rules.length + 1
      }
      cache.set(key, found)
      cached += found.length + 1
      return found
    },
  }
}

function onlyText(fields: Fields, name: string): { text: string; folded: string } | undefined {
  const reading = fields(name)
  const [text, ...others] = reading.texts
  const [folded] = reading.folded()
  return text === undefined || folded === undefined || others.length > 0 ? undefined : { text, folded }
}

function isRouting({ field }: Matcher): boolean {
  return field === 'project' || field === 'job_state'
}

/** What a key of the cache decides, is not tested again; of several alternatives it cannot tell which. */
function withoutRouting({ group, reach, rule, when }: Candidate): Candidate {
  const [first, ...others] = when
  const [only, ...more] = reach ?? []
  const open = only?.filter((matcher) => !isRouting(matcher)) ?? []
  return {
    group,
    reach: more.length > 0 ? reach : open.length === 0 ? null : [open],
    rule,
    when:
      first === undefined || others.length > 0
        ? when
        : [{ all: first.all, rest: first.all.filter((matcher) => !isRouting(matcher)) }],
  }
}

function routingHolds(condition: Condition | null, fields: Fields): boolean {
  if (condition === null) return true
  const routing = condition.map((all) => all.filter(isRouting))
  return firstHolding(routing, fields) !== undefined
}
