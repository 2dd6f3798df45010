import type { CompiledRule, RuleGroup } from './compile.ts'
import type { Fields } from './event-fields.ts'
import { firstHolding } from './holding.ts'
import { newProjectIndex, projectKeys } from './project-index.ts'

/** A rule and the file it stands in. */
export interface PlacedRule {
  readonly group: RuleGroup
  readonly rule: CompiledRule
}

/** All rules, and for one event those worth trying. */
export interface RuleIndex {
  /** In the order in which they are tried. */
  readonly all: readonly PlacedRule[]
  /** Of `all`, in their order, every rule whose project and job_state fit. */
  readonly candidates: (fields: Fields) => readonly PlacedRule[]
}

/** Rules held in the cache over all its keys: at 8 bytes each, some 4 MB. */
const MOST_CACHED = 500_000

/** Makes the index of all rules by project and job state. */
export function indexRules(groups: readonly RuleGroup[]): RuleIndex {
  const all = groups.flatMap((group) => group.rules.map((rule) => ({ group, rule })))
  const projects = newProjectIndex()
  all.forEach(({ group, rule }, position) => {
    projects.add(projectKeys(rule.when) ?? projectKeys(group.reach), position)
  })
  const cache = new Map<string, readonly PlacedRule[]>()
  let cached = 0
  return {
    all,
    candidates: (fields) => {
      const project = onlyText(fields, 'project')
      const state = onlyText(fields, 'job_state')
      if (project === undefined || state === undefined) return all
      const key = `${state}\n${project}`
      const known = cache.get(key)
      if (known !== undefined) return known
      const found = projects
        .find(project)
        .flatMap((position) => all[position] ?? [])
        .filter((placed) => mayMatch(placed, fields))
      for (const [oldest, rules] of cache) {
        if (cached + found.length + 1 <= MOST_CACHED) break
        cache.delete(oldest)
        cached -= rules.length + 1
      }
      cache.set(key, found)
      cached += found.length + 1
      return found
    },
  }
}

function onlyText(fields: Fields, name: string): string | undefined {
  const texts = fields(name).folded()
  return texts.length === 1 ? texts[0] : undefined
}

const ROUTING = new Set(['project', 'job_state'])

/** What a key of the cache decides: the matchers of project and job_state, without the others. */
function mayMatch({ group, rule }: PlacedRule, fields: Fields): boolean {
  return [group.reach, rule.when].every(
    (condition) =>
      condition === null ||
      firstHolding(
        condition.map((all) => all.filter(({ field }) => ROUTING.has(field))),
        fields,
      ) !== undefined,
  )
}
