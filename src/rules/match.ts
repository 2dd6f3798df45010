import type { JobEvent } from '../receive/event.ts'
import { fieldOf } from '../receive/event.ts'
import type { CompiledRule, RuleGroup, Target } from './compile.ts'
import type { Matcher } from './matcher.ts'
import type { Condition } from './condition.ts'
import { read } from './reading.ts'
import type { Reading } from './reading.ts'
import type { Cluster, Decision, Route, RuleTrace, Trace } from './rules.ts'
import { whyExcepted, whyMatched, whyNot } from './why.ts'
import type { Fields } from './why.ts'

interface Sent {
  readonly lane: string
  readonly rule: string
  route: Route
}

/** What matching needs beside the rules. */
export interface MatchContext {
  readonly hash: string
  readonly clusters: ReadonlyMap<string, Cluster>
}

/** Builds the pure decision over compiled rules: every matching rule sends, one message per lane. */
export function matchWith(
  groups: readonly RuleGroup[],
  unmatched: readonly Target[],
  { hash }: MatchContext,
): (event: JobEvent, full?: boolean) => Decision {
  const rules = groups.flatMap((group) => group.rules)
  return (event, full = false) => {
    const fields = readerOf(event)
    const sent: Sent[] = []
    const entries: RuleTrace[] = []
    let end: CompiledRule | undefined
    for (const rule of rules) {
      if (end !== undefined) {
        if (!full) break
        entries.push(notReached(rule, end))
        continue
      }
      const found = firstHolding(rule.when, event, fields)
      const excepted = found !== undefined && rule.unless !== null && firstHolding(rule.unless, null, fields)
      if (found === undefined || excepted) {
        if (full) entries.push(miss(rule, event, fields, excepted || undefined))
        continue
      }
      const notes = send(rule, sent)
      if (rule.drop || rule.stop) {
        notes.push(rule.drop ? 'drops: nothing further is sent' : 'stops here')
        end = rule
      }
      entries.push(hit(rule, whyMatched(found, fields), notes))
    }
    const outcome = outcomeOf(event, sent.length > 0, end?.drop ?? false)
    const routes =
      outcome === 'unmatched' ? unmatched.map(({ route }) => route) : sent.map(({ route }) => route)
    return { routes, trace: { rules: hash, outcome, entries } }
  }
}

function readerOf(event: JobEvent): Fields {
  const readings = new Map<string, Reading>()
  return (name) => {
    let reading = readings.get(name)
    if (reading === undefined) {
      reading = read(fieldOf(event, name))
      readings.set(name, reading)
    }
    return reading
  }
}

const EVERYTHING: Condition = [[]]

/** The first alternative that holds. With an event given, a housekeeping job must be asked for by name. */
function firstHolding(
  condition: Condition | null,
  event: JobEvent | null,
  fields: Fields,
): readonly Matcher[] | undefined {
  return (condition ?? EVERYTHING).find(
    (all) =>
      all.every((matcher) => matcher.test(fields(matcher.field))) &&
      (event === null || !event.housekeeping || asksForHousekeeping(all, event)),
  )
}

function asksForHousekeeping(all: readonly Matcher[], event: JobEvent): boolean {
  return all.some(
    ({ field, exact }) =>
      (field === 'job_type' && exact.has(event.job_type.toLowerCase())) ||
      (field === 'housekeeping' && exact.has('true')),
  )
}

/** Adds the rule's routes; where a lane is served already, only its mentions join. Returns what is to be noted. */
function send(rule: CompiledRule, sent: Sent[]): string[] {
  const notes: string[] = []
  for (const { route } of rule.targets) {
    const { lane } = route
    const earlier = sent.find((other) => other.lane === lane)
    if (earlier === undefined) {
      sent.push({ lane, rule: rule.name, route })
      continue
    }
    const mentions = new Set([...earlier.route.mentions, ...route.mentions])
    if (mentions.size > earlier.route.mentions.length)
      earlier.route = { ...earlier.route, mentions: [...mentions] }
    notes.push(`${rule.targets.length > 1 ? `${route.channel} ` : ''}already sent by "${earlier.rule}"`)
  }
  return notes
}

function outcomeOf(event: JobEvent, sent: boolean, dropped: boolean): Trace['outcome'] {
  if (sent) return 'routed'
  if (dropped) return 'dropped'
  return event.housekeeping ? 'housekeeping' : 'unmatched'
}

function hit(rule: CompiledRule, why: string, notes: readonly string[]): RuleTrace {
  const entry = { index: rule.index, rule: rule.name, matched: true, why, channels: rule.channels }
  return {
    ...entry,
    ...(rule.mentions.length > 0 ? { mentions: rule.mentions } : {}),
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
  }
}

function miss(
  rule: CompiledRule,
  event: JobEvent,
  fields: Fields,
  excepted: readonly Matcher[] | undefined,
): RuleTrace {
  const why =
    excepted === undefined ? whyNot(rule.when ?? EVERYTHING, event, fields) : whyExcepted(excepted, fields)
  return { index: rule.index, rule: rule.name, matched: false, why, channels: [] }
}

function notReached(rule: CompiledRule, end: CompiledRule): RuleTrace {
  const note = `"${end.name}" ${end.drop ? 'drops' : 'stops'}`
  return { index: rule.index, rule: rule.name, matched: false, why: 'not reached', channels: [], note }
}
