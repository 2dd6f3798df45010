import { HOUSEKEEPING_JOBS } from '../../receive/event.ts'
import type { CompiledRule } from '../parts/compile.ts'
import { claimOf, claimsOf, covered } from './covers-claim.ts'
import type { Claim } from './covers-claim.ts'
import { costOf } from './covers-cost.ts'
import type { Spend } from './covers-cost.ts'
import { canMatch } from './covers.ts'
import type { Scope } from './covers.ts'
import type { Finding, Path } from '../finding.ts'
import { quoted } from '../finding.ts'

/** A mistake and where it stands, from its rule on. */
export interface OwnMistake {
  readonly path: Path
  readonly finding: Finding
}

/** What keeps a rule, or an alternative of it, from ever matching by itself; and an `unless` that excepts nothing. */
export function ownMistakes(scope: Scope, team: string | null, spend: Spend): OwnMistake[] {
  const { rule, when } = scope
  const dead = when.map((claim) => !canMatch(claim))
  const several = when.length > 1 && !dead.every(Boolean)
  const mistakes = when.flatMap((claim, index): OwnMistake[] => {
    if (dead[index] !== true || (!several && index > 0)) return []
    const what = several ? 'this alternative' : 'this'
    return [{ path: several ? ['when', index] : ['when'], finding: neverMatches(what, claim) }]
  })
  const hours = rule.during.length > 0 && rule.during.every((one) => rule.outside.includes(one))
  if (hours) {
    const names = rule.during.map(({ name }) => name).join(', ')
    const message = `this never matches: during and outside ${names} exclude each other`
    const help = 'keep one of the two'
    mistakes.push({ path: ['outside'], finding: { code: 'never-matches', message, help } })
  }
  if (mistakes.length > 0) return mistakes
  return [...exceptions(rule, when, spend), ...outOfReach(scope, team)]
}

function neverMatches(what: string, { broken, written }: Claim): Finding {
  const code = 'never-matches'
  if (broken === null) {
    const message = `${what} never matches: it asks for housekeeping jobs only, and for none of them by name`
    const help = `write housekeeping: true, without a job_type or with one of ${[...HOUSEKEEPING_JOBS].join(', ')}`
    return { code, message, help, severity: 'warning' }
  }
  const asked = written.filter(({ field }) => field === broken).map(({ wanted }) => wanted)
  const message = `${what} never matches: no ${broken} is ${asked.join(' and ')}`
  return { code, message, help: 'all that one mapping asks for must hold; for any of several, write a list' }
}

function exceptions(
  { when: asked, unless }: CompiledRule,
  when: readonly Claim[],
  spend: Spend,
): OwnMistake[] {
  if (unless === null || !spend(costOf(asked) * costOf(unless))) return []
  const excepted = claimsOf(unless)
  if (when.every((claim) => covered(excepted, claim, false))) {
    const message = 'this never matches: unless takes away all that when asks for'
    const help = 'unless names the exceptions; leave it out to have none'
    return [{ path: ['unless'], finding: { code: 'never-matches', message, help } }]
  }
  return excepted.flatMap((claim, index): OwnMistake[] => {
    if (when.some((one) => meet(one, claim))) return []
    const path = excepted.length > 1 ? ['unless', index] : ['unless']
    const message = 'this excepts nothing: when does not ask for it'
    const finding: Finding = { code: 'useless-unless', message, help: 'leave it out', severity: 'warning' }
    return [{ path, finding }]
  })
}

function meet(one: Claim, other: Claim): boolean {
  return claimOf(one.written, [...one.demands, ...other.demands]).broken === null
}

/** What the root file grants may change without the team's doing, so that this is no error. */
function outOfReach({ rule, matched }: Scope, team: string | null): OwnMistake[] {
  if (team === null || matched.length > 0) return []
  const message = `${quoted(rule.name)} never matches: no event that team ${quoted(team)} may see is asked for`
  const help = `teams: ${team} in the root file says which events this file may see`
  return [{ path: [], finding: { code: 'never-matches', message, help, severity: 'warning' } }]
}
