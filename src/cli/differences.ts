import type { JobEvent } from '../receive/event.ts'
import { momentOf } from '../rules/time/moment.ts'
import type { Decision, Route } from '../rules/rules.ts'

/** One way in which some events would be routed differently. */
export interface Difference {
  readonly change: 'added' | 'removed' | 'changed'
  readonly channel: string
  /** The rule that sends there; of the new rules, unless it is removed. */
  readonly rule: string
  /** What is changed, e.g. `mention oncall → nobody`; empty unless `changed`. */
  readonly what: readonly string[]
  readonly events: number
  /** The first few, newest first. */
  readonly examples: readonly JobEvent[]
}

/** Adds up what is different between two sets of rules, event by event, in memory that does not grow with them. */
export interface Differences {
  readonly add: (event: JobEvent, before: Decision, after: Decision) => void
  readonly events: () => number
  /** Events with any difference. */
  readonly differing: () => number
  /** The most events first. */
  readonly list: () => readonly Difference[]
}

const EXAMPLES = 2

type Change = Pick<Difference, 'change' | 'channel' | 'rule' | 'what'>

/** Nothing was added yet. */
export function createDifferences(): Differences {
  const found = new Map<string, Change & { events: number; examples: JobEvent[] }>()
  let events = 0
  let differing = 0
  return {
    add(event, before, after) {
      events += 1
      const changes = changesBetween(before.routes, after.routes)
      if (changes.length > 0) differing += 1
      for (const change of changes) {
        const key = JSON.stringify(change)
        const known = found.get(key) ?? { ...change, events: 0, examples: [] }
        known.events += 1
        if (known.examples.length < EXAMPLES) known.examples.push(event)
        found.set(key, known)
      }
    },
    events: () => events,
    differing: () => differing,
    list: () => [...found.values()].toSorted((a, b) => b.events - a.events),
  }
}

/** What differs between the messages of one event. */
function changesBetween(before: readonly Route[], after: readonly Route[]): readonly Change[] {
  const had = new Map(before.map((route) => [route.channel, route]))
  const has = new Map(after.map((route) => [route.channel, route]))
  const added = after
    .filter(({ channel }) => !had.has(channel))
    .map(({ channel, rule }) => ({ change: 'added', channel, rule, what: [] }) as const)
  const removed = before
    .filter(({ channel }) => !has.has(channel))
    .map(({ channel, rule }) => ({ change: 'removed', channel, rule, what: [] }) as const)
  const changed = after.flatMap((route) => {
    const earlier = had.get(route.channel)
    const what = earlier === undefined ? [] : looksChanged(earlier, route)
    return what.length === 0
      ? []
      : [{ change: 'changed', channel: route.channel, rule: route.rule, what } as const]
  })
  return [...added, ...removed, ...changed]
}

function looksChanged(before: Route, after: Route): string[] {
  const now = new Map(lookOf(after))
  return lookOf(before).flatMap(([part, was]) => {
    const is = now.get(part)
    return is === was ? [] : [`${part} ${was} → ${is}`]
  })
}

function lookOf(route: Route): readonly (readonly [part: string, value: string])[] {
  return [
    ['place', route.lane],
    ['template', route.template ?? 'that of the state'],
    ['language', route.language],
    ['timezone', route.timezone],
    ['time', momentOf(route)],
    ['thread', route.thread ?? 'job'],
    ['mention', route.mentions.length === 0 ? 'nobody' : route.mentions.toSorted().join(', ')],
  ]
}
