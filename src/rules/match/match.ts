import type { JobEvent } from '../../receive/event.ts'
import type { CompiledRule, RuleGroup, Target } from '../parts/compile.ts'
import type { Condition } from '../parts/condition.ts'
import { fieldsOf } from './event-fields.ts'
import type { Fields } from './event-fields.ts'
import { allHold, firstHolding, matchOf } from './holding.ts'
import { indexRules } from './rule-index.ts'
import type { RuleIndex } from './rule-index.ts'
import type { Cluster, Route, Rules, RuleTrace, Trace } from '../rules.ts'
import { addRoutes } from '../parts/sending.ts'
import type { Sent } from '../parts/sending.ts'
import { noteWaits } from './waits.ts'
import { whyLimited, whyMatched, whyMissed } from './why.ts'

/** What matching needs beside the rules. */
export interface MatchContext {
  readonly hash: string
  readonly clusters: ReadonlyMap<string, Cluster>
}

/** How far one file got with one event. */
interface Progress {
  readonly group: RuleGroup
  readonly inReach: boolean
  /** The rule that let no further one be reached. */
  end: CompiledRule | null
}

/**
 * Builds the pure decision over compiled rules: every matching rule sends, one message per lane.
 * @param groups the root file first, then the teams'
 */
export function matchWith(
  groups: readonly RuleGroup[],
  unmatched: readonly Target[],
  context: MatchContext,
): Rules['match'] {
  return matchOver(indexRules(groups), unmatched, context)
}

/** As matchWith, over rules that are indexed already. */
export function matchOver(
  index: RuleIndex,
  unmatched: readonly Target[],
  { hash, clusters }: MatchContext,
): Rules['match'] {
  return (event, full = false) => {
    const fields = fieldsOf(event, clusters)
    const sent: Sent = new Map()
    const entries: RuleTrace[] = []
    let dropped = false
    let rootDrop: CompiledRule | null = null
    let file = null as Progress | null
    for (const { group, reach, first, rule, when } of full ? index.all : index.candidates(fields)) {
      if (file?.group !== group) file = { group, inReach: isInReach(reach, fields), end: rootDrop }
      if (file.end !== null || !file.inReach) {
        if (full)
          entries.push(file.end === null ? limited(group, rule, event, fields) : notReached(rule, file.end))
        continue
      }
      if (!allHold(first, fields)) continue
      const found = matchOf(rule, when, event, fields)
      if (found === undefined) {
        if (full) entries.push(miss(rule, whyMissed(rule, event, fields)))
        continue
      }
      const notes = addRoutes(rule.targets, fields, sent, event.receivedAt, entries.length)
      if (rule.drop || rule.stop) {
        notes.push(endNote(group, rule))
        file.end = rule
        dropped ||= rule.drop
        if (rule.drop && group.team === null) rootDrop = rule
      }
      entries.push(hit(rule, whyMatched(found, rule, event, fields), notes))
    }
    noteWaits(sent, entries)
    const outcome = outcomeOf(event, sent.size > 0, dropped)
    if (outcome === 'unmatched') addRoutes(unmatched, fields, sent, event.receivedAt, entries.length)
    const routes: Route[] = []
    for (const { route } of sent.values()) routes.push(route)
    return { routes, trace: { rules: hash, outcome, entries } }
  }
}

function isInReach(reach: Condition | null, fields: Fields): boolean {
  return reach === null || firstHolding(reach, fields) !== undefined
}

function outcomeOf(event: JobEvent, sent: boolean, dropped: boolean): Trace['outcome'] {
  if (sent) return 'routed'
  if (dropped) return 'dropped'
  return event.housekeeping ? 'housekeeping' : 'unmatched'
}

function endNote({ team }: RuleGroup, { drop }: CompiledRule): string {
  if (!drop) return 'stops here'
  return team === null ? 'drops: nothing further is sent' : `drops: nothing further of team ${team} is sent`
}

function hit(rule: CompiledRule, why: string, notes: readonly string[]): RuleTrace {
  const { index, name, channels, mentions } = rule
  const entry: { -readonly [K in keyof RuleTrace]: RuleTrace[K] } = {
    index,
    rule: name,
    matched: true,
    why,
    channels,
  }
  if (mentions.length > 0) entry.mentions = mentions
  if (notes.length > 0) entry.note = notes.join('; ')
  return entry
}

function miss(rule: CompiledRule, why: string): RuleTrace {
  return { index: rule.index, rule: rule.name, matched: false, why, channels: [] }
}

function limited(group: RuleGroup, rule: CompiledRule, event: JobEvent, fields: Fields): RuleTrace {
  return miss(rule, whyLimited(group.team ?? '', group.reach ?? [], event, fields))
}

function notReached(rule: CompiledRule, end: CompiledRule): RuleTrace {
  return { ...miss(rule, 'not reached'), note: `"${end.name}" ${end.drop ? 'drops' : 'stops'}` }
}
