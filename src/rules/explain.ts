import { momentOf, routeText, sendingRoutes } from './time/moment.ts'
import type { Moment } from './time/moment.ts'
import { stampOf } from './time/instant.ts'
import type { Decision, Route, RuleTrace, Thread } from './rules.ts'
import { plain } from '../steering.ts'

/** What `explain --json` prints of one decision. */
export interface Explanation {
  /** Those that get a message, now or later. */
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
  /** One per channel; also of what is lost in quiet hours. */
  readonly messages: readonly {
    readonly channel: string
    readonly when: Moment
    /** Of what is held, and of digests: ISO 8601, in UTC. */
    readonly at?: string
    readonly thread: Thread
  }[]
}

/** A decision as `explain --json` gives it. */
export function explainJson({ routes, trace }: Decision): Explanation {
  return {
    channels: sendingRoutes(routes).map(({ channel }) => channel),
    dropped: trace.outcome === 'dropped',
    unmatched: trace.outcome === 'unmatched',
    rules: trace.entries.map(({ rule, matched, why, channels, note }) => ({
      name: rule,
      matched,
      why,
      channels,
      ...(note === undefined ? {} : { note }),
    })),
    messages: routes.map(messageOf),
  }
}

function messageOf(route: Route): Explanation['messages'][number] {
  const { channel, later, thread = 'job' } = route
  const at = later === undefined || later.kind === 'dropped' ? {} : { at: stampOf(later.at) }
  return { channel, when: momentOf(route), ...at, thread }
}

/** A decision in lines for a person: one per rule, then where the event goes. */
export function explainLines({ routes, trace }: Decision): string[] {
  return [...trace.entries.map(line), LAST[trace.outcome](routes.map(routeText).join(', '))]
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
  return plain(text)
}
