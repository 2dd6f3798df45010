import { quoted } from '../finding.ts'
import { stampOf } from '../time/instant.ts'
import type { Decision, Route, RuleTrace, Rules } from '../rules.ts'

/** Why a channel is missing or one too many, by the rule that has most to do with it. */
export function reasonFor(
  missing: string | null,
  unexpected: Route | null,
  { trace }: Decision,
  rules: Rules,
): string {
  if (missing !== null) {
    const names = sendersTo(missing, rules)
    if (names.size === 0) return `no rule sends to ${missing}`
    const entries = trace.entries.filter(({ rule }) => names.has(rule))
    // One that was not reached says less than one that was asked.
    const entry =
      entries.find(({ matched }) => matched) ?? entries.find(({ note }) => note === undefined) ?? entries[0]
    return entry === undefined ? `no rule in use sends to ${missing}` : `${quoted(entry.rule)} ${said(entry)}`
  }
  if (unexpected === null) return ''
  const names = sendersTo(unexpected.channel, rules)
  const entry = trace.entries.find(({ rule, matched }) => matched && names.has(rule))
  return entry === undefined
    ? `no rule sent or dropped it, and unmatched: sends to ${unexpected.channel}`
    : `${quoted(entry.rule)} sends to ${unexpected.channel}: ${entry.why}`
}

/**
 * Why a message goes at another time than a test expects, by what quiet hours or digests have to do with it.
 * @param at when the event came in, ms since the epoch
 */
export function reasonForMoment(route: Route, at: number, { trace }: Decision, rules: Rules): string {
  const names = sendersTo(route.channel, rules)
  const entry = trace.entries.find(
    ({ rule, matched, note }) => matched && note !== undefined && names.has(rule),
  )
  const moment = `what comes in at ${stampOf(at)}`
  return entry === undefined ? `no rule holds ${moment}` : `${moment}: ${quoted(entry.rule)} ${said(entry)}`
}

/** Names of the rules that name a channel, or another name of its place. */
function sendersTo(channel: string, { rules, channels }: Rules): ReadonlySet<string> {
  const lane = channels.get(channel)?.lane ?? ''
  const isThere = (name: string): boolean =>
    name === channel || (lane !== '' && channels.get(name)?.lane === lane)
  return new Set(rules.flatMap((rule) => (rule.channels.some(isThere) ? [rule.name] : [])))
}

function said({ matched, why, note }: RuleTrace): string {
  const reason = note === undefined ? why : `${why}, ${note}`
  return matched ? `matches: ${reason}` : `does not match: ${reason}`
}
