import type { CompiledRule, RuleGroup } from '../parts/compile.ts'
import type { Condition } from '../parts/condition.ts'
import type { Fields } from './event-fields.ts'
import { alternativesOf, firstHolding } from './holding.ts'
import type { Alternative } from './holding.ts'
import type { Matcher } from './matcher.ts'
import { newProjectIndex, projectKeys } from './project-index.ts'
import { newShared } from './shared-matchers.ts'
import type { Shared } from './shared-matchers.ts'

/** A rule, the file it stands in, and what of both is still to be tested. */
interface Candidate {
  readonly group: RuleGroup
  /** Of the file's reach; null: nothing. */
  readonly reach: Condition | null
  /** What must hold in any case: where it does not, the rule need not be looked at. */
  readonly first: readonly Matcher[]
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

const NONE: readonly Matcher[] = []

/** Rules held in the cache over all its keys: at 8 bytes each, some 4 MB. */
const MOST_CACHED = 500_000

/** A rule as the cache takes it: what a key decides of its file's reach and of its `when` (null: nothing), and what is left. */
interface Entry {
  readonly reach: Condition | null
  readonly when: Condition | null
  readonly candidate: Candidate
}

/** Makes the index of all rules by project and job state. @param mostCached rules held over all keys of its cache */
export function indexRules(groups: readonly RuleGroup[], mostCached: number = MOST_CACHED): RuleIndex {
  const all = groups.flatMap((group) =>
    group.rules.map((rule) => ({
      group,
      reach: group.reach,
      first: NONE,
      rule,
      when: alternativesOf(rule.when),
    })),
  )
  const shared = newShared()
  // Made when they are first found: all of 10,000 at once would keep everything else waiting for another 40 ms.
  const entries: (Entry | undefined)[] = all.map(() => undefined)
  const entryAt = (position: number): Entry | undefined => {
    const whole = all[position]
    if (whole === undefined) return undefined
    return (entries[position] ??= {
      reach: routingOf(whole.reach),
      when: routingOf(whole.rule.when),
      candidate: withoutRouting(whole, shared),
    })
  }
  const projects = newProjectIndex()
  all.forEach(({ reach, rule }, position) => {
    projects.add(projectKeys(rule.when) ?? projectKeys(reach), position)
  })
  const cache = new Map<string, readonly Candidate[]>()
  let cached = 0
  return {
    all,
    candidates: (fields) => {
      const project = fields('project')
      const state = fields('job_state')
      if (project.texts.length !== 1 || state.texts.length !== 1) return all
      // As they came: a regex may tell cases apart.
      const key = `${state.texts[0]}\n${project.texts[0]}`
      const known = cache.get(key)
      if (known !== undefined) return known
      const found = fitting(projects.find(project.folded()[0] ?? ''), entryAt, fields)
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

/** Of the rules at some positions those whose project and job_state fit. A file's reach is tested once. */
function fitting(
  positions: readonly number[],
  entryAt: (position: number) => Entry | undefined,
  fields: Fields,
): Candidate[] {
  const found: Candidate[] = []
  let file: RuleGroup | null = null
  let inReach = false
  for (const position of positions) {
    const entry = entryAt(position)
    if (entry === undefined) continue
    const { reach, when, candidate } = entry
    if (candidate.group !== file) {
      file = candidate.group
      inReach = holds(reach, fields)
    }
    if (inReach && holds(when, fields)) found.push(candidate)
  }
  return found
}

function isRouting({ field }: Matcher): boolean {
  return field === 'project' || field === 'job_state'
}

/** What a key of the cache decides, is not tested again; of several alternatives it cannot tell which. */
function withoutRouting({ group, reach, rule, when }: Candidate, shared: Shared): Candidate {
  const [only, ...more] = reach ?? []
  const open = only?.filter((matcher) => !isRouting(matcher)) ?? []
  const [way, ...others] = when
  const isOne = way !== undefined && others.length === 0
  return {
    group,
    reach: more.length > 0 ? reach : open.length === 0 ? null : [open],
    first: isOne ? shared(way.all.filter((matcher) => !isRouting(matcher))) : NONE,
    rule,
    when: isOne ? [{ all: way.all, rest: NONE }] : when,
  }
}

/** What a condition asks of project and job_state; null: nothing that could fail. */
function routingOf(condition: Condition | null): Condition | null {
  const asked = condition?.map((all) => all.filter(isRouting)) ?? [NONE]
  return asked.some((all) => all.length === 0) ? null : asked
}

function holds(condition: Condition | null, fields: Fields): boolean {
  return condition === null || firstHolding(condition, fields) !== undefined
}
