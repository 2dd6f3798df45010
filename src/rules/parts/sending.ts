import type { Target } from './compile.ts'
import { placeFor } from './computed-destination.ts'
import type { Fields } from '../match/event-fields.ts'
import { unitedLimits } from './limits.ts'
import type { Channel, Route } from '../rules.ts'
import { isSooner, waitOf } from './timing.ts'
import type { Wait } from './timing.ts'

/** What one lane gets of an event: one message. */
export interface Serving {
  readonly route: Route
  /** The rule that decides when it goes. */
  readonly by: string
  /** Of each rule that sends here and would not send at once. */
  readonly waits: readonly Waiting[]
}

/** A rule's reason not to send at once, and which entry of the trace is its own. */
export interface Waiting extends Wait {
  readonly entry: number
  readonly channel: string
}

/** What the lanes get of one event. */
export type Sent = Map<string, Serving>

/**
 * Adds what one rule sends. Where a lane is served already, mentions and limits join, and the sooner time counts; what is lost
 * in quiet hours adds nothing.
 * @param at when the event came in, ms since the epoch
 * @param entry the place of the rule's own entry in the trace
 * @returns what its trace is to note
 */
export function addRoutes(
  targets: readonly Target[],
  fields: Fields,
  sent: Sent,
  at: number,
  entry: number,
): string[] {
  const notes: string[] = []
  for (const target of targets) {
    const found = routeFor(target, fields, notes)
    if (found === null) continue
    const wait = target.timing === null ? null : waitOf(target.timing, found.timezone, at)
    const route = wait === null ? found : { ...found, later: wait.later }
    const waits = wait === null ? [] : [{ ...wait, entry, channel: target.channel.name }]
    const earlier = sent.get(route.lane)
    if (earlier === undefined) {
      sent.set(route.lane, { route, by: route.rule, waits })
      continue
    }
    sent.set(route.lane, joined(earlier, route, waits))
    if (isLost(earlier.route) || isLost(route)) continue
    const atOnce = earlier.route.later !== undefined && wait === null
    notes.push(
      earlier.route.rule === route.rule
        ? `${target.channel.name} is the same place as ${earlier.route.channel}`
        : `${targets.length > 1 ? `${target.channel.name} ` : ''}already sent by "${earlier.route.rule}"${atOnce ? ', now at once' : ''}`,
    )
  }
  return notes
}

/** Whether nothing is to be sent: quiet hours whose rule loses it on purpose. */
function isLost({ later }: Route): boolean {
  return later?.kind === 'dropped'
}

function joined(earlier: Serving, route: Route, more: readonly Waiting[]): Serving {
  const waits = more.length === 0 ? earlier.waits : [...earlier.waits, ...more]
  if (isLost(route)) return { ...earlier, waits }
  if (isLost(earlier.route)) return { route, by: route.rule, waits }
  const first = earlier.route
  const sooner = isSooner(route.later, first.later)
  const mentions = united(first.mentions, route.mentions)
  const limits = unitedLimits(first.limits, route.limits)
  if (!sooner && mentions === first.mentions && limits === first.limits) return { ...earlier, waits }
  const { later: firstTime, ...look } = first
  const later = sooner ? route.later : firstTime
  return {
    by: sooner ? route.rule : earlier.by,
    waits,
    route: {
      ...look,
      mentions,
      ...(limits === undefined ? {} : { limits }),
      ...(later === undefined ? {} : { later }),
    },
  }
}

function united(some: readonly string[], more: readonly string[]): readonly string[] {
  return more.every((name) => some.includes(name)) ? some : [...new Set([...some, ...more])]
}

function routeFor({ channel, otherwise, route }: Target, fields: Fields, notes: string[]): Route | null {
  if (channel.computed === null) return route
  const { place, refused } = placeFor(channel, channel.computed, fields)
  if (refused === null) {
    const lane = `${channel.account}:${place}`
    notes.push(`${channel.name} → ${lane}`)
    return { ...route, place, lane }
  }
  if (otherwise === null) return null
  notes.push(`${channel.name}: ${refused}, so ${otherwise.name} takes it`)
  const { name, place: known, lane } = otherwise
  return { ...lookIn(otherwise, channel, route), channel: name, place: known, lane }
}

/** What came from the computed channel, look and limit, gives way to that of the channel in its place. */
function lookIn(otherwise: Channel, channel: Channel, { limits = [], ...route }: Route): Route {
  const counted = [
    ...(otherwise.limit === null ? [] : [otherwise.limit]),
    ...limits.filter(({ key }) => key !== ''),
  ]
  return {
    ...route,
    language: otherwise.language ?? route.language,
    template: (route.template === channel.template ? otherwise.template : null) ?? route.template,
    timezone: otherwise.timezone ?? route.timezone,
    ...(counted.length === 0 ? {} : { limits: counted }),
  }
}
