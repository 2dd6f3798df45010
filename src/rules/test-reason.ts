import { quoted } from './finding.ts'
import type { Decision, Route, RuleTrace, Rules } from './rules.ts'

/** Why a channel is missing or one too many, by the rule that has most to do with it. */
export function reasonFor(
  missing: string | null,
  unexpected: Route | null,
  { trace }: Decision,
  rules: Rules,
): string {
  const senders = (channel: string): ReadonlySet<string> =>
    new Set(rules.rules.flatMap((rule) => (rule.channels.includes(channel) ? [rule.name] : [])))
  if (missing !== null) {
    const names = senders(missing)
    if (names.size === 0) return `no rule sends to ${missing}`
    const entries = trace.entries.filter(({ rule }) => names.has(rule))
    // One that was not reached says less than one that was asked.
    const entry = entries.find(({ note }) => note === undefined) ?? entries[0]
    return entry === undefined ? `no rule in use sends to ${missing}` : `${quoted(entry.rule)} ${said(entry)}`
  }
  if (unexpected === null) return ''
  const names = senders(unexpected.channel)
  const entry = trace.entries.find(({ rule, matched }) => matched && names.has(rule))
  return entry === undefined
    ? `no rule sent or dropped it, and unmatched: sends to ${unexpected.channel}`
    : `${quoted(entry.rule)} sends to ${unexpected.channel}: ${entry.why}`
}

function said({ matched, why, note }: RuleTrace): string {
  const reason = note === undefined ? why : `${why}, ${note}`
  return matched ? `matches: ${reason}` : `does not match: ${reason}`
}
