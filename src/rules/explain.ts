import type { Decision, RuleTrace } from './rules.ts'

/** What `explain --json` prints of one decision. */
export interface Explanation {
  readonly channels: readonly string[]
  readonly dropped: boolean
  readonly unmatched: boolean
  readonly rules: readonly {
    readonly name: string
    readonly matched: boolean
    readonly why: string
    readonly channels: readonly string[]
    readonly note?: string
  }[]
}

/** A decision as `explain --json` gives it. */
export function explainJson({ routes, trace }: Decision): Explanation {
  return {
    channels: routes.map(({ channel }) => channel),
    dropped: trace.outcome === 'dropped',
    unmatched: trace.outcome === 'unmatched',
    rules: trace.entries.map(({ rule, matched, why, channels, note }) => ({
      name: rule,
      matched,
      why,
      channels,
      ...(note === undefined ? {} : { note }),
    })),
  }
}

/** A decision in lines for a person: one per rule, then where the event goes. */
export function explainLines({ routes, trace }: Decision): string[] {
  const channels = routes.map(({ channel }) => channel).join(', ')
  return [...trace.entries.map(line), LAST[trace.outcome](channels)]
}

const LAST: Readonly<Record<Decision['trace']['outcome'], (channels: string) => string>> = {
  routed: (channels) => `→ ${channels}`,
  dropped: () => '→ nothing: a rule drops it',
  unmatched: (channels) =>
    channels === '' ? '→ nothing: unmatched, recorded only' : `→ ${channels} (unmatched)`,
  followed: (channels) => `→ ${channels} (no rule, but the story of its job goes on)`,
  housekeeping: () => '→ nothing: a housekeeping job that no rule asks for, recorded only',
  notice: (channels) => `→ ${channels} (Herald’s own notice)`,
}

function line({ index, rule, matched, why, channels, mentions = [], note }: RuleTrace): string {
  const goes = [...channels, ...mentions.map((mention) => `mention ${mention}`)].join(', ')
  const arrow = goes === '' ? '' : ` → ${goes}`
  const text = `${matched ? '✓' : '✗'} ${index}. ${rule}: ${why}${arrow}${note === undefined ? '' : ` (${note})`}`
  // A value of a callback must not steer the terminal it is shown on.
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
}
